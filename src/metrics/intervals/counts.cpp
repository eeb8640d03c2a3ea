#include "metrics/intervals/counts.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/saddlepoint.h"

namespace metrics {

namespace {

/// P(mean amount > x).
double chance_above(const std::array<AmountCell, 4>& cells, double x) {
    double highest = 0;
    double lowest = 0;
    for (const AmountCell& cell : cells) {
        highest = std::max(highest, cell.amount - x);
        lowest = std::min(lowest, cell.amount - x);
    }
    if (highest <= 0) return 0;
    if (lowest >= 0) return 1;
    const auto cumulants = [&](double t) {
        Cumulants sum;
        for (const AmountCell& cell : cells) {
            const double shape = cell.count + 0.5;
            const double scale = cell.amount - x;
            const double left = 1 - t * scale;
            sum.value -= shape * std::log(left);
            sum.slope += shape * scale / left;
            sum.curvature += shape * (scale / left) * (scale / left);
        }
        return sum;
    };
    return tail_above(cumulants, 0, 1 / lowest, 1 / highest);
}

}  // namespace

Limits amount_limits(const std::array<AmountCell, 4>& cells, double tail) {
    const auto by_amount = [](const AmountCell& a, const AmountCell& b) { return a.amount < b.amount; };
    const auto [least, most] = std::minmax_element(cells.begin(), cells.end(), by_amount);
    const double lowest = least->amount;
    const double highest = most->amount;
    const auto exceeded_with = [&](double chance) {
        double low = lowest;
        double high = highest;
        for (int i = 0; i < 60; ++i) {
            const double middle = low + (high - low) / 2;
            (chance_above(cells, middle) > chance ? low : high) = middle;
        }
        return low + (high - low) / 2;
    };
    return {exceeded_with(1 - tail), exceeded_with(tail)};
}

}  // namespace metrics
