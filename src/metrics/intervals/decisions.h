#pragma once

#include <functional>
#include <optional>

#include "metrics/estimate.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/statistics/confusion.h"
#include "metrics/statistics/split.h"

/// Engine C for two classes: numbers that are made of the four counts of decisions and are no shares.
namespace metrics {

/// How many decisions of each outcome; rows where they are independent, else weights.
struct Counts {
    double true_positive = 0;
    double false_positive = 0;
    double false_negative = 0;
    double true_negative = 0;

    double all() const { return true_positive + false_positive + false_negative + true_negative; }
};

/// A number made of the counts: its value (nothing for 0 / 0), its range, and its limits where rows are independent.
struct OfCounts {
    std::function<std::optional<double>(const Counts&)> value;
    double lowest = 0;
    double highest = 1;
    Transform transform = Transform::logit;  ///< of the jackknife over named units
    std::string_view method;
    double events_min = 0;  ///< rows of either label, for the limits to hold; below it `few_events`
    /// From the effective counts and the value.
    std::function<std::function<Limits(double tail)>(const Counts&, double value)> limits;
};

/// The value with its limits; the jackknife over named units. Absent with `no_rows`, `no_labels`, `one_class` or
/// `no_denominator`.
Estimate estimate_counts(const Split<Confusion>& of, const OfCounts& number);

/// Shares Dirichlet(counts + 1/2), which leave room for outcomes that have not been seen: quantiles of the number over 2,000
/// draws, made when limits are first asked for. Beyond what so many draws resolve the limits widen as a normal quantile does on
/// the scale of atanh. The range is -1 to 1.
std::function<Limits(double tail)> dirichlet_limits(const Counts& counts, double value, const std::function<std::optional<double>(const Counts&)>& number, std::uint64_t seed);

}  // namespace metrics
