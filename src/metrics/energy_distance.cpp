#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/grid.h"
#include "metrics/intervals/mean.h"
#include "metrics/intervals/noise.h"
#include "metrics/metric.h"
#include "metrics/statistics/spread.h"

namespace metrics {

namespace {

constexpr std::int64_t rows_min = 10;
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Walk {
    double distance = 0;
    std::size_t values = 0;  ///< distinct
    Spread reference, current;
    Grid grid;
};

Walk walk(const Runs& reference, const Runs& current) {
    Walk found{0, 0, {}, {}, Grid(reference, current)};
    const double n = weight_of(reference.tally.weight);
    const double m = weight_of(current.tally.weight);
    Mass reference_below = 0;
    Mass current_below = 0;
    double difference = 0;
    double smallest = 0;
    double previous = 0;
    double sum = 0;
    side_by_side(reference, current, [&](const Step& step) {
        if (found.values == 0) smallest = step.value;
        else sum += difference * difference * (step.value - previous);
        found.reference.add(step.value - smallest, weight_of(step.reference_mass));
        found.current.add(step.value - smallest, weight_of(step.current_mass));
        found.grid.add(step);
        reference_below += step.reference_mass;
        current_below += step.current_mass;
        difference = weight_of(reference_below) / n - weight_of(current_below) / m;
        previous = step.value;
        ++found.values;
    });
    found.distance = std::sqrt(2 * sum);
    return found;
}

/// A difference of distribution functions, given by its increments over the grid's cells, as a vector whose length is the
/// distance: twice the width that each of its values holds for, under a root. Inside a cell the larger of its ends is taken.
class Lengths {
public:
    explicit Lengths(const std::vector<Grid::Cell>& cells) : cells_(cells) {}

