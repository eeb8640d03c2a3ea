#include "metrics/intervals/class_foresight.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "metrics/evaluate.h"
#include "metrics/intervals/before_labels.h"
#include "metrics/intervals/sampled_rows.h"
#include "metrics/statistics/isotonic.h"

namespace metrics {

namespace {

constexpr std::size_t parts_max = 20;
constexpr double expected_min = 10;
constexpr double reference_events_min = 100;
constexpr std::size_t units_min = 5;

/// A class's number by its name, whether a column holds words or numbers: 1 and 1.0 are one class.
std::uint32_t class_in(const RowSample& sample, std::size_t row, std::size_t column, const std::vector<std::string>& classes, std::string& stranger) {
    const double cell = sample.cell(row, column);
    if (std::isnan(cell)) return ClassTable::unknown;
    const auto& of = sample.columns[column];
    std::string name = of.categorical ? of.categories[static_cast<std::size_t>(cell)] : fmt::format("{}", cell);
    name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
    name.erase(name.find_last_not_of(' ') + 1);
    if (name.empty()) return ClassTable::unknown;
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found == classes.end()) {
        if (stranger.empty()) stranger = name;
        return ClassTable::unknown;
    }
    return static_cast<std::uint32_t>(found - classes.begin());
}

/// Rows by rising score of one class.
std::vector<std::uint32_t> by_score(const ClassRows& rows, std::size_t k) {
    std::vector<std::uint32_t> order(rows.count());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return rows.scores[a * rows.width() + k] < rows.scores[b * rows.width() + k]; });
    return order;
}

Isotonic calibrated(const ClassRows& rows, std::size_t k, const std::vector<std::uint32_t>& order, const std::vector<bool>& left_out) {
    Isotonic calibration;
    Mass positive = 0;
    Mass negative = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::uint32_t row = order[i];
        const double score = rows.scores[row * rows.width() + k];
        if (rows.happened[row] != ClassTable::unknown && !left_out[row]) (rows.happened[row] == k ? positive : negative) += mass_of(rows.weights[row]);
        const bool last = i + 1 == order.size() || rows.scores[order[i + 1] * rows.width() + k] != score;
        if (!last || positive + negative == 0) continue;
        calibration.add(score, positive, negative);
        positive = negative = 0;
    }
    return calibration;
}

/// The shares of a row add up to 1.
void divide_by_sum(std::vector<double>& shares, std::size_t width) {
    for (std::size_t first = 0; first < shares.size(); first += width) {
        double sum = 0;
        for (std::size_t k = 0; k < width; ++k) sum += shares[first + k];
        for (std::size_t k = 0; k < width; ++k) shares[first + k] = sum > 0 ? shares[first + k] / sum : 1 / static_cast<double>(width);
    }
}

/// The reference's rows in the order of each score, once.
class Calibrator {
public:
    explicit Calibrator(const ClassRows& reference) : reference_(reference) {
        for (std::size_t k = 0; k < reference.width(); ++k) orders_.push_back(by_score(reference, k));
    }

    std::vector<double> shares(const std::vector<bool>& left_out, const ClassRows& of) const {
        const std::size_t width = of.width();
        std::vector<double> shares(of.scores.size(), 0);
        for (std::size_t k = 0; k < width; ++k) {
            const Isotonic calibration = calibrated(reference_, k, orders_[k], left_out);
            if (calibration.empty()) continue;
            for (std::size_t row = 0; row < of.count(); ++row) shares[row * width + k] = calibration.at(of.scores[row * width + k]);
        }
        divide_by_sum(shares, width);
        return shares;
    }

private:
    const ClassRows& reference_;
    std::vector<std::vector<std::uint32_t>> orders_;
};

/// Expected labels by decision, or by the score of each class; and the metric's own formula of either.
class Outlook {
public:
    Outlook(const Metric& metric, const Setting& setting, const ClassRows& rows) : metric_(metric), setting_(setting), rows_(rows), names_(std::make_shared<const ClassTable::Names>(rows.classes)) {
        weight_ = std::accumulate(rows.weights.begin(), rows.weights.end(), 0.0);
        for (std::size_t k = 0; areas() && k < rows.width(); ++k) orders_.push_back(by_score(rows, k));
    }

