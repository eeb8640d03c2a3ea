#include "metrics/intervals/paired_area.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/assert.h"
#include "base/exact_sum.h"
#include "metrics/intervals/distributions.h"

namespace metrics {

namespace {

constexpr std::size_t rows_of_a_label_min = 10;

/// Variance of the mean of a[i] - b[i]. Sums are exact, so that rows in another order give the same digits.
double variance_of_mean(const std::vector<double>& a, const std::vector<double>& b) {
    const double count = static_cast<double>(a.size());
    base::ExactSum sum;
    for (std::size_t i = 0; i < a.size(); ++i) sum.add(a[i] - b[i]);
    const double mean = sum.value() / count;
    base::ExactSum squares;
    for (std::size_t i = 0; i < a.size(); ++i) squares.add((a[i] - b[i] - mean) * (a[i] - b[i] - mean));
    return squares.value() / (count * (count - 1));
}

}  // namespace

Placements placements_of(std::span<const double> scores, std::span<const std::uint8_t> positive) {
    ASSERT(scores.size() == positive.size());
    std::vector<std::uint32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return scores[a] < scores[b]; });
    const auto positives = static_cast<double>(std::count(positive.begin(), positive.end(), 1));
    const double negatives = static_cast<double>(scores.size()) - positives;
    ASSERT(positives > 0 && negatives > 0);
    std::vector<double> placement(scores.size());
    double positives_below = 0, negatives_below = 0;
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from;
        double tied_positive = 0;
        while (to < order.size() && scores[order[to]] == scores[order[from]]) tied_positive += positive[order[to++]];
        const double tied_negative = static_cast<double>(to - from) - tied_positive;
        for (std::size_t i = from; i < to; ++i) {
            placement[order[i]] = positive[order[i]] != 0 ? (negatives_below + tied_negative / 2) / negatives : (positives - positives_below - tied_positive / 2) / positives;
        }
        positives_below += tied_positive;
        negatives_below += tied_negative;
        from = to;
    }
    Placements out;
    base::ExactSum sum;
    for (std::size_t row = 0; row < scores.size(); ++row) {
        (positive[row] != 0 ? out.positives : out.negatives).push_back(placement[row]);
        if (positive[row] != 0) sum.add(placement[row]);
    }
    out.area = sum.value() / positives;
    return out;
}

double paired_area_deviation(const Placements& first, const Placements& second) {
    return std::sqrt(variance_of_mean(first.positives, second.positives) + variance_of_mean(first.negatives, second.negatives));
}

Estimate paired_area(const Placements& first, const Placements& second, double scale) {
    ASSERT(first.positives.size() == second.positives.size() && first.negatives.size() == second.negatives.size());
    Estimate estimate;
    estimate.value = scale * (first.area - second.area);
    estimate.rows = estimate.units = static_cast<std::int64_t>(first.positives.size() + first.negatives.size());
    estimate.method = "DeLong, paired";
    if (std::min(first.positives.size(), first.negatives.size()) < rows_of_a_label_min) {
        estimate.reason = Reason::few_events;
        estimate.limits = [scale](double) { return Limits{-scale, scale}; };
        return estimate;
    }
    const double of_positives = variance_of_mean(first.positives, second.positives);
    const double of_negatives = variance_of_mean(first.negatives, second.negatives);
    const double variance = of_positives + of_negatives;
    if (!(variance > 0)) {
        // Every row is ranked alike: on these rows there is no difference.
        estimate.method = "every row ranked alike";
        return estimate;
    }
    const auto part = [](double one, std::size_t rows) { return one * one / (static_cast<double>(rows) - 1); };
    const double degrees = variance * variance / (part(of_positives, first.positives.size()) + part(of_negatives, first.negatives.size()));
    estimate.limits = [=, value = *estimate.value](double tail) {
        const double half = scale * student_quantile(1 - tail, degrees) * std::sqrt(variance);
        return Limits{std::max(-scale, value - half), std::min(scale, value + half)};
    };
    return estimate;
}

}  // namespace metrics
