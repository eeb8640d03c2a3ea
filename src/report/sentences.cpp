#include "report/sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "report/numbers.h"
#include "report/outline.h"

namespace report {

namespace {

std::string ended(std::string text) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos) text += '.';
    return text;
}

/// For a sentence that moves behind a comma; an abbreviation keeps its capitals.
std::string lower_first(std::string text) {
    const bool capital = text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z');
    if (capital) text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

void fill(std::string& text, std::string_view name, const std::string& value) {
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) text.replace(at, name.size(), value);
}

/// The text's {value} last: what a value holds is never read as a place to fill.
std::string filled(std::string_view pattern, const Check& check, const std::string& value = {}) {
    std::string text(pattern);
    fill(text, "{column}", check.column);
    fill(text, "{category}", check.category);
    fill(text, "{value}", value);
    return text;
}

// --- Shares as counts ---

using metrics::Frequency;

/// Null where the metric is no share of something countable. Rules about whole rows have no column.
const Frequency* frequency_of(const metrics::Metric& metric, bool whole_rows) {
    if (whole_rows && !metric.words.of_rows.of.empty()) return &metric.words.of_rows;
    return metric.words.share.of.empty() ? nullptr : &metric.words.share;
}

/// "the share of actual positives that are found", for comparisons between groups.
std::string share_named(const metrics::Metric& metric) {
    const Frequency* frequency = frequency_of(metric, true);
    if (frequency == nullptr || frequency->of.find('{') != std::string_view::npos) return std::string(metric.id);
    return "the share of " + std::string(frequency->of) + " that " + std::string(frequency->many);
}

struct Numbers {
    double value = 0;
    std::optional<metrics::Limits> interval;
    std::vector<double> bounds;
};

/// "Of 1,000" shows these numbers: the bound is a whole count, and nothing that lies beside it is rounded onto it.
bool shows(double base, const Numbers& numbers) {
    const auto count = [&](double share) { return std::round(share * base); };
    std::vector<double> values{numbers.value};
    if (numbers.interval) values.insert(values.end(), {numbers.interval->low, numbers.interval->high});
    if (numbers.value > 0 && count(numbers.value) < 1) return false;
    return std::all_of(numbers.bounds.begin(), numbers.bounds.end(), [&](double bound) {
        if (std::abs(bound * base - count(bound)) > 1e-6 * base) return false;
        return std::all_of(values.begin(), values.end(), [&](double value) { return value == bound || count(value) != count(bound); });
    });
}

double base_for(const Numbers& numbers) {
    double base = 1'000;
    while (base < 1'000'000 && !shows(base, numbers)) base *= 10;
    return base;
}

std::string bound_as_counts(const charter::Bound& bound, double base) {
    const auto count = [&](double share) { return grouped(std::round(share * base), 0); };
    switch (bound.kind) {
        case charter::Bound::Kind::at_least: return "at least " + count(bound.low);
        case charter::Bound::Kind::at_most: return "at most " + count(bound.high);
        case charter::Bound::Kind::between:
        case charter::Bound::Kind::equals: break;
    }
    return bound.low == bound.high ? "exactly " + count(bound.low) : "between " + count(bound.low) + " and " + count(bound.high);
}

/// "; the promise is at least 600", with where a relative one comes from.
std::string bound_clause(const PromiseResult& result, const Check& check, const Measure& measure, const std::string& bound) {
    if (!result.promise.bound.relative) return "; the promise is " + bound;
    if (!check.reference_value) return "; the promise is " + result.promise.bound.text + ", and the reference has no value";
    return fmt::format("; the promise is {}, which is {} (the reference has {})", result.promise.bound.text, bound, write(measure, *check.reference_value));
}

/// The rows that are all there are: counted, not estimated.
bool is_counted(const PromiseResult& result, const Check& check) {
    const double events = *check.estimate.value * static_cast<double>(check.estimate.rows);
    return !interval_of(result, check.estimate) && check.estimate.rows > 0 && std::abs(events - std::round(events)) < 1e-6 * std::max(1.0, events);
}

std::string counted_clause(const PromiseResult& result, const Check& check, const Frequency& frequency, const Measure& measure) {
    const double events = std::round(*check.estimate.value * static_cast<double>(check.estimate.rows));
    return fmt::format("Of the {} {}, {} {} ({})", grouped(check.estimate.rows), filled(frequency.of, check), grouped(events, 0),
                       filled(events == 1 ? frequency.one : frequency.many, check), write(measure, *check.estimate.value)) +
           bound_clause(result, check, measure, write(measure, check.bound));
}

