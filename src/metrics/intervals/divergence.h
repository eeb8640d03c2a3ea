#pragma once

#include <limits>

#include "metrics/metric.h"
#include "metrics/statistics/bins.h"

/// Divergences over common bins: psi, kl_divergence, js_distance, hellinger_distance, chi_square, cramers_v, drift (engine D
/// of the interval methods).
namespace metrics {

/// What a divergence is shown with beside its sum.
struct Sizes {
    double rows = 0;  ///< N = n m / (n + m) of n reference and m current rows
    double bins = 0;
};

/// A divergence is a sum over cells, zero where the shares r (reference) and c (current) are equal and quadratic near
/// there: with N = n m / (n + m), `factor` x N x divergence is then distributed as noncentral chi-square.
struct Divergence {
    double factor = 1;
    /// One cell's addend; `weight` is the reference's part of all rows, n / (n + m).
    double (*term)(double r, double c, double weight) = nullptr;
    /// The term's derivatives, from which the sampling error far from zero is known.
    double (*slope_reference)(double r, double c, double weight) = nullptr;
    double (*slope_current)(double r, double c, double weight) = nullptr;
    /// From the divergence to the metric's scale.
    double (*shown)(double divergence, Sizes sizes) = nullptr;
    /// The metric itself, from the divergence of the plain counts; where it is not `shown`.
    double (*value)(double divergence, Sizes sizes) = nullptr;
    /// In the metric itself an empty bin counts as half an observation: without this one missing category would be infinite.
    bool half_if_empty = false;
    /// The metric is a statistic that grows with the sample: its interval is for its expectation at these sizes.
    bool expectation = false;
};

/// The metric with its interval and what unchanged samples would show. For the interval alone half an observation is added
/// to every cell, and cells with fewer than ten in both samples together are pooled; where much is pooled the upper limit
/// is open, because pooling hides movement. With units the chi-square is corrected for their design effect (Rao and Scott
/// 1984) and for how few they are.
Estimate divergence(const Divergence& kind, Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Cut& cut);

/// What every divergence over bins has in common; a metric's file says only what is its own.
template <const Divergence& kind>
constexpr Metric divergence_metric(Metric own) {
    own.family = Family::drift;
    own.interval = "Noncentral chi-square over cells pooled to ten observations; with units corrected for the design effect.";
    own.needs = {.kind = Kind::histogram, .reference = true, .column = true};
    own.lowest = 0;
    own.better = Better::lower;
    own.scale = Scale::number;
    own.evaluate = [](Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting) {
        return divergence(kind, reference, current, Cut{.bins = setting.bins});
    };
    return own;
}

}  // namespace metrics
