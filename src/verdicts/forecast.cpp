#include "verdicts/forecast.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"

namespace verdicts {

namespace {

constexpr std::size_t windows_min = 8;

struct Line {
    double slope = 0, at_zero = 0;
    double at(double x) const { return at_zero + slope * x; }
};

/// Sums from which the line, with or without one of its points, follows.
struct Sums {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    void add(double px, double py, double sign) {
        n += sign;
        x += sign * px;
        y += sign * py;
        xx += sign * px * px;
        xy += sign * px * py;
    }
    Line line() const {
        const double spread = xx - x * x / n;
        if (spread <= 0) return {0, y / n};
        const double slope = (xy - x * y / n) / spread;
        return {slope, (y - slope * x) / n};
    }
};

/// The chance that something at `centre`, known with this error, lies beyond an end.
double chance_beyond(double centre, double error, double degrees, double end, bool below) {
    const double distance = below ? end - centre : centre - end;
    if (error <= 0) return distance > 0 ? 1 : 0;
    return metrics::student_cdf(distance / error, degrees);
}

}  // namespace

std::optional<Forecast> forecast(const std::vector<PastValue>& past, const charter::Bound& bound) {
    if (past.size() < windows_min || bound.relative) return std::nullopt;
    const auto first = past.front().window;
    const auto place = [&](std::int64_t window) { return static_cast<double>(window - first); };
    Sums all;
    for (const auto& one : past) all.add(place(one.window), one.value, 1);
    Forecast made;
    made.windows_used = static_cast<std::int64_t>(past.size());
    made.windows_ahead = made.windows_used / 2;
    const double then = place(past.back().window + made.windows_ahead);
    const Line line = all.line();
    made.slope = line.slope;
    double mean = 0, square = 0;
    const auto n = static_cast<double>(past.size());
    for (const auto& one : past) {
        Sums rest = all;
        rest.add(place(one.window), one.value, -1);
        const double without = rest.line().at(then) - line.at(then);
        mean += without / n;
        square += without * without / n;
    }
    const double error = std::sqrt(std::max(0.0, (n - 1) * (square - mean * mean)));
    if (std::isfinite(bound.low)) made.probability += chance_beyond(line.at(then), error, n - 2, bound.low, true);
    if (std::isfinite(bound.high)) made.probability += chance_beyond(line.at(then), error, n - 2, bound.high, false);
    made.probability = std::min(1.0, made.probability);
    ASSERT(std::isfinite(made.probability));
    return made;
}

}  // namespace verdicts
