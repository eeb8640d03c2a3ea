#include "models/contributions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/exact_sum.h"

namespace models {

double Contributions::score(std::size_t row) const {
    double sum = start(row);
    for (std::size_t feature = 0; feature < features_; ++feature) sum += at(row, feature);
    return sum;
}

std::vector<double> Contributions::of(std::size_t row) const {
    const auto first = cells_.begin() + static_cast<std::ptrdiff_t>(row * features_);
    return {first, first + static_cast<std::ptrdiff_t>(features_)};
}

std::vector<double> mean_absolute(const Contributions& all, const std::vector<double>& weights) {
    ASSERT(weights.size() == all.rows());
    const double rows = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> means;
    for (std::size_t feature = 0; feature < all.features(); ++feature) {
        base::ExactSum sum;
        for (std::size_t row = 0; row < all.rows(); ++row) sum.add(weights[row] * std::abs(all.at(row, feature)));
        means.push_back(rows > 0 ? sum.value() / rows : 0);
    }
    return means;
}

std::vector<std::size_t> by_size(const std::vector<double>& numbers) {
    std::vector<std::size_t> places(numbers.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return std::abs(numbers[a]) > std::abs(numbers[b]); });
    return places;
}

namespace {

/// Ranks from the smallest up; equals share the middle of the ranks that they take together.
std::vector<double> middle_ranks(const std::vector<double>& values, const std::vector<double>& weights) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    double below = 0;
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first;
        double equal = 0;
        while (end < order.size() && values[order[end]] == values[order[first]]) equal += weights[order[end++]];
        for (std::size_t i = first; i < end; ++i) ranks[order[i]] = below + equal / 2;
        below += equal;
        first = end;
    }
    return ranks;
}

}  // namespace

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b, const std::vector<double>& weights) {
    ASSERT(a.size() == b.size());
    ASSERT(a.size() == weights.size());
    const std::vector<double> x = middle_ranks(a, weights);
    const std::vector<double> y = middle_ranks(b, weights);
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    base::ExactSum xx, yy, xy;
    for (std::size_t i = 0; i < x.size(); ++i) {
        // The mean of middle ranks is half of all.
        const double dx = x[i] - total / 2;
        const double dy = y[i] - total / 2;
        xx.add(weights[i] * dx * dx);
        yy.add(weights[i] * dy * dy);
        xy.add(weights[i] * dx * dy);
    }
    const double spread = std::sqrt(xx.value()) * std::sqrt(yy.value());
    return spread > 0 ? std::clamp(xy.value() / spread, -1.0, 1.0) : 0;
}

SameReasons same_reasons(const Contributions& one, const Contributions& other, const std::vector<double>& weights) {
    ASSERT(one.rows() == other.rows());
    ASSERT(one.features() == other.features());
    ASSERT(weights.size() == one.rows());
    const std::size_t leading = std::min(leading_reasons, one.features());
    const std::vector<double> alike(one.features(), 1.0);
    const double rows = std::accumulate(weights.begin(), weights.end(), 0.0);
    SameReasons same;
    if (!(rows > 0) || leading == 0) return same;
    for (std::size_t row = 0; row < one.rows(); ++row) {
        auto a = one.of(row);
        auto b = other.of(row);
        const auto first = by_size(a);
        const auto second = by_size(b);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < leading; ++i) kept += static_cast<std::size_t>(std::count(second.begin(), second.begin() + static_cast<std::ptrdiff_t>(leading), first[i]));
        for (double& value : a) value = std::abs(value);
        for (double& value : b) value = std::abs(value);
        const double share = weights[row] / rows;
        same.first += first[0] == second[0] ? share : 0;
        same.leading += share * static_cast<double>(kept) / static_cast<double>(leading);
        // A single feature is in the order that it is in.
        same.ranks += share * (one.features() == 1 ? 1 : rank_correlation(a, b, alike));
    }
    return same;
}

}  // namespace models
