#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/grid.h"
#include "metrics/intervals/mean.h"
#include "metrics/intervals/noise.h"
#include "metrics/statistics/spread.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::int64_t rows_min = 10;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// A unit's mass and its sum of values.
struct UnitSum {
    double weight = 0, value = 0;
};

/// Values are counted from the smallest, so that what is far from zero loses no digits.
struct Walk {
    double distance = 0;
    std::size_t values = 0;  ///< distinct
    Spread reference, current;
    std::vector<UnitSum> reference_units, current_units;
    Grid grid;
};

void add_units(const std::vector<Run>& runs, double value, std::vector<UnitSum>& units) {
    if (units.empty()) return;
    for (const Run& run : runs) {
        units[run.unit].weight += weight_of(run.mass);
        units[run.unit].value += weight_of(run.mass) * value;
    }
}

Walk walk(const Runs& reference, const Runs& current) {
    Walk found{0, 0, {}, {}, std::vector<UnitSum>(reference.parts), std::vector<UnitSum>(current.parts), Grid(reference, current)};
    const double n = weight_of(reference.tally.weight);
    const double m = weight_of(current.tally.weight);
    Mass reference_below = 0;
    Mass current_below = 0;
    double difference = 0;
    double smallest = 0;
    double previous = 0;
    side_by_side(reference, current, [&](const Step& step) {
        if (found.values == 0) smallest = step.value;
        else found.distance += std::abs(difference) * (step.value - previous);
        const double value = step.value - smallest;
        found.reference.add(value, weight_of(step.reference_mass));
        found.current.add(value, weight_of(step.current_mass));
        add_units(step.reference, value, found.reference_units);
        add_units(step.current, value, found.current_units);
        found.grid.add(step);
        reference_below += step.reference_mass;
        current_below += step.current_mass;
        difference = weight_of(reference_below) / n - weight_of(current_below) / m;
        previous = step.value;
        ++found.values;
    });
    return found;
}

/// The integral of the noise's absolute value over x. Inside a cell it is taken as at the larger of its ends.
class Area {
public:
    explicit Area(const std::vector<Grid::Cell>& cells) : cells_(cells) {}
    double operator()(const std::vector<double>& increments) const {
        double area = 0;
        double sum = 0;
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const double before = std::abs(sum);
            sum += increments[i];
            area += std::max(before, std::abs(sum)) * (cells_[i].last - cells_[i].first);
            if (i + 1 < cells_.size()) area += std::abs(sum) * (cells_[i + 1].first - cells_[i].last);
        }
        return area;
    }

private:
    std::vector<Grid::Cell> cells_;
};

/// A mean's variance with its degrees of freedom.
struct Error {
    double variance = 0;
    double degrees = infinity;
};

Error error_by_unit(const Spread& sample, const std::vector<UnitSum>& units, double degrees) {
    double squares = 0;
    for (const UnitSum& unit : units) {
        const double residual = unit.value - sample.mean * unit.weight;
        squares += residual * residual;
    }
    const auto count = static_cast<double>(std::count_if(units.begin(), units.end(), [](const UnitSum& unit) { return unit.weight > 0; }));
    return {count / (count - 1) * squares / (sample.weight * sample.weight), degrees};
}

void unknown(Estimate& estimate, Reason reason) {
    estimate.reason = reason;
    estimate.limits = [](double) { return Limits{0, infinity}; };
}

/// The distance is the difference of the means of a function whose slope is nowhere beyond 1 (Kantorovich's dual), and no
/// such function varies more than the values themselves: their standard error bounds the distance's.
void set_limits(Estimate& estimate, NoiseDraws noise, Error reference, Error current) {
    const double variance = reference.variance + current.variance;
    const double degrees = joined_degrees(reference.variance, reference.degrees, current.variance, current.degrees);
    estimate.fixed_share = variance > 0 ? reference.variance / variance : 0;
    estimate.limits = [value = *estimate.value, noise = std::move(noise), error = std::sqrt(variance), degrees](double tail) {
        const double z = std::isinf(degrees) ? normal_quantile(1 - tail) : student_quantile(1 - tail, degrees);
        return Limits{std::max(0.0, value - noise.exceeded(tail)), value + z * error};
    };
}

