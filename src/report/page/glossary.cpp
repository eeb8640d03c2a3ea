#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/escape.h"
#include "report/page/parts.h"

namespace report::page {

namespace {

struct Word {
    std::string_view word, meaning;
};

constexpr std::array<Word, 8> words{{
    {"kept", "The whole interval lies on the good side of the bound."},
    {"broken", "The whole interval lies on the bad side of the bound."},
    {"unproven", "Neither: the interval holds the bound, or the number is missing or cannot be trusted, and the reason is given. Unproven is never "
                 "treated as kept; it blocks what a breach would block."},
    {"interval", "Where the truth may lie, given the sample. At level 95 %, a promise is wrongly called kept, or wrongly called broken, at most 2.5 times in a "
                 "hundred each. A fact that was counted has no interval."},
    {"unit", "What is independent of its like: a customer, a day. Many rows of one unit say less than as many rows of different ones."},
    {"window", "The stretch of time that a number is about; its start belongs to it, its end does not."},
    {"gate", "The promises whose breach stops. It is open when every one of them is kept."},
    {"reference", "The data that a comparison is made against; current is the data that is compared."},
}};

std::vector<const metrics::Metric*> metrics_of(const Scorecard& card) {
    std::vector<const metrics::Metric*> found;
    for (const PromiseResult& result : card.promises) {
        if (result.metric != nullptr && std::find(found.begin(), found.end(), result.metric) == found.end()) found.push_back(result.metric);
    }
    std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    return found;
}

std::string term(std::string_view name, std::string_view text) {
    return text.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>", name, markup(text));
}

std::string definition(const metrics::Metric& metric) {
    return fmt::format("<div class=\"definition\" id=\"metric-{0}\"><h3>{0}</h3><p>{1}</p><dl class=\"terms\">{2}<dt>Formula</dt><dd><code>{3}</code></dd>{4}{5}{6}</dl></div>\n",
                       markup(metric.id), markup(metric.summary), term("Stands for", metric.estimand), markup(metric.formula), term("Source", metric.source),
                       term("Interval", metric.interval), term("Example", metric.example.says));
}

}  // namespace

std::string glossary(const Scorecard& card) {
    std::string out = "<section aria-labelledby=\"words\">\n<h2 id=\"words\">What the words mean</h2>\n<dl class=\"terms words\">\n";
    for (const Word& word : words) out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", word.word, markup(word.meaning));
    out += "</dl>\n</section>\n";
    const auto all = metrics_of(card);
    if (all.empty()) return out;
    out += "<section aria-labelledby=\"metrics\">\n<h2 id=\"metrics\">What the numbers mean</h2>\n";
    for (const metrics::Metric* metric : all) out += definition(*metric);
    return out + "</section>\n";
}

std::string colophon(const Scorecard& card) {
    std::string out = "<section aria-labelledby=\"origin\">\n<h2 id=\"origin\">Where this comes from</h2>\n";
    if (!card.notes.empty()) {
        out += "<ul>\n";
        for (const std::string& note : card.notes) out += "<li>" + markup(note) + "</li>\n";
        out += "</ul>\n";
    }
    out += "<dl class=\"facts\">" + entry("Charter " + markup(card.charter_file), "<code class=\"digest\">" + base::format(card.charter_digest) + "</code>");
    for (const DataFact& fact : card.data) {
        out += entry(markup(fact.role) + " " + markup(fact.path), "<code class=\"digest\">" + base::format(fact.digest) + "</code>");
    }
    out += entry("Judged by", card.charter_version.empty() ? "" : "Charter " + markup(card.charter_version));
    return out + "</dl>\n</section>\n";
}

}  // namespace report::page