    bool areas() const { return metric_.needs.kind == Kind::class_runs; }
    double weight() const { return weight_; }

    Estimate estimate(const std::vector<double>& shares) const {
        if (!areas()) return evaluate(metric_, table_of(cells_of(shares)), nullptr, setting_);
        auto runs = std::make_shared<ClassRuns>();
        runs->names = rows_.classes;
        for (std::size_t k = 0; k < rows_.width(); ++k) {
            std::vector<Run> of_class;
            for (std::size_t row = 0; row < rows_.count(); ++row) {
                const Mass whole = mass_of(rows_.weights[row]);
                const Mass positive = mass_of(rows_.weights[row] * shares[row * rows_.width() + k]);
                const std::uint64_t key = Runs::key_of(rows_.scores[row * rows_.width() + k]);
                if (positive > 0) of_class.push_back({key, 0, 1, positive});
                if (whole > positive) of_class.push_back({key, 0, 0, whole - positive});
            }
            auto made = std::make_shared<RunsInMemory>(std::move(of_class));
            const Mass all = mass_of(weight_);
            made->tally = {all / mass_one, all, all};  // parts of rows are no rows
            made->units = made->tally.rows;
            runs->runs.push_back(std::move(made));
        }
        return evaluate(metric_, std::shared_ptr<const ClassRuns>(std::move(runs)), nullptr, setting_);
    }

    std::optional<double> value(const std::vector<double>& shares) const {
        if (!areas()) return estimate(shares).value;
        double sum = 0;
        double weights = 0;
        for (const Area& area : areas_of(shares)) {
            if (area.positive <= 0 || area.negative <= 0) continue;
            const double weight = weighted() ? area.positive : 1;
            sum += weight * area.value;
            weights += weight;
        }
        return weights > 0 ? std::optional(sum / weights) : std::nullopt;
    }

    /// By row and class: how much the metric rises when one row of the content becomes that class.
    std::vector<double> slopes(const std::vector<double>& shares) const { return areas() ? slopes_of_areas(shares) : slopes_of_table(shares); }

private:
    struct Area {
        double value = 0, positive = 0, negative = 0;
        std::vector<double> slope;  ///< by row, of becoming a positive
    };

    bool weighted() const { return metric_.id.starts_with("weighted"); }

    std::vector<double> cells_of(const std::vector<double>& shares) const {
        const std::size_t width = rows_.width();
        std::vector<double> cells(width * width, 0);
        for (std::size_t row = 0; row < rows_.count(); ++row) {
            for (std::size_t k = 0; k < width; ++k) cells[k * width + rows_.decided[row]] += rows_.weights[row] * shares[row * width + k];
        }
        return cells;
    }

    Split<ClassTable> table_of(const std::vector<double>& cells) const {
        const std::size_t width = rows_.width();
        Split<ClassTable> split;
        split.total.names = names_;
        for (std::uint32_t k = 0; k < width; ++k) {
            for (std::uint32_t d = 0; d < width; ++d) {
                if (const Mass mass = mass_of(cells[k * width + d]); mass > 0) split.total.cells[{k, d}] = mass;
            }
        }
        const Mass all = mass_of(std::accumulate(cells.begin(), cells.end(), 0.0));
        split.total.labelled = split.total.all = {all / mass_one, all, all};
        split.units = all / mass_one;
        return split;
    }

