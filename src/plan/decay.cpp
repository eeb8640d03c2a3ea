#include "plan/decay.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "base/assert.h"

namespace plan {

namespace {

constexpr double resemblance_max = 0.9;

/// P(I <= k) for k = 0, 1, ... as far as it stays at most `tail`; I: inversions among `count` in random order. One more element
/// makes 0 to count - 1 more inversions, each with the same chance.
std::int64_t exact_rank(std::int64_t count, double tail) {
    std::vector<double> chance{1.0};
    for (std::int64_t n = 2; n <= count; ++n) {
        std::vector<double> next(chance.size() + static_cast<std::size_t>(n) - 1, 0.0);
        double running = 0;
        for (std::size_t k = 0; k < next.size(); ++k) {
            if (k < chance.size()) running += chance[k];
            if (k >= static_cast<std::size_t>(n)) running -= chance[k - static_cast<std::size_t>(n)];
            next[k] = std::max(running, 0.0) / static_cast<double>(n);
        }
        // The lower half is enough: the distribution is symmetric.
        next.resize(std::min(next.size(), static_cast<std::size_t>(count * (count - 1) / 4 + 1)));
        chance = std::move(next);
    }
    double sum = 0;
    std::int64_t rank = 0;
    for (const double one : chance) {
        sum += one;
        if (sum > tail) break;
        ++rank;
    }
    return rank;
}

std::int64_t normal_rank(std::int64_t count, double tail) {
    const double n = static_cast<double>(count);
    const double z = boost::math::quantile(boost::math::normal(), tail);
    const double mean = n * (n - 1) / 4, deviation = std::sqrt(n * (n - 1) * (2 * n + 5) / 72);
    return std::max<std::int64_t>(static_cast<std::int64_t>(std::floor(mean + z * deviation)), 0);
}

double median_of_sorted(const std::vector<double>& sorted) {
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return median_of_sorted(values);
}

std::vector<double> slopes_of(std::span<const Point> windows) {
    std::vector<double> slopes;
    slopes.reserve(windows.size() * (windows.size() - 1) / 2);
    for (std::size_t i = 0; i < windows.size(); ++i) {
        for (std::size_t j = i + 1; j < windows.size(); ++j) {
            ASSERT(windows[i].age != windows[j].age);
            slopes.push_back((windows[j].value - windows[i].value) / (windows[j].age - windows[i].age));
        }
    }
    std::sort(slopes.begin(), slopes.end());
    return slopes;
}

std::vector<double> distances(std::span<const Point> windows, double slope, double start) {
    std::vector<double> all;
    for (const Point& point : windows) all.push_back(point.value - start - slope * point.age);
    return all;
}

double resemblance_of(const std::vector<double>& residuals) {
    double mean = 0, squares = 0, products = 0;
    for (const double one : residuals) mean += one / static_cast<double>(residuals.size());
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        squares += (residuals[i] - mean) * (residuals[i] - mean);
        if (i > 0) products += (residuals[i] - mean) * (residuals[i - 1] - mean);
    }
    return squares > 0 ? std::clamp(products / squares, 0.0, resemblance_max) : 0.0;
}

std::int64_t fewest(double level) {
    const double tail = (1 - level) / 2;
    double chance = 1;
    std::int64_t count = 1;
    while (chance > tail) chance /= static_cast<double>(++count);
    return count;
}

}  // namespace

std::int64_t rank_of_limit(std::int64_t windows, double level) {
    ASSERT(level > 0 && level < 1);
    const double tail = (1 - level) / 2;
    return windows <= exact_max ? exact_rank(windows, tail) : normal_rank(windows, tail);
}

Decay decay(std::span<const Point> windows, double level) {
    if (windows.size() > static_cast<std::size_t>(windows_max)) windows = windows.last(static_cast<std::size_t>(windows_max));
    Decay found{.windows = static_cast<std::int64_t>(windows.size()), .enough = fewest(level), .slope = {}, .start = 0, .resemblance = 0, .interval = {}};
    if (windows.size() < 2) {
        if (windows.size() == 1) found.start = windows[0].value;
        return found;
    }
    const std::vector<double> slopes = slopes_of(windows);
    const double slope = median_of_sorted(slopes);
    found.slope = slope;
    found.start = median(distances(windows, slope, 0));
    if (found.windows < found.enough) return found;
    const std::int64_t rank = rank_of_limit(found.windows, level);
    ASSERT(rank >= 1);
    ASSERT(rank <= static_cast<std::int64_t>(slopes.size()));
    const double low = slopes[static_cast<std::size_t>(rank - 1)], high = slopes[slopes.size() - static_cast<std::size_t>(rank)];
    found.resemblance = resemblance_of(distances(windows, slope, found.start));
    const double wider = std::sqrt((1 + found.resemblance) / (1 - found.resemblance));
    found.interval = metrics::Limits{slope - wider * (slope - low), slope + wider * (high - slope)};
    return found;
}

}  // namespace plan