std::string frequency_clause(const PromiseResult& result, const Check& check, const Frequency& frequency, const Measure& measure) {
    if (is_counted(result, check)) return counted_clause(result, check, frequency, measure);
    const Numbers numbers{*check.estimate.value, interval_of(result, check.estimate), ends_of(check.bound)};
    const double base = base_for(numbers);
    const auto count = [&](double share) { return grouped(std::round(share * base), 0); };
    const bool single = std::round(numbers.value * base) == 1;
    std::string text = fmt::format("Of {} {}, {} {}", grouped(base, 0), filled(frequency.of, check), count(numbers.value),
                                   filled(single ? frequency.one : frequency.many, check));
    if (numbers.interval) text += fmt::format(" ({} to {})", count(numbers.interval->low), count(numbers.interval->high));
    return text + bound_clause(result, check, measure, bound_as_counts(check.bound, base));
}

// --- Everything else ---

std::string spelled(const Measure& measure, double value) {
    const std::string text = write(measure, value);
    return measure.kind == Measure::Kind::points ? text.substr(0, text.rfind(' ')) + " percentage points" : text;
}

std::string interval_clause(const PromiseResult& result, const Check& check, const Measure& measure) {
    const auto interval = interval_of(result, check.estimate);
    return interval ? " (" + write(measure, *interval) + ")" : "";
}

/// Which groups lie furthest apart; empty when fewer than two have a value.
std::string extreme_groups(const PromiseResult& result, const Scorecard& card) {
    std::vector<const GroupValue*> known;
    for (const GroupValue& group : result.groups) {
        if (group.estimate.value) known.push_back(&group);
    }
    if (known.size() < 2) return {};
    const auto [low, high] = std::minmax_element(known.begin(), known.end(), [](const auto* a, const auto* b) { return *a->estimate.value < *b->estimate.value; });
    const Measure measure = measure_of_groups(result, card);
    return fmt::format(". The highest is {} ({}), the lowest {} ({})", (*high)->name, write(measure, *(*high)->estimate.value), (*low)->name,
                       write(measure, *(*low)->estimate.value));
}

bool compares_groups(const PromiseResult& result) {
    return result.promise.compare != charter::Compare::none || result.metric->needs.groups;
}

std::string comparison_clause(const PromiseResult& result, const Check& check, const Measure& measure, const Scorecard& card) {
    const bool ratio = result.promise.compare == charter::Compare::ratio || result.metric->id.ends_with("_ratio");
    const bool error_rates = result.metric->id.starts_with("equalized_odds");
    const metrics::Metric* compared = metrics::find(result.metric->words.compares);
    const std::string what = error_rates ? "the rate of true or of false positives" : share_named(compared != nullptr ? *compared : *result.metric);
    const std::string value = spelled(measure, *check.estimate.value) + interval_clause(result, check, measure);
    if (result.promise.compare == charter::Compare::worst) return fmt::format("In the worst group {} is {}", what, value) + bound_clause(result, check, measure, write(measure, check.bound)) + extreme_groups(result, card);
    if (result.promise.compare == charter::Compare::to_overall) return fmt::format("Between a group and all rows, {} differs by up to {}", what, value) + bound_clause(result, check, measure, write(measure, check.bound)) + extreme_groups(result, card);
    const std::string text = ratio ? fmt::format("Between groups, the lowest value of {} is {} times the highest", what, value)
                                   : fmt::format("Between groups, {} differs by {}", what, value);
    return text + bound_clause(result, check, measure, write(measure, check.bound)) + extreme_groups(result, card);
}

std::string plain_clause(const PromiseResult& result, const Check& check, const Measure& measure) {
    const std::string_view pattern = result.metric->words.sentence;
    const std::string own = "The value of " + std::string(result.metric->id) + (check.column.empty() ? "" : " of {column}") + " is {value}";
    const std::string value = spelled(measure, *check.estimate.value) + interval_clause(result, check, measure);
    return filled(pattern.empty() ? own : pattern, check, value) + bound_clause(result, check, measure, write(measure, check.bound));
}

