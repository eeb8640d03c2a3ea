#include "operations/shared/worth_measured.h"

#include <algorithm>
#include <array>

#include "value/errors.h"
#include "value/positions.h"
#include "value/row_worth.h"

namespace operations {

namespace {

using metrics::Kind;
using metrics::Statistic;

std::array<const charter::Money*, 4> outcomes_of(const charter::Worth& worth) { return {&worth.true_positive, &worth.false_positive, &worth.false_negative, &worth.true_negative}; }

/// How uncertain a mean over decisions is for what the amounts may be, from how often each of them counts.
double rows_variance(const Statistic& own, const Statistic* beside, const metrics::Setting&, const AmountVariances& variances) {
    const auto& decisions = std::get<metrics::Split<metrics::KeySums>>(own).total.arms[0];
    const double count = decisions.sum(0, 0, 2), acted = decisions.sum(0, 0, 3) / count;
    double variance = acted * acted * variances[4] + variances[5];
    if (beside == nullptr) return variance;
    const auto& quantities = std::get<metrics::Split<metrics::KeySums>>(*beside).total.arms[0];
    for (std::size_t i = 0; i < 4; ++i) {
        const double each = quantities.sum(0, 0, i + 1) / count;
        variance += each * each * variances[i];
    }
    return variance;
}

/// The own statistic is the loss at the best quantile, the one beside it the mean of what predictions are too high.
double errors_variance(const Statistic& own, const Statistic* beside, const metrics::Setting& setting, const AmountVariances& variances) {
    const double loss = std::get<metrics::Split<metrics::Powers>>(own).total.mean();
    if (beside == nullptr) return variances[5];
    const double over = std::get<metrics::Split<metrics::Powers>>(*beside).total.mean(), costs = setting.number("over") + setting.number("under");
    const double under = setting.number("under") > 0 ? (loss * costs - setting.number("over") * over) / setting.number("under") : 0;
    return over * over * variances[0] + under * under * variances[1] + variances[5];
}

double prediction_variance(const Statistic&, const Statistic*, const metrics::Setting&, const AmountVariances& variances) { return variances[5]; }

/// The wishes of one sort of worth, and the formula that makes a number of the first.
struct Sort {
    metrics::Wish wish;
    std::optional<metrics::Wish> beside;  ///< only where amounts are uncertain
    metrics::Formula evaluate;
    metrics::Setting setting;
    AmountVariances variances{};
    double (*variance)(const Statistic&, const Statistic*, const metrics::Setting&, const AmountVariances&) = nullptr;
};

Sort of_rows(const charter::Charter& document, double threshold) {
    const charter::Worth& worth = *document.worth;
    Sort sort;
    sort.wish = {.kind = Kind::key_sums, .column = worth.true_positive.column, .reduction = &value::worth_by_row, .parameters = value::row_parameters(worth, threshold), .per = worth.false_positive.column,
                 .covariate = worth.false_negative.column, .covariate_per = worth.true_negative.column};
    const auto amounts = outcomes_of(worth);
    if (std::any_of(amounts.begin(), amounts.end(), [](const charter::Money* money) { return money->deviation > 0; })) {
        sort.beside = sort.wish;
        sort.beside->reduction = &value::quantities_by_row;
    }
    sort.evaluate = &value::worth_of_rows;
    sort.variances = amount_variances(document);
    sort.variance = &rows_variance;
    return sort;
}

Sort of_errors(const charter::Charter& document) {
    const charter::Worth& worth = *document.worth;
    const value::ErrorCosts costs{-worth.overestimate.mean, -worth.underestimate.mean};
    Sort sort;
    sort.wish = {.kind = Kind::row_powers, .x = metrics::RowValue::pinball, .at = costs.best_quantile()};
    sort.variances = {worth.overestimate.variance(), worth.underestimate.variance(), 0, 0, 0, worth.per_prediction.variance()};
    if (sort.variances[0] + sort.variances[1] > 0) sort.beside = metrics::Wish{.kind = Kind::row_powers, .x = metrics::RowValue::pinball, .at = 0};
    sort.evaluate = &value::worth_of_errors;
    sort.setting.numbers = {{"over", costs.over}, {"under", costs.under}, {"per_prediction", worth.per_prediction.mean}};
    sort.variance = &errors_variance;
    return sort;
}

Sort of_positions(const charter::Charter& document) {
    const charter::Worth& worth = *document.worth;
    Sort sort;
    sort.wish = {.kind = Kind::key_sums, .reduction = &value::by_position, .parameters = value::position_parameters(worth.by_position)};
    double least = 0, most = 0;
    for (const double amount : worth.by_position) (amount < 0 ? least : most) += amount;
    sort.evaluate = &value::worth_of_positions;
    sort.setting.numbers = {{"least", least}, {"most", most}, {"per_prediction", worth.per_prediction.mean}};
    sort.variances[5] = worth.per_prediction.variance();
    sort.variance = &prediction_variance;
    return sort;
}

std::string lacking_amounts(const charter::Worth& worth, const std::vector<observations::ColumnInfo>& columns) {
    for (const auto* money : outcomes_of(worth)) {
        if (money->column.empty()) continue;
        const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.name == money->column; });
        if (found == columns.end()) return "the data have no column \"" + money->column + "\", which value: names as an amount of each row";
        if (found->type != observations::ColumnType::number && found->type != observations::ColumnType::integer) return "amounts are numbers, and the column \"" + money->column + "\" holds " + found->declared;
    }
    return {};
}

}  // namespace

