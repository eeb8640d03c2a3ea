#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/assert.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/outline.h"
#include "report/page/parts.h"
#include "report/sentences.h"

namespace report::page {

namespace {

bool is_plain_word(const std::string& id) {
    return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::string tally(const Counts& counts) {
    std::string bar;
    std::string words;
    const auto part = [&](verdicts::Verdict verdict, int count) {
        if (count == 0) return;
        bar += fmt::format("<span class=\"{}\" style=\"flex:{}\"></span>", verdicts::name(verdict), count);
        words += fmt::format("<span><strong>{}</strong> {}</span>", count, badge(verdict));
    };
    part(verdicts::Verdict::broken, counts.broken);
    part(verdicts::Verdict::unproven, counts.unproven);
    part(verdicts::Verdict::kept, counts.kept);
    return "<div class=\"tally\" aria-hidden=\"true\">" + bar + "</div>\n<p class=\"tally-words\">" + words + "</p>\n";
}

/// The end of the page has the whole path.
std::string file_name(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string files_of(const Scorecard& card, std::string_view role, std::int64_t rows) {
    std::string names;
    for (const DataFact& fact : card.data) {
        if (fact.role != role) continue;
        names += (names.empty() ? "" : ", ") + markup(file_name(fact.path));
    }
    return names.empty() ? names : names + "<br/><span class=\"soft\">" + counted(rows, "row", "rows") + "</span>";
}

}  // namespace

Anchors::Anchors(const Scorecard& card) {
    std::set<std::string> taken;
    int number = 0;
    for (const PromiseResult& result : card.promises) {
        std::string name = "promise-" + result.promise.id;
        if (!is_plain_word(result.promise.id) || !taken.insert(name).second) name = fmt::format("promise.{}", ++number);
        names_[&result] = std::move(name);
    }
}

const std::string& Anchors::of(const PromiseResult& result) const {
    const auto found = names_.find(&result);
    ASSERT(found != names_.end());
    return found->second;
}

std::string badge(verdicts::Verdict verdict) {
    return fmt::format("<span class=\"badge {0}\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"#mark-{0}\"/></svg>{0}</span>", verdicts::name(verdict));
}

std::string entry(std::string_view term, const std::string& description) {
    return description.empty() ? "" : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", term, description);
}

std::string responsibility(const charter::Promise& promise) {
    const std::string owner = promise.owner.empty() ? "" : markup(promise.owner) + ", ";
    return owner + std::string(consequence(promise.breach));
}

std::string masthead(const Scorecard& card) {
    std::string out = "<header class=\"masthead\">\n<p class=\"kicker\"><span>Charter scorecard</span>";
    if (card.as_of) out += "<span>" + base::format(*card.as_of).substr(0, 10) + "</span>";
    out += "</p>\n<h1>" + markup(card.product) + "</h1>\n";
    if (!card.vision.empty()) out += "<p class=\"vision\">" + markup(card.vision) + "</p>\n";
    out += fmt::format("<div class=\"gate is-{0}\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"#mark-{0}\"/></svg><p>{1}</p></div>\n",
                       verdicts::name(card.gate), markup(gate_sentence(card)));
    out += tally(counts_of(card)) + "<dl class=\"facts\">";
    out += entry("Data", files_of(card, "data", card.rows)) + entry("Reference", files_of(card, "reference", card.reference_rows));
    if (card.rejected > 0) out += entry("Could not be read", counted(card.rejected, "row", "rows"));
    if (card.as_of) out += entry("As of", base::format(*card.as_of));
    out += entry("Version of the model", markup(card.version));
    out += entry("Charter", markup(file_name(card.charter_file)) + "<br/><code class=\"soft digest\">" + short_digest(card.charter_digest) + "</code>");
    return out + "</dl>\n</header>\n";
}

}  // namespace report::page
