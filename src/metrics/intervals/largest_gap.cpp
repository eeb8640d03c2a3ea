#include "metrics/intervals/largest_gap.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "metrics/intervals/gap.h"
#include "metrics/intervals/grid.h"
#include "metrics/intervals/noise.h"

namespace metrics {

namespace {

constexpr std::int64_t rows_min = 10;
constexpr Limits range{0, 1};

struct Walk {
    double distance = 0;
    std::size_t values = 0;  ///< distinct
    std::vector<Gap> gaps;
    Grid grid;
};

Walk walk(const Runs& reference, const Runs& current) {
    Walk found{0, 0, {}, Grid(reference, current)};
    const double n = weight_of(reference.tally.weight);
    const double m = weight_of(current.tally.weight);
    const double n_effective = reference.tally.effective();
    const double m_effective = current.tally.effective();
    Mass reference_below = 0;
    Mass current_below = 0;
    Gaps gaps;
    side_by_side(reference, current, [&](const Step& step) {
        reference_below += step.reference_mass;
        current_below += step.current_mass;
        const double f = weight_of(reference_below) / n;
        const double g = weight_of(current_below) / m;
        const double difference = std::abs(f - g);
        found.distance = std::max(found.distance, difference);
        gaps.add({difference, std::sqrt(variance_of_share(f, n_effective) + variance_of_share(g, m_effective))});
        if (reference.clustered() && current.clustered()) found.grid.add(step);
        ++found.values;
    });
    found.gaps = gaps.hull();
    return found;
}

/// The supremum's noise for independent rows: Dvoretzky, Kiefer and Wolfowitz with Massart's constant.
double row_noise(double rows, double tail) { return std::sqrt(std::log(2 / tail) / 2 / rows); }

/// Gaps at the grid's cells with errors by unit. The grid may miss the largest gap by a little: it is added to all.
std::vector<Gap> unit_gaps(const Grid& grid, const UnitNoise& reference, const UnitNoise& current, double distance) {
    std::vector<Gap> gaps;
    std::vector<double> below(grid.cells().size(), 0);
    double difference = 0;
    double largest = 0;
    for (std::size_t cell = 0; cell < grid.cells().size(); ++cell) {
        below[cell] = 1;
        difference += grid.cells()[cell].reference - grid.cells()[cell].current;
        largest = std::max(largest, std::abs(difference));
        const double a = reference.variance_along(below);
        const double b = current.variance_along(below);
        gaps.push_back({std::abs(difference), std::sqrt(a + b), joined_degrees(a, reference.degrees, b, current.degrees)});
    }
    for (Gap& gap : gaps) gap.difference += distance - largest;
    return gaps;
}

double largest_sum(const std::vector<double>& increments) {
    double sum = 0;
    double largest = 0;
    for (const double increment : increments) largest = std::max(largest, std::abs(sum += increment));
    return largest;
}

/// Each unit's part of the variance of the distribution function, added up over the cells.
std::vector<double> contributions(const UnitNoise& noise) {
    std::vector<double> each;
    for (const auto& residual : noise.residuals) {
        double sum = 0;
        double square = 0;
        for (const double r : residual) {
            sum += r;
            square += sum * sum;
        }
        each.push_back(square);
    }
    return each;
}

void unknown(Estimate& estimate, Reason reason) {
    estimate.reason = reason;
    estimate.limits = [](double) { return range; };
}

void limits_by_row(Estimate& estimate, const Walk& found, double rows) {
    estimate.method = "Massart's inequality below, largest normal limit above";
    estimate.limits = [value = *estimate.value, gaps = found.gaps, rows](double tail) {
        return Limits{std::max(0.0, value - row_noise(rows, tail)), std::min(1.0, highest(gaps, tail))};
    };
}

/// A unit moves both samples: what it adds to their difference is one residual. The other sample keeps no noise of its own.
void join(UnitNoise& reference, UnitNoise& current) {
    ASSERT(reference.residuals.size() == current.residuals.size());
    for (std::size_t g = 0; g < reference.residuals.size(); ++g) {
        for (std::size_t b = 0; b < reference.residuals[g].size(); ++b) reference.residuals[g][b] -= current.residuals[g][b];
    }
    current.residuals.assign(1, std::vector<double>(reference.residuals.front().size(), 0.0));
    reference.degrees = current.degrees = std::min(reference.degrees, current.degrees);
}

void limits_by_unit(Estimate& estimate, const Walk& found, double rows, Units units, std::uint64_t seed) {
    estimate.method = "noise drawn by unit below, largest t limit above";
    UnitNoise reference = unit_noise(found.grid.reference_parts());
    UnitNoise current = unit_noise(found.grid.current_parts());
    if (reference.reason != Reason::none) return unknown(estimate, reference.reason);
    if (current.reason != Reason::none) return unknown(estimate, current.reason);
    if (units == Units::shared) join(reference, current);
    const double reference_part = reference.variance();
    const double current_part = current.variance();
    const double all = reference_part + current_part;
    estimate.fixed_share = reference_part / all;
    if ((reference_part > 0.2 * all && one_unit_rules(contributions(reference))) ||
        (current_part > 0.2 * all && one_unit_rules(contributions(current)))) {
        return unknown(estimate, Reason::too_skewed);
    }
    const NoiseDraws noise = NoiseDraws::of_units(reference, current, largest_sum, seed);
    // Rows of a unit can be more alike than rows at large, not less: chance in the units must not narrow the limits.
    estimate.limits = [value = *estimate.value, noise, rows, by_row = found.gaps, by_unit = unit_gaps(found.grid, reference, current, *estimate.value)](double tail) {
        const double low = value - std::max(noise.exceeded(tail), row_noise(rows, tail));
        const double high = std::max(highest(by_row, tail), highest(by_unit, tail));
        return Limits{std::max(0.0, low), std::min(1.0, high)};
    };
}

}  // namespace

Estimate largest_gap(const Runs& reference, const Runs& current, Units units, std::uint64_t seed) {
    const Tally& before = reference.tally;
    const Tally& now = current.tally;
    ASSERT(before.weight > 0);
    ASSERT(now.weight > 0);
    const Walk found = walk(reference, current);
    const double rows = before.effective() * now.effective() / (before.effective() + now.effective());
    Estimate estimate;
    estimate.value = found.distance;
    estimate.method = "largest difference";
    estimate.rows = now.rows;
    estimate.units = current.units;
    estimate.units_exact = current.units_exact;
    estimate.units_named = current.clustered();
    estimate.left_out = current.left_out;
    estimate.fixed_share = now.effective() / (before.effective() + now.effective());
    if (found.values < 2) unknown(estimate, Reason::constant);
    else if (before.rows < rows_min || now.rows < rows_min) unknown(estimate, Reason::few_events);
    else if (reference.clustered() && current.clustered()) limits_by_unit(estimate, found, rows, units, seed);
    else if (reference.clustered() || current.clustered()) unknown(estimate, Reason::few_units);
    else limits_by_row(estimate, found, rows);
    return estimate;
}

}  // namespace metrics