    std::vector<double> slopes_of_table(const std::vector<double>& shares) const {
        const std::size_t width = rows_.width();
        std::vector<double> cells = cells_of(shares);
        const double value = evaluate(metric_, table_of(cells), nullptr, setting_).value.value_or(0);
        const double step = 1e-4 * weight_;
        std::vector<double> of_cell(cells.size(), 0);
        for (std::size_t cell = 0; cell < cells.size(); ++cell) {
            cells[cell] += step;
            of_cell[cell] = (evaluate(metric_, table_of(cells), nullptr, setting_).value.value_or(value) - value) / step;
            cells[cell] -= step;
        }
        std::vector<double> slopes(shares.size());
        for (std::size_t row = 0; row < rows_.count(); ++row) {
            for (std::size_t k = 0; k < width; ++k) slopes[row * width + k] = of_cell[k * width + rows_.decided[row]];
        }
        return slopes;
    }

    /// Of each class the area, equal scores counting half, and its slope: a row that becomes a positive wins against the negatives
    /// below it, and no longer loses to the positives above it.
    std::vector<Area> areas_of(const std::vector<double>& shares) const {
        const std::size_t width = rows_.width();
        std::vector<Area> areas(width);
        for (std::size_t k = 0; k < width; ++k) {
            Area& area = areas[k];
            area.slope.resize(rows_.count());
            const auto positive_of = [&](std::uint32_t row) { return rows_.weights[row] * shares[row * width + k]; };
            for (std::uint32_t row = 0; row < rows_.count(); ++row) area.positive += positive_of(row);
            area.negative = weight_ - area.positive;
            if (area.positive <= 0 || area.negative <= 0) continue;
            const auto& order = orders_[k];
            double positives = 0;
            double negatives = 0;
            double wins = 0;
            for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
                double tied = 0;
                double weight = 0;
                const double score = rows_.scores[order[first] * width + k];
                for (last = first; last < order.size() && rows_.scores[order[last] * width + k] == score; ++last) {
                    tied += positive_of(order[last]);
                    weight += rows_.weights[order[last]];
                }
                const double below = (negatives + (weight - tied) / 2) / area.negative;
                const double above = (area.positive - positives - tied / 2) / area.positive;
                wins += tied * below;
                for (std::size_t i = first; i < last; ++i) area.slope[order[i]] = below / area.positive - above / area.negative;
                positives += tied;
                negatives += weight - tied;
            }
            area.value = wins / area.positive;
            for (double& slope : area.slope) slope += area.value * (1 / area.negative - 1 / area.positive);
        }
        return areas;
    }

    std::vector<double> slopes_of_areas(const std::vector<double>& shares) const {
        const auto areas = areas_of(shares);
        const std::size_t width = rows_.width();
        std::vector<double> slopes(shares.size(), 0);
        for (std::size_t k = 0; k < width; ++k) {
            if (areas[k].slope.empty()) continue;
            const double weight = weighted() ? areas[k].positive / weight_ : 1 / static_cast<double>(width);
            for (std::size_t row = 0; row < rows_.count(); ++row) slopes[row * width + k] = weight * areas[k].slope[row] + (weighted() ? areas[k].value / weight_ : 0);
        }
        return slopes;
    }

    const Metric& metric_;
    const Setting& setting_;
    const ClassRows& rows_;
    std::shared_ptr<const ClassTable::Names> names_;
    double weight_ = 0;
    std::vector<std::vector<std::uint32_t>> orders_;  ///< rows by the score of each class
};

/// The variance that the labels of all rows will bring, and that of the rows which were not looked at. `population`: of the rows
/// that the sample was taken from, what they weigh.
double variance_of_labels(const ClassRows& rows, const std::vector<double>& shares, const std::vector<double>& slopes, double weight, double population, double design_effect) {
    const std::size_t width = rows.width();
    double labels = 0;
    double sampled = 0;
    double mean = 0;
    std::vector<double> pulls(rows.count(), 0);
    for (std::size_t row = 0; row < rows.count(); ++row) {
        double square = 0;
        for (std::size_t k = 0; k < width; ++k) {
            const double slope = slopes[row * width + k];
            pulls[row] += shares[row * width + k] * slope;
            square += shares[row * width + k] * slope * slope;
        }
        labels += rows.weights[row] * std::max(0.0, square - pulls[row] * pulls[row]);
        mean += rows.weights[row] * pulls[row] / weight;
    }
    for (std::size_t row = 0; row < rows.count(); ++row) sampled += std::pow(rows.weights[row] * (pulls[row] - mean), 2);
    const double looked_at = std::min(1.0, weight / population);
    return labels * looked_at * design_effect + sampled * (1 - looked_at);
}

