#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/scorecard.h"

/// For tests: scorecards made by hand, and a reader of markup that is stricter than browsers.
namespace report::testing {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// With the words of the catalogue's metric of that name, where there is one.
inline metrics::Metric metric(std::string_view id, metrics::Scale scale, double lowest = 0, double highest = 1) {
    const metrics::Metric* known = metrics::find(id);
    return {.id = id,
            .summary = "A summary.",
            .words = known != nullptr ? known->words : metrics::Words{},
            .estimand = "What it stands for.",
            .formula = "a / (a + b) < 1",
            .source = "A paper.",
            .interval = "A method.",
            .lowest = lowest,
            .highest = highest,
            .scale = scale};
}

inline charter::Bound at_least(double low) {
    charter::Bound bound;
    bound.kind = charter::Bound::Kind::at_least;
    bound.low = low;
    bound.text = "at least that";
    return bound;
}

inline charter::Bound at_most(double high) {
    charter::Bound bound;
    bound.kind = charter::Bound::Kind::at_most;
    bound.high = high;
    bound.text = "at most that";
    return bound;
}

inline charter::Bound between(double low, double high) {
    charter::Bound bound;
    bound.kind = charter::Bound::Kind::between;
    bound.low = low;
    bound.high = high;
    bound.text = "between these";
    return bound;
}

inline metrics::Estimate sample(double value, double low, double high, std::int64_t rows = 1000, std::int64_t units = 31) {
    metrics::Estimate estimate;
    estimate.value = value;
    estimate.limits = [low, high](double) { return metrics::Limits{low, high}; };
    estimate.rows = rows;
    estimate.units = units;
    estimate.units_named = true;
    estimate.method = "jackknife over units";
    return estimate;
}

inline PromiseResult result(std::string id, const metrics::Metric* metric, charter::Bound bound, verdicts::Verdict verdict) {
    PromiseResult made;
    made.promise.id = std::move(id);
    made.promise.metric = metric == nullptr ? "" : std::string(metric->id);
    made.promise.bound = std::move(bound);
    made.promise.owner = "science";
    made.metric = metric;
    made.verdict = verdict;
    return made;
}

inline Check check(const PromiseResult& of, metrics::Estimate estimate, std::string column = {}, std::string group = {}) {
    Check made;
    made.column = std::move(column);
    made.group = std::move(group);
    made.estimate = std::move(estimate);
    made.bound = of.promise.bound;
    made.judgement.verdict = of.verdict;
    made.judgement.reason = of.reason;
    return made;
}

/// A promise with one check.
inline PromiseResult result(std::string id, const metrics::Metric* metric, charter::Bound bound, verdicts::Verdict verdict, metrics::Estimate estimate) {
    PromiseResult made = result(std::move(id), metric, std::move(bound), verdict);
    made.checks.push_back(check(made, std::move(estimate)));
    return made;
}

/// One of everything, with hostile names wherever somebody else's text may stand.
Scorecard hostile_scorecard();
inline constexpr std::string_view attack = "</td><script>alert('x')</script>|`\"&\x1b[31m\x01\xff";

/// What is wrong with markup as XML: an element that is not closed, a bare <, an entity nobody declared. Empty: nothing.
std::string fault_of_markup(std::string_view text);

}  // namespace report::testing
