#include "report/outline.h"

#include <algorithm>

namespace report {

namespace {

int urgency(verdicts::Verdict verdict) {
    switch (verdict) {
        case verdicts::Verdict::broken: return 0;
        case verdicts::Verdict::unproven: return 1;
        case verdicts::Verdict::kept: break;
    }
    return 2;
}

int urgency(charter::Breach breach) {
    switch (breach) {
        case charter::Breach::stop: return 0;
        case charter::Breach::warn: return 1;
        case charter::Breach::info: break;
    }
    return 2;
}

bool more_urgent(const PromiseResult* a, const PromiseResult* b) {
    if (a->verdict != b->verdict) return urgency(a->verdict) < urgency(b->verdict);
    return urgency(a->promise.breach) < urgency(b->promise.breach);
}

std::string title_of(const std::string& section) {
    if (section == "promises") return "Promises";
    if (section == "data") return "Data contract";
    if (section == "populations") return "Populations";
    std::string title = section;
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

}  // namespace

std::vector<verdicts::Verdict> gate_verdicts(const Scorecard& card) {
    std::vector<verdicts::Verdict> all;
    for (const PromiseResult& result : card.promises) {
        const bool named = std::find(card.only.begin(), card.only.end(), result.promise.id) != card.only.end();
        if (card.only.empty() ? result.promise.breach != charter::Breach::stop : !named) continue;
        // What only warns may stand on less than a gate does: chosen, it would open one.
        const bool sound = std::all_of(result.checks.begin(), result.checks.end(), [](const Check& check) { return check.estimate.standing == metrics::Standing::sound; });
        all.push_back(card.only.empty() || sound ? result.verdict : verdicts::Verdict::unproven);
    }
    return all;
}

void Counts::add(verdicts::Verdict verdict) {
    switch (verdict) {
        case verdicts::Verdict::kept: ++kept; return;
        case verdicts::Verdict::broken: ++broken; return;
        case verdicts::Verdict::unproven: ++unproven; return;
    }
}

std::vector<Section> outline(const Scorecard& card) {
    std::vector<Section> sections;
    for (const PromiseResult& result : card.promises) {
        const std::string& id = result.promise.section;
        auto section = std::find_if(sections.begin(), sections.end(), [&](const Section& one) { return one.id == id; });
        if (section == sections.end()) section = sections.insert(sections.end(), {.id = id, .title = title_of(id), .promises = {}, .counts = {}});
        section->promises.push_back(&result);
        section->counts.add(result.verdict);
    }
    for (Section& section : sections) std::stable_sort(section.promises.begin(), section.promises.end(), more_urgent);
    return sections;
}

Counts counts_of(const Scorecard& card) {
    Counts counts;
    for (const PromiseResult& result : card.promises) counts.add(result.verdict);
    return counts;
}

Counts gate_counts(const Scorecard& card) {
    Counts counts;
    for (const verdicts::Verdict verdict : gate_verdicts(card)) counts.add(verdict);
    return counts;
}

std::string_view mark(verdicts::Verdict verdict) {
    switch (verdict) {
        case verdicts::Verdict::kept: return "✓";
        case verdicts::Verdict::broken: return "✗";
        case verdicts::Verdict::unproven: break;
    }
    return "?";
}

std::string_view consequence(charter::Breach breach) {
    switch (breach) {
        case charter::Breach::stop: return "stops";
        case charter::Breach::warn: return "warns";
        case charter::Breach::info: break;
    }
    return "informs";
}

const Check* deciding_check(const PromiseResult& result) {
    return result.deciding < result.checks.size() ? &result.checks[result.deciding] : nullptr;
}

std::optional<metrics::Limits> interval_of(const PromiseResult& result, const metrics::Estimate& estimate) {
    if (result.promise.about == charter::About::census && estimate.left_out == 0) return std::nullopt;
    return estimate.interval(result.promise.level);
}

std::string name_of(const Check& check) {
    std::string name = check.column;
    if (!check.category.empty()) name += (name.empty() ? "" : " = ") + check.category;
    if (!check.group.empty()) name += (name.empty() ? "" : ", ") + check.group;
    return name;
}

std::string measured_by(const PromiseResult& result) {
    const charter::Promise& promise = result.promise;
    if (promise.metric.empty()) return promise.evidence.empty() ? "record" : promise.evidence;
    const std::string metric = (promise.estimated ? "estimated " : "") + promise.metric;
    switch (promise.compare) {
        case charter::Compare::difference: return "difference in " + metric + " between groups";
        case charter::Compare::ratio: return "ratio of " + metric + " between groups";
        case charter::Compare::to_overall: return "difference in " + metric + " between a group and all rows";
        case charter::Compare::worst: return metric + " of the worst group";
        case charter::Compare::none: break;
    }
    return metric;
}

std::string slice_of(const PromiseResult& result) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (result.promise.where) add("where " + charter::format(*result.promise.where));
    if (result.promise.version) add("of version " + *result.promise.version);
    if (result.promise.against) add("against version " + *result.promise.against);
    if (result.promise.season != charter::Season::none) add("against the same time of the " + std::string(charter::name(result.promise.season)));
    if (!result.promise.per.empty()) add("per " + result.promise.per);
    for (const auto& column : result.promise.adjusted_by) add("adjusted by " + column);
    return text;
}

std::string window_of(const PromiseResult& result) {
    if (!result.window) return "all of the data";
    return base::format(result.window->start) + " to " + base::format(result.window->end);
}

std::string short_digest(const base::Digest& digest) {
    return base::format(digest).substr(0, std::string_view("sha256:").size() + 12);
}

}  // namespace report