    std::vector<double> vector_of(const std::vector<double>& increments) const {
        std::vector<double> out;
        out.reserve(2 * cells_.size());
        double sum = 0;
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const double before = sum;
            sum += increments[i];
            out.push_back(std::sqrt(2 * (cells_[i].last - cells_[i].first)) * (std::abs(before) > std::abs(sum) ? before : sum));
            out.push_back(i + 1 < cells_.size() ? std::sqrt(2 * (cells_[i + 1].first - cells_[i].last)) * sum : 0);
        }
        return out;
    }
    double operator()(const std::vector<double>& increments) const {
        double square = 0;
        for (const double x : vector_of(increments)) square += x * x;
        return std::sqrt(square);
    }
    std::vector<std::vector<double>> vectors_of(const std::vector<std::vector<double>>& residuals) const {
        std::vector<std::vector<double>> out;
        for (const auto& residual : residuals) out.push_back(vector_of(residual));
        return out;
    }

private:
    std::vector<Grid::Cell> cells_;
};

void unknown(Estimate& estimate, Reason reason) {
    estimate.reason = reason;
    estimate.limits = [](double) { return Limits{0, infinity}; };
}

/// The distance is the largest of the differences of means of a set of functions, and none of these is less sure than the
/// one along which the samples' noise is longest: its standard error bounds the distance's.
void set_limits(Estimate& estimate, NoiseDraws noise, double variance, double degrees) {
    estimate.unchanged = noise.exceeded(0.5);
    estimate.limits = [value = *estimate.value, noise = std::move(noise), error = std::sqrt(variance), degrees](double tail) {
        const double z = std::isinf(degrees) ? normal_quantile(1 - tail) : student_quantile(1 - tail, degrees);
        return Limits{std::max(0.0, value - noise.exceeded(tail)), value + z * error};
    };
}

/// A row of cell j is a residual: what its one observation adds beyond what is expected of it, times its chance.
std::vector<std::vector<double>> residuals_of_rows(const std::vector<Grid::Cell>& cells, double Grid::Cell::*share, double rows) {
    std::vector<std::vector<double>> residuals;
    for (std::size_t j = 0; j < cells.size(); ++j) {
        const double root = std::sqrt(cells[j].*share / rows);
        if (root == 0) continue;
        std::vector<double> residual(cells.size());
        for (std::size_t b = 0; b < cells.size(); ++b) residual[b] = root * ((b == j ? 1.0 : 0.0) - cells[b].*share);
        residuals.push_back(std::move(residual));
    }
    return residuals;
}

void limits_by_row(Estimate& estimate, const Walk& found, double n, double m, std::uint64_t seed) {
    estimate.method = "noise drawn by row below, normal above";
    if (std::abs(found.reference.skewness()) > skewness_max * std::sqrt(n) || std::abs(found.current.skewness()) > skewness_max * std::sqrt(m)) {
        return unknown(estimate, Reason::too_skewed);
    }
    const auto& cells = found.grid.cells();
    const Lengths lengths(cells);
    std::vector<double> variances;
    for (const Grid::Cell& cell : cells) variances.push_back(cell.reference / n + cell.current / m);
    const auto before = lengths.vectors_of(residuals_of_rows(cells, &Grid::Cell::reference, n));
    const auto now = lengths.vectors_of(residuals_of_rows(cells, &Grid::Cell::current, m));
    estimate.fixed_share = m / (n + m);
    set_limits(estimate, NoiseDraws::of_rows(variances, lengths, seed), largest_variance({&before, &now}), infinity);
}

void limits_by_unit(Estimate& estimate, const Walk& found, std::uint64_t seed) {
    estimate.method = "noise drawn by unit below, t above";
    const UnitNoise reference = unit_noise(found.grid.reference_parts());
    const UnitNoise current = unit_noise(found.grid.current_parts());
    if (reference.reason != Reason::none) return unknown(estimate, reference.reason);
    if (current.reason != Reason::none) return unknown(estimate, current.reason);
    const Lengths lengths(found.grid.cells());
    const UnitNoise before{lengths.vectors_of(reference.residuals), reference.degrees, Reason::none};
    const UnitNoise now{lengths.vectors_of(current.residuals), current.degrees, Reason::none};
    const double a = before.variance();
    const double b = now.variance();
    if (one_unit_rules(before, now)) return unknown(estimate, Reason::too_skewed);
    estimate.fixed_share = a + b > 0 ? a / (a + b) : 0;
    set_limits(estimate, NoiseDraws::of_units(reference, current, lengths, seed), largest_variance({&before.residuals, &now.residuals}),
               joined_degrees(a, before.degrees, b, now.degrees));
}

Estimate evaluate_energy(Reference<Runs> reference, Current<Runs> current, const Setting& setting) {
    const Tally& before = reference.of.tally;
    const Tally& now = current.of.tally;
    if (before.weight == 0) return Estimate::absent(Reason::no_reference);
    if (now.weight == 0) return Estimate::absent(Reason::no_rows);
    const Walk found = walk(reference.of, current.of);
    Estimate estimate;
    estimate.value = found.distance;
    estimate.method = "area between distributions, squared";
    estimate.rows = now.rows;
    estimate.units = current.of.units;
    estimate.units_exact = current.of.units_exact;
    estimate.units_named = current.of.clustered();
    estimate.left_out = current.of.left_out;
    if (found.values < 2) unknown(estimate, Reason::constant);
    else if (before.rows < rows_min || now.rows < rows_min) unknown(estimate, Reason::few_events);
    else if (reference.of.clustered() && current.of.clustered()) limits_by_unit(estimate, found, setting.seed);
    else if (reference.of.clustered() || current.of.clustered()) unknown(estimate, Reason::few_units);
    else limits_by_row(estimate, found, before.effective(), now.effective(), setting.seed);
    return estimate;
}

}  // namespace

/// Energy distance, exact: no bins decide, and large moves of a few rows count less than in the Wasserstein distance.
extern const Metric energy_distance{
    .id = "energy_distance",
    .family = Family::drift,
    .summary = "Distance between two distributions from the squared area between them, in the root of the column's unit.",
    .words = {.sentence = "The energy distance of {column} from the reference is {value}"},
    .estimand = "The distance between the distributions of the processes behind the two samples.",
    .formula = "sqrt(2 x integral over x of (F(x) - G(x))^2) = sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|); F, G: shares of the "
               "reference and of the current values up to x. The root is part of the definition; some tools leave it out.",
    .source = "Székely, Rizzo 2013, Energy statistics; scipy.stats.energy_distance.",
    .interval = "Lower: the noise of the integral, drawn by row or by unit. Upper: the standard error in the direction in which "
                "the noise is longest, which bounds the distance's.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .lowest = 0,
    .highest = infinity,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.reference = {0, 1},
                .reference_size = 2,
                .current = {0, 3},
                .current_size = 2,
                .value = 1,
                .says = "0, 1 become 0, 3: the distributions differ by a half from 1 to 3, sqrt(2 x 2 x 1/4) = 1."},
    .evaluate = evaluate_energy,
};

}  // namespace metrics