std::string unchanged_clause(const Check& check, const Measure& measure) {
    if (!check.estimate.unchanged) return {};
    return ". Unchanged data of this size would show about " + write(measure, *check.estimate.unchanged);
}

std::string absent_clause(const PromiseResult& result, const Check* check) {
    std::string text = "There is no value of " + measured_by(result);
    if (check != nullptr && !name_of(*check).empty()) text += " for " + name_of(*check);
    const std::string bound = result.promise.bound.text;
    return bound.empty() ? text : text + "; the promise is " + bound;
}

std::string clause_of(const PromiseResult& result, const Check& check, const Scorecard& card) {
    if (!check.estimate.value) return absent_clause(result, &check);
    const Measure measure = measure_of(result, check, card);
    if (compares_groups(result)) return comparison_clause(result, check, measure, card);
    const Frequency* frequency = measure.kind == Measure::Kind::share ? frequency_of(*result.metric, check.column.empty()) : nullptr;
    if (frequency != nullptr) return frequency_clause(result, check, *frequency, measure);
    return plain_clause(result, check, measure) + unchanged_clause(check, measure);
}

// --- Several checks ---

std::string_view kind_of_checks(const PromiseResult& result) {
    if (!result.promise.by.empty() && result.promise.compare == charter::Compare::none) return "groups";
    return result.promise.of.empty() ? "checks" : "columns";
}

/// "2 of 5 columns break it. The worst: "; empty for a single check.
std::string lead_of_many(const PromiseResult& result) {
    if (result.checks.size() < 2) return {};
    const auto same = std::count_if(result.checks.begin(), result.checks.end(), [&](const Check& check) { return check.judgement.verdict == result.verdict; });
    const auto all = grouped(static_cast<std::int64_t>(result.checks.size()));
    const auto some = grouped(static_cast<std::int64_t>(same));
    const bool one = same == 1;
    switch (result.verdict) {
        case verdicts::Verdict::kept: return fmt::format("{} {} keep it. Nearest to the bound: ", result.checks.size() == 2 ? "Both" : "All " + all, kind_of_checks(result));
        case verdicts::Verdict::broken: return fmt::format("{} of {} {} {} it. The worst: ", some, all, kind_of_checks(result), one ? "breaks" : "break");
        case verdicts::Verdict::unproven: break;
    }
    return fmt::format("{} of {} {} {} unproven. Among them: ", some, all, kind_of_checks(result), one ? "is" : "are");
}

/// A reason says what is the matter and, behind a semicolon, what would help. The detail belongs to the matter, and advice
/// gives way to numbers: "The data lack a column that the promise needs (carrier); deliver it, or correct its name."
std::string reason_clause(const PromiseResult& result, bool advice) {
    std::string text(metrics::sentence(result.reason));
    const std::size_t matter = std::min({text.find(';'), text.rfind('.'), text.size()});
    const std::string detail = result.detail.empty() ? "" : " (" + result.detail + ")";
    return " " + text.substr(0, matter) + detail + (advice ? text.substr(matter) : ".");
}

std::string record_finding(const charter::Promise& promise) {
    std::string text = "The evidence is a record: " + (promise.evidence.empty() ? std::string("a record") : promise.evidence);
    if (!promise.evidence_by.empty()) text += " by " + promise.evidence_by;
    if (promise.every) text += ", renewed every " + base::format(*promise.every);
    return text;
}

/// "about 1,200 more units, some 9 days at the present pace, would decide four times out of five".
std::string more_clause(const PromiseResult& result) {
    const Check* check = deciding_check(result);
    if (check == nullptr) return {};
    if (check->estimate.enough > check->estimate.units) {
        return fmt::format(" Limits need about {} {} in all.", grouped(check->estimate.enough), check->estimate.units_named ? "units" : "rows");
    }
    if (!check->judgement.more) return {};
    const verdicts::More& more = *check->judgement.more;
    if (more.hopeless) return " Even fifty times the present data would hardly decide: the truth may lie at the bound.";
    const std::int64_t units = more.units - check->estimate.units;
    if (units <= 0) return {};
    const std::string_view word = check->estimate.units_named ? "units" : "rows";
    const std::string_view one = check->estimate.units_named ? "unit" : "row";
    std::string pace;
    if (result.units_per_day > 0) {
        const auto days = static_cast<std::int64_t>(std::ceil(static_cast<double>(units) / result.units_per_day));
        pace = fmt::format(", some {} at the present pace,", counted(days, "day", "days"));
    }
    return fmt::format(" About {} more {}{} would decide four times out of five.", grouped(units), units == 1 ? one : word, pace);
}

}  // namespace