/// How much more labels differ from their shares by unit than those of independent rows would, for the class where it is most.
double design_effect(const RowSample& sample, const ClassRows& reference, const std::vector<double>& shares) {
    if (!sample.units_named) return 1;
    const std::size_t width = reference.width();
    double most = 1;
    for (std::size_t k = 0; k < width; ++k) {
        std::map<std::uint64_t, double> by_unit;
        double independent = 0;
        for (std::size_t row = 0; row < reference.count(); ++row) {
            if (reference.happened[row] == ClassTable::unknown) continue;
            const double share = shares[row * width + k];
            by_unit[sample.rows[reference.places[row]].unit] += reference.weights[row] * ((reference.happened[row] == k ? 1 : 0) - share);
            independent += reference.weights[row] * share * (1 - share);
        }
        double squares = 0;
        for (const auto& [unit, residual] : by_unit) squares += residual * residual;
        if (independent > 0) most = std::max(most, squares / independent);
    }
    return most;
}

std::size_t units_of(const RowSample& sample) {
    std::vector<std::uint64_t> units;
    for (const auto& row : sample.rows) units.push_back(row.unit);
    std::sort(units.begin(), units.end());
    return static_cast<std::size_t>(std::unique(units.begin(), units.end()) - units.begin());
}

/// Rows of the rarest class: seen in the reference, and expected.
Reason obstacle(const RowSample& sample, const ClassRows& reference, const ClassRows& current, const std::vector<double>& shares, double scale) {
    if (sample.units_named && units_of(sample) < units_min) return Reason::few_units;
    const std::size_t width = reference.width();
    std::vector<double> seen(width, 0), expected(width, 0);
    for (std::size_t row = 0; row < reference.count(); ++row) {
        if (reference.happened[row] != ClassTable::unknown) seen[reference.happened[row]] += reference.weights[row];
    }
    for (std::size_t row = 0; row < current.count(); ++row) {
        for (std::size_t k = 0; k < width; ++k) expected[k] += current.weights[row] * shares[row * width + k];
    }
    const bool few = *std::min_element(seen.begin(), seen.end()) < reference_events_min || scale * *std::min_element(expected.begin(), expected.end()) < expected_min;
    return few ? Reason::few_events : Reason::none;
}

}  // namespace

bool estimable_over_classes(const Metric& metric) {
    const Need& needs = metric.needs;
    if (needs.groups || needs.reference || needs.amounts || metric.fact) return false;
    if (metric.of_classes != nullptr || needs.kind == Kind::class_runs) return true;
    return (needs.kind == Kind::classes && needs.at.empty()) || (needs.kind == Kind::confusion && metric.estimable);
}

ClassRows class_rows_of(const RowSample& sample) {
    ClassRows rows;
    std::vector<std::size_t> scores;
    std::optional<std::size_t> decided, happened;
    for (std::size_t i = 0; i < sample.columns.size(); ++i) {
        const std::string& name = sample.columns[i].name;
        if (name == decided_column) {
            decided = i;
        } else if (name == happened_column) {
            happened = i;
        } else {
            scores.push_back(i);
            rows.classes.push_back(name);
        }
    }
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        const auto known = [&](std::size_t column) { return !sample.columns[column].categorical && !std::isnan(sample.cell(row, column)); };
        if (!std::all_of(scores.begin(), scores.end(), known)) continue;
        std::uint32_t decision = 0;
        for (std::uint32_t k = 1; k < scores.size(); ++k) {
            if (sample.cell(row, scores[k]) > sample.cell(row, scores[decision])) decision = k;
        }
        if (decided) decision = class_in(sample, row, *decided, rows.classes, rows.stranger);
        if (decision == ClassTable::unknown) continue;
        rows.decided.push_back(decision);
        rows.happened.push_back(happened ? class_in(sample, row, *happened, rows.classes, rows.stranger) : ClassTable::unknown);
        rows.weights.push_back(static_cast<double>(sample.rows[row].count));
        rows.places.push_back(row);
        for (const std::size_t column : scores) rows.scores.push_back(sample.cell(row, column));
    }
    return rows;
}

