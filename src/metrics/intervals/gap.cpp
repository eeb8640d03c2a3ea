#include "metrics/intervals/gap.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"

namespace metrics {

double Gap::at(double tail) const {
    return difference + error * (std::isinf(degrees) ? normal_quantile(1 - tail) : student_quantile(1 - tail, degrees));
}

namespace {

bool below_line(const Gap& a, const Gap& middle, const Gap& b) {
    return (middle.difference - a.difference) * (a.error - b.error) <= (b.difference - a.difference) * (a.error - middle.error);
}

/// Of every two neighbours one that is at least as high as both at any z. Their errors fall and their differences rise.
std::vector<Gap> joined_in_pairs(const std::vector<Gap>& hull) {
    std::vector<Gap> joined;
    for (std::size_t i = 0; i < hull.size(); i += 2) joined.push_back({hull[std::min(i + 1, hull.size() - 1)].difference, hull[i].error});
    return joined;
}

}  // namespace

void Gaps::reduce() {
    std::sort(points_.begin(), points_.end(), [](const Gap& a, const Gap& b) {
        return a.error != b.error ? a.error > b.error : a.difference > b.difference;
    });
    std::vector<Gap> hull;
    for (const Gap& gap : points_) {
        if (!hull.empty() && gap.difference <= hull.back().difference) continue;
        while (hull.size() >= 2 && below_line(hull[hull.size() - 2], hull.back(), gap)) hull.pop_back();
        hull.push_back(gap);
    }
    points_ = hull.size() > held_max ? joined_in_pairs(hull) : std::move(hull);
}

double highest(const std::vector<Gap>& gaps, double tail) {
    double most = 0;
    for (const Gap& gap : gaps) most = std::max(most, gap.at(tail));
    return most;
}

double variance_of_share(double share, double rows) {
    const double p = (share * rows + 1) / (rows + 2);
    return p * (1 - p) / (rows + 2);
}

}  // namespace metrics