bool is_worth_of_rows(const metrics::Metric& metric, const charter::Charter& document) {
    const auto kind = document.task.kind;
    return metric.needs.amounts && document.worth && (document.worth->by_row() || kind == charter::TaskKind::regression || kind == charter::TaskKind::ranking);
}

std::string lacking_for_worth(const Ground& ground) {
    const auto& document = *ground.charter;
    const charter::Worth& worth = *document.worth;
    if (document.task.kind == charter::TaskKind::regression) {
        if (worth.overestimate.mean > 0 || worth.underestimate.mean > 0) return "an error of one kind earns money, so the worst predictions would be the best; write what an error costs as a negative amount";
        if (worth.overestimate.mean == 0 && worth.underestimate.mean == 0) return "errors cost nothing at these amounts; give overestimate or underestimate one";
        if (worth.underestimate.mean == 0 && worth.underestimate.deviation > 0) return "what a prediction that is too low costs is 0 on average and uncertain; give it an amount";
        return {};
    }
    if (document.task.kind == charter::TaskKind::ranking) return document.task.columns.query.empty() ? "rankings answer queries, and the charter names no column for them" : "";
    if (document.task.columns.score.empty()) return "amounts of each row need a column of scores: task: {columns: {score: ...}}";
    return lacking_amounts(worth, ground.columns);
}

Measurement measure_worth(const metrics::Metric& metric, const charter::Charter& document, const Asking& asking, bool relative, Plan& current, Plan& reference) {
    const auto kind = document.task.kind;
    const auto given = asking.parameters.find("threshold");
    const double threshold = given == asking.parameters.end() ? document.task.threshold : given->second;
    Sort sort = kind == charter::TaskKind::regression ? of_errors(document) : kind == charter::TaskKind::ranking ? of_positions(document) : of_rows(document, threshold);
    Measurement measurement;
    measurement.metric = &metric;
    measurement.needs = metric.needs;
    measurement.needs.kind = sort.wish.kind;
    measurement.needs.reduction = sort.wish.reduction;
    measurement.evaluate = sort.evaluate;
    measurement.setting = std::move(sort.setting);
    for (const auto& [name, number] : metrics::fallbacks_of(metric)) measurement.setting.numbers.try_emplace(name, number);
    measurement.amount_variances = sort.variances;
    measurement.amount_variance = sort.variance;
    observations::Question question{std::move(sort.wish), asking.slice, {}};
    if (sort.beside) {
        observations::Question beside = question;
        beside.wish = *std::move(sort.beside);
        measurement.beside = current.ask(std::move(beside));
    }
    if (relative) {
        observations::Question same = question;
        same.slice.window = {};
        same.slice.version.reset();
        measurement.reference = reference.ask(std::move(same));
    }
    measurement.question = current.ask(std::move(question));
    return measurement;
}

}  // namespace operations