std::string finding(const PromiseResult& result, const Scorecard& card) {
    if (result.metric == nullptr) return ended(record_finding(result.promise));
    const Check* check = deciding_check(result);
    std::string text = check == nullptr ? absent_clause(result, nullptr) : clause_of(result, *check, card);
    if (result.promise.estimated && check != nullptr && check->estimate.value) text = "By an estimate made without outcomes, " + lower_first(std::move(text));
    std::string place = check != nullptr && !check->group.empty() ? "In " + check->group : "";
    const bool one_class = check != nullptr && !check->category.empty() && result.metric->takes_one_class();
    if (one_class) place += (place.empty() ? "For " : ", for ") + check->category + " against the rest";
    if (const std::string slice = slice_of(result); !slice.empty()) place += place.empty() ? "For rows " + slice : ", for rows " + slice;
    if (!place.empty()) text = place + ", " + lower_first(std::move(text));
    const std::string lead = lead_of_many(result);
    return lead.empty() ? ended(std::move(text)) : lead + lower_first(ended(std::move(text)));
}

std::string verdict_sentence(const PromiseResult& result) {
    const std::string note = result.detail.empty() ? "" : " Note: " + ended(result.detail);
    switch (result.verdict) {
        case verdicts::Verdict::kept: return "The promise is kept." + note;
        case verdicts::Verdict::broken: return "The promise is broken." + note;
        case verdicts::Verdict::unproven: break;
    }
    std::string text = "Unproven.";
    const std::string more = more_clause(result);
    if (result.reason != metrics::Reason::none) text += reason_clause(result, more.empty());
    else if (!result.detail.empty()) text += " " + ended(result.detail);
    return text + more;
}

std::string before_outcomes(const PromiseResult& result, const Scorecard& card) {
    if (result.foreseen.empty()) return {};
    const Measure measure = measure_of(result, card);
    std::string text;
    const Foreseen& newest = result.foreseen.back();
    if (!newest.realised && newest.value) {
        const std::string range = newest.interval ? " (" + write(measure, *newest.interval) + ")" : "";
        text = fmt::format("The outcomes of {} to {} are not in; estimated without them, the value is {}{}.", base::format(newest.window.start), base::format(newest.window.end), write(measure, *newest.value), range);
    }
    const auto known = std::count_if(result.foreseen.begin(), result.foreseen.end(), [](const Foreseen& one) { return one.realised && one.interval; });
    const auto held = std::count_if(result.foreseen.begin(), result.foreseen.end(), [](const Foreseen& one) { return one.held(); });
    if (known > 0) text += fmt::format("{}Of {} whose outcomes are in, the estimate's interval held {}.", text.empty() ? "" : " ", counted(known, "window", "windows"), grouped(std::int64_t{held}));
    return text;
}

std::string sentence(const PromiseResult& result, const Scorecard& card) {
    std::string text = ended(result.promise.statement);
    if (!text.empty()) text += ' ';
    const std::string before = before_outcomes(result, card);
    return text + finding(result, card) + " " + verdict_sentence(result) + (before.empty() ? "" : " ") + before;
}

std::string gate_sentence(const Scorecard& card) {
    const Counts counts = gate_counts(card);
    if (counts.all() == 0) return "No promise stops anything: the gate is open.";
    const std::string one = card.only.empty() ? "stopping promise" : "chosen promise";
    const std::string all = counted(counts.all(), one, one + "s");
    if (counts.broken == 0 && counts.unproven == 0) return fmt::format("The gate is open: {} {} kept.", counts.all() == 1 ? "the one" : "all " + all, counts.all() == 1 ? one + " is" : "are");
    std::string found;
    if (counts.broken > 0) found = fmt::format("{} {} broken", grouped(std::int64_t{counts.broken}), counts.broken == 1 ? "is" : "are");
    if (counts.unproven > 0) found += fmt::format("{}{} {} unproven", found.empty() ? "" : " and ", grouped(std::int64_t{counts.unproven}), counts.unproven == 1 ? "is" : "are");
    return fmt::format("The gate is closed: of {}, {}.", all, found);
}

}  // namespace report
