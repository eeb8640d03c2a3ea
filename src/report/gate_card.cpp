#include "report/gate_card.h"

#include <fmt/format.h>

#include <algorithm>

#include <boost/json.hpp>

#include "report/escape.h"
#include "report/outline.h"

namespace report {

namespace {

using base::json::object;
using base::json::value;
using verdicts::Verdict;

/// `recall on holdout`, `approval by risk`.
std::string subject_of(const GateLine& line) {
    if (line.kind == "promise") return line.id + " on " + line.on;
    if (line.kind == "approval") return "approval by " + line.id;
    if (line.kind == "version") return "version " + line.id;
    return line.kind + " of " + line.id;
}

std::string heading(const GateCard& card) {
    return fmt::format("{}: version {} before the gate {}{}", card.product, card.version, card.gate, card.title.empty() ? "" : " (" + card.title + ")");
}

/// What all of it comes to, in a sentence.
std::string conclusion(const GateCard& card) {
    const Verdict verdict = card.verdict();
    if (verdict == Verdict::kept) return "Everything that it asks for holds.";
    const std::string found = verdict == Verdict::broken ? "It does not hold." : "It is not shown to hold, which does not open it.";
    return card.overridden ? fmt::format("{} Entry {} of the ledger opens it all the same until {}.", found, card.overridden->entry, base::format(card.overridden->until)) : found;
}

std::vector<const GateLine*> worst_first(const GateCard& card) {
    std::vector<const GateLine*> lines;
    for (const auto& line : card.lines) lines.push_back(&line);
    const auto rank = [](const GateLine* line) { return line->verdict == Verdict::broken ? 0 : line->verdict == Verdict::unproven ? 1 : 2; };
    std::stable_sort(lines.begin(), lines.end(), [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    return lines;
}

value number(const std::optional<double>& one) { return one ? value(*one) : value(nullptr); }

object json_of(const GateLine& line) {
    object all{{"kind", line.kind}, {"id", well_formed(line.id)}, {"on", line.on.empty() ? value(nullptr) : value(line.on)}, {"verdict", verdicts::name(line.verdict)}, {"sentence", well_formed(line.sentence)}};
    if (line.kind == "promise") {
        all["value"] = number(line.value);
        all["interval"] = line.low && line.high ? value(object{{"low", *line.low}, {"high", *line.high}}) : value(nullptr);
        all["n"] = line.rows;
    }
    return all;
}

}  // namespace

Verdict GateCard::verdict() const {
    const auto any = [&](Verdict verdict) { return std::any_of(lines.begin(), lines.end(), [&](const GateLine& line) { return line.verdict == verdict; }); };
    if (any(Verdict::broken)) return Verdict::broken;
    return lines.empty() || any(Verdict::unproven) ? Verdict::unproven : Verdict::kept;
}

object json_of(const GateCard& card) {
    base::json::array lines;
    for (const auto& line : card.lines) lines.emplace_back(json_of(line));
    object all{{"product", well_formed(card.product)}, {"gate", well_formed(card.gate)}, {"version", well_formed(card.version)}, {"charter", card.charter}, {"subject", card.subject.empty() ? value(nullptr) : value(card.subject)},
               {"as_of", base::format(card.as_of)}, {"verdict", verdicts::name(card.verdict())}, {"opens", card.opens()}, {"override", nullptr}, {"lines", std::move(lines)}};
    if (card.overridden) all["override"] = object{{"entry", card.overridden->entry}, {"until", base::format(card.overridden->until)}};
    return all;
}

std::string text_of(const GateCard& card) {
    std::string text = fmt::format("{}: {}\n{}\n\n", plain(heading(card)), verdicts::name(card.verdict()), plain(conclusion(card)));
    for (const auto* line : worst_first(card)) text += fmt::format("{} {}: {}\n", mark(line->verdict), plain(subject_of(*line)), plain(line->sentence));
    if (!card.subject.empty()) text += fmt::format("\nApprovals are of {}\n", card.subject);
    return text;
}

std::string markdown_of(const GateCard& card) {
    std::string text = fmt::format("## {}: {}\n\n{}\n\n| | what | found |\n|---|---|---|\n", table_cell(heading(card)), verdicts::name(card.verdict()), table_cell(conclusion(card)));
    for (const auto* line : worst_first(card)) text += fmt::format("| {} {} | {} | {} |\n", mark(line->verdict), verdicts::name(line->verdict), table_cell(subject_of(*line)), table_cell(line->sentence));
    return text;
}

std::string junit_of(const GateCard& card) {
    const auto count = [&](Verdict verdict) { return std::count_if(card.lines.begin(), card.lines.end(), [&](const GateLine& line) { return line.verdict == verdict; }); };
    std::string text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n", markup(heading(card)), card.lines.size(), count(Verdict::broken), count(Verdict::unproven));
    for (const auto& line : card.lines) {
        const std::string words = markup(line.sentence);
        text += fmt::format("    <testcase classname=\"{}.{}\" name=\"{}\">", markup(card.product), markup(card.gate), markup(subject_of(line)));
        if (line.verdict != Verdict::kept) text += fmt::format("<{0} message=\"{1}\">{1}</{0}>", line.verdict == Verdict::broken ? "failure" : "error", words);
        text += "</testcase>\n";
    }
    return text + "  </testsuite>\n</testsuites>\n";
}

std::string refusal_of(const GateCard& card) {
    std::string missing;
    int more = 0;
    for (const auto* line : worst_first(card)) {
        if (line->verdict == Verdict::kept) continue;
        if (missing.size() > 600) ++more;
        else missing += fmt::format("{}{} is {}: {}", missing.empty() ? "" : "; ", subject_of(*line), verdicts::name(line->verdict), line->sentence);
    }
    if (more > 0) missing += fmt::format("; and {} more", more);
    return fmt::format("the gate {} of {} does not open for version {}: {}", card.gate, card.product, card.version, missing.empty() ? "it asks for nothing" : missing);
}

}  // namespace report
