#include "metrics/intervals/estimated_loss.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/sampled_rows.h"

namespace metrics {

namespace {

constexpr std::size_t parts = 10;
constexpr std::size_t rows_min = 200;

double weight_of_row(const RowSample& sample, std::size_t row) { return static_cast<double>(sample.rows[row].count); }

/// Losses are not negative, whatever trees say.
std::vector<double> at_least_zero(std::vector<double> values) {
    for (double& value : values) value = std::max(0.0, value);
    return values;
}

double mean_of(const RowSample& sample, const std::vector<bool>& used, const std::vector<double>& values) {
    double weight = 0;
    double sum = 0;
    for (std::size_t row = 0, at = 0; row < used.size(); ++row) {
        if (!used[row]) continue;
        weight += weight_of_row(sample, row);
        sum += weight_of_row(sample, row) * values[at++];
    }
    return sum / weight;
}

/// (sum w)^2 / sum w^2 of the used rows.
double effective(const RowSample& sample, const std::vector<bool>& used) {
    double weight = 0;
    double squares = 0;
    for (std::size_t row = 0; row < used.size(); ++row) {
        if (!used[row]) continue;
        weight += weight_of_row(sample, row);
        squares += sample.whole() ? weight_of_row(sample, row) : weight_of_row(sample, row) * weight_of_row(sample, row);
    }
    return weight * weight / squares;
}

}  // namespace

Estimate mean_loss_before_labels(Reference<RowSample> reference, Current<RowSample> current, const Setting& setting, double (*loss)(double label, double prediction)) {
    const RowSample& before = reference.of;
    const RowSample& now = current.of;
    ASSERT(before.columns.size() >= 2);
    const std::size_t columns = before.columns.size() - 1;  // features and prediction; behind them the outcome
    ASSERT(now.columns.size() >= columns);
    if (now.rows.empty()) return Estimate::absent(Reason::no_rows);
    if (!setting.learner) return Estimate::absent(Reason::not_computed, "no model can be fitted here");
    for (std::size_t i = 0; i < columns; ++i) {
        if (before.columns[i].categorical != now.columns[i].categorical) return Estimate::absent(Reason::wrong_type, before.columns[i].name + " holds numbers on one side and text on the other");
    }
    if (before.columns[columns].categorical || before.columns[columns - 1].categorical) return Estimate::absent(Reason::wrong_type, "outcome and prediction must be numbers");

    std::vector<bool> known(before.rows.size());
    std::vector<double> losses(before.rows.size(), 0);
    for (std::size_t row = 0; row < before.rows.size(); ++row) {
        const double value = loss(before.cell(row, columns), before.cell(row, columns - 1));
        known[row] = std::isfinite(value);
        if (known[row]) losses[row] = value;
    }
    std::vector<bool> asked(now.rows.size());
    for (std::size_t row = 0; row < now.rows.size(); ++row) asked[row] = !std::isnan(now.cell(row, columns - 1));
    const auto taught_rows = static_cast<std::size_t>(std::count(known.begin(), known.end(), true));
    const auto asked_rows = std::count(asked.begin(), asked.end(), true);
    if (taught_rows == 0) return Estimate::absent(Reason::no_labels, "of the reference");
    if (asked_rows == 0) return Estimate::absent(Reason::no_rows, "no row has a prediction");

    const Table lessons = table_of(before, nullptr, columns);
    const Table questions = rows_of(table_of(now, nullptr, columns), asked);
    const auto seed = static_cast<std::uint64_t>(setting.number("seed"));
    const auto taught = [&](const std::vector<bool>& used, const Table& about) {
        std::vector<double> targets;
        for (std::size_t row = 0; row < used.size(); ++row) {
            if (used[row]) targets.push_back(losses[row]);
        }
        return at_least_zero(setting.learner({rows_of(lessons, used), targets, Aim::number, seed}, about));
    };
    const auto answers = taught(known, questions);
    if (answers.empty()) return Estimate::absent(Reason::constant, "no column varies");
    const double value = mean_of(now, asked, answers);

    double residuals = 0;
    std::map<std::uint64_t, double> by_unit;
    std::vector<double> without;
    for (std::size_t part = 0; part < parts; ++part) {
        std::vector<bool> rest = known;
        std::vector<bool> own = known;
        for (std::size_t row = 0; row < known.size(); ++row) {
            const bool inside = part_of(before, row, parts, seed) == part;
            if (inside) rest[row] = false;
            else own[row] = false;
        }
        if (std::find(rest.begin(), rest.end(), true) == rest.end() || std::find(own.begin(), own.end(), true) == own.end()) continue;
        const auto foreseen = taught(rest, rows_of(lessons, own));
        const auto theirs = taught(rest, questions);
        if (foreseen.empty() || theirs.empty()) continue;
        for (std::size_t row = 0, at = 0; row < own.size(); ++row) {
            if (!own[row]) continue;
            const double residual = losses[row] - foreseen[at++];
            residuals += residual * residual;
            by_unit[before.rows[row].unit] += residual;
        }
        without.push_back(mean_of(now, asked, theirs));
    }
    double unit_squares = 0;
    for (const auto& [unit, sum] : by_unit) unit_squares += sum * sum;
    const double design_effect = before.units_named && residuals > 0 ? std::max(1.0, unit_squares / residuals) : 1;
    const auto count = static_cast<double>(without.size());
    double mean = 0;
    for (const double one : without) mean += one / count;
    double model = 0;
    for (const double one : without) model += (one - mean) * (one - mean) * (count - 1) / count;
    double spread = 0;
    for (const double answer : answers) spread += (answer - value) * (answer - value) / static_cast<double>(answers.size());

    Estimate estimate;
    estimate.value = value;
    estimate.standing = Standing::estimated;
    estimate.rows = now.population;
    estimate.units = now.population;
    estimate.method = "estimated by a model of the loss";
    // Realised are the losses of all rows of the population, not only of those in the sample.
    const double unforeseen = design_effect * residuals / static_cast<double>(taught_rows) / static_cast<double>(std::max<std::int64_t>(1, now.population));
    const double unseen = now.whole() ? 0 : spread / effective(now, asked);
    if (taught_rows < rows_min || count < 2) estimate.reason = Reason::few_units;
    const double degrees = std::max(1.0, count - 1);
    estimate.limits = [=](double tail) {
        const double z = normal_quantile(1 - tail);
        const double t = student_quantile(1 - tail, degrees);
        const double half = std::sqrt(z * z * (unforeseen + unseen) + t * t * model);
        return Limits{std::max(0.0, value - half), value + half};
    };
    return estimate;
}

}  // namespace metrics