std::vector<double> class_shares(const ClassRows& reference, const std::vector<bool>& left_out, const ClassRows& current) { return Calibrator(reference).shares(left_out, current); }

Estimate estimate_classes_before_labels(const Metric& metric, Reference<RowSample> labelled, Current<RowSample> scores, const Setting& setting) {
    ASSERT(estimable_over_classes(metric));
    const ClassRows reference = class_rows_of(labelled.of);
    const ClassRows current = class_rows_of(scores.of);
    if (current.count() == 0) return Estimate::absent(Reason::no_rows, scores.of.rows.empty() ? "" : "no row has a score for every class and a decision");
    ASSERT(reference.classes == current.classes);
    for (const auto* side : {&reference, &current}) {
        if (!side->stranger.empty()) return Estimate::absent(Reason::not_computed, "a class without a score of its own: " + side->stranger);
    }
    const auto seen = [&](std::uint32_t k) { return std::find(reference.happened.begin(), reference.happened.end(), k) != reference.happened.end(); };
    std::size_t classes_seen = 0;
    for (std::uint32_t k = 0; k < reference.width(); ++k) classes_seen += seen(k) ? 1 : 0;
    if (classes_seen == 0) return Estimate::absent(Reason::no_labels, "of the reference");
    if (classes_seen == 1) return Estimate::absent(Reason::one_class, "in the reference");

    const Calibrator calibrator(reference);
    const Outlook outlook(metric, setting, current);
    const std::vector<bool> none(reference.count(), false);
    const auto shares = calibrator.shares(none, current);
    Estimate estimate = outlook.estimate(shares);
    if (!estimate.value) return estimate;
    const Reason why = estimate.reason;

    const double sampled = static_cast<double>(std::max<std::int64_t>(1, scores.of.counted()));
    const double population = static_cast<double>(scores.of.population) * outlook.weight() / sampled;
    Foreseen spread;
    spread.labels = variance_of_labels(current, shares, outlook.slopes(shares), outlook.weight(), population, design_effect(labelled.of, reference, calibrator.shares(none, reference)));
    std::vector<double> without;
    for (std::size_t part = 0; part < parts_max; ++part) {
        std::vector<bool> left_out(reference.count());
        for (std::size_t row = 0; row < left_out.size(); ++row) left_out[row] = part_of(labelled.of, reference.places[row], parts_max, 0) == part;
        if (std::count(left_out.begin(), left_out.end(), true) == 0) continue;
        if (const auto value = outlook.value(calibrator.shares(left_out, current))) without.push_back(*value);
    }
    spread.calibrate(*estimate.value, without);

    estimate.standing = Standing::estimated;
    if (why == Reason::none) estimate.reason = says_nothing_before_labels(metric, *estimate.value, spread, population) ? Reason::few_events : obstacle(labelled.of, reference, current, shares, population / outlook.weight());
    estimate.limits = [&metric, value = *estimate.value, spread](double tail) { return limits_before_labels(metric, value, spread, tail); };
    estimate.rows = static_cast<std::int64_t>(std::llround(population));
    estimate.left_out = scores.of.population - estimate.rows;
    estimate.units = estimate.rows;
    estimate.units_named = scores.of.units_named;
    estimate.replicates.clear();
    estimate.fixed_share = spread.share_of_calibration();
    estimate.method = scores.of.whole() ? "estimated from calibrated scores of all classes" : "estimated from calibrated scores of all classes, in a sample of the rows";
    return estimate;
}

}  // namespace metrics
