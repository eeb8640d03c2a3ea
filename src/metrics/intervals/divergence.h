#pragma once

#include "metrics/metric.h"
#include "metrics/statistics/bins.h"

/// Divergences over common bins: psi, js_distance, chi_square (engine D of the interval methods).
namespace metrics {

/// A divergence is a sum over cells, zero where the shares r (reference) and c (current) are equal and quadratic near
/// there: with N = n m / (n + m), `factor` x N x divergence is then distributed as noncentral chi-square.
struct Divergence {
    double factor = 1;
    /// One cell's addend; `weight` is the reference's part of all rows, n / (n + m).
    double (*term)(double r, double c, double weight) = nullptr;
    /// The term's derivatives, from which the sampling error far from zero is known.
    double (*slope_reference)(double r, double c, double weight) = nullptr;
    double (*slope_current)(double r, double c, double weight) = nullptr;
    /// The metric itself, on the plain counts.
    double (*value)(const Binned& bins) = nullptr;
    /// From the divergence to the metric's scale; `rows` is N.
    double (*shown)(double divergence, double rows) = nullptr;
    /// The metric is a statistic that grows with the sample: its interval is for its expectation at these sizes.
    bool expectation = false;
};

/// The metric with its interval and what unchanged samples would show. For the interval alone half an observation is added
/// to every cell, and cells with fewer than ten in both samples together are pooled; where much is pooled the upper limit
/// is open, because pooling hides movement. With units the chi-square is corrected for their design effect (Rao and Scott
/// 1984) and for how few they are.
Estimate divergence(const Divergence& kind, Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting);

}  // namespace metrics