void limits_by_row(Estimate& estimate, const Walk& found, double n, double m, std::uint64_t seed) {
    estimate.method = "noise drawn by row below, normal above";
    if (std::abs(found.reference.skewness()) > skewness_max * std::sqrt(n) || std::abs(found.current.skewness()) > skewness_max * std::sqrt(m)) {
        return unknown(estimate, Reason::too_skewed);
    }
    std::vector<double> variances;
    for (const Grid::Cell& cell : found.grid.cells()) variances.push_back(cell.reference / n + cell.current / m);
    set_limits(estimate, NoiseDraws::of_rows(variances, Area(found.grid.cells()), seed), {found.reference.variance() / n}, {found.current.variance() / m});
}

/// Each unit's part of the noise: the area under its own residuals, squared.
std::vector<double> contributions(const UnitNoise& noise, const Area& area) {
    std::vector<double> each;
    for (const auto& residual : noise.residuals) each.push_back(std::pow(area(residual), 2));
    return each;
}

void limits_by_unit(Estimate& estimate, const Walk& found, std::uint64_t seed) {
    estimate.method = "noise drawn by unit below, t above";
    const UnitNoise reference = unit_noise(found.grid.reference_parts());
    const UnitNoise current = unit_noise(found.grid.current_parts());
    if (reference.reason != Reason::none) return unknown(estimate, reference.reason);
    if (current.reason != Reason::none) return unknown(estimate, current.reason);
    const Area area(found.grid.cells());
    const std::vector<double> reference_each = contributions(reference, area);
    const std::vector<double> current_each = contributions(current, area);
    const double reference_part = std::accumulate(reference_each.begin(), reference_each.end(), 0.0);
    const double current_part = std::accumulate(current_each.begin(), current_each.end(), 0.0);
    const double all = reference_part + current_part;
    if ((reference_part > 0.2 * all && one_unit_rules(reference_each)) || (current_part > 0.2 * all && one_unit_rules(current_each))) {
        return unknown(estimate, Reason::too_skewed);
    }
    set_limits(estimate, NoiseDraws::of_units(reference, current, area, seed),
               error_by_unit(found.reference, found.reference_units, reference.degrees),
               error_by_unit(found.current, found.current_units, current.degrees));
}

Estimate evaluate_wasserstein(Reference<Runs> reference, Current<Runs> current, const Setting& setting) {
    const Tally& before = reference.of.tally;
    const Tally& now = current.of.tally;
    if (before.weight == 0) return Estimate::absent(Reason::no_reference);
    if (now.weight == 0) return Estimate::absent(Reason::no_rows);
    const Walk found = walk(reference.of, current.of);
    Estimate estimate;
    estimate.value = found.distance;
    estimate.method = "area between distributions";
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

/// Wasserstein distance, exact: how far values moved on average, in the column's own unit.
extern const Metric wasserstein_distance{
    .id = "wasserstein_distance",
    .family = Family::drift,
    .summary = "Mean distance that values must move to turn one sample into the other, in the column's own unit.",
    .words = {.sentence = "The values of {column} moved by {value} on average against the reference"},
    .estimand = "The distance between the distributions of the processes behind the two samples.",
    .formula = "integral over x of |F(x) - G(x)|; F, G: shares of the reference and of the current values up to x.",
    .source = "Vaserstein 1969; Ramdas, Garcia, Cuturi 2017, On Wasserstein two-sample testing; "
              "scipy.stats.wasserstein_distance.",
    .interval = "Lower: the noise of the integral, drawn by row or by unit. Upper: the standard error of the difference of "
                "means, which bounds the distance's.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .lowest = 0,
    .highest = infinity,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.reference = {1, 2, 3},
                .reference_size = 3,
                .current = {2, 3, 7},
                .current_size = 3,
                .value = 2,
                .says = "1, 2, 3 become 2, 3, 7: moves of 1, 1 and 4, 2 on average."},
    .evaluate = evaluate_wasserstein,
};

}  // namespace metrics
