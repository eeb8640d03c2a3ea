#include "metrics/intervals/precision_area.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"
#include "metrics/intervals/ties.h"

namespace metrics {

namespace {

/// What one visit adds up for average precision. With `reach` = precision at the row's rank + what the row adds to the
/// precision of those below it, the influence of a positive is (reach - AP) / share of positives and that of a negative
/// -cost / share of positives.
struct Precision {
    double sum = 0;  ///< over positives, of the precision at their rank
    double reach = 0, reach_square = 0;
    double cost_square = 0;
    double own = 0;  ///< over positives, by how much a row raises the precision at its own rank
    std::vector<double> by_unit;  ///< sum of reach over positives less cost over negatives
    std::vector<double> positives, rows;

    explicit Precision(std::size_t units) : by_unit(units), positives(units), rows(units) {}
};

Precision precision_of(const Runs& runs) {
    Precision precision(runs.parts);
    Mass positives_at_or_above = runs.by_label[1];
    Mass rows_at_or_above = runs.by_label[0] + runs.by_label[1];
    double gain = 0;  // C1 and C2: sums over the scores from this one down
    double cost = 0;
    visit_ties(runs, [&](const Tie& tie) {
        const double positive = weight_of(tie.positive);
        const double rows = weight_of(rows_at_or_above);
        const double at_rank = weight_of(positives_at_or_above) / rows;
        gain += positive / rows;
        cost += positive * at_rank / rows;
        const double reach = at_rank + gain - cost;
        precision.sum += positive * at_rank;
        precision.own += positive * (1 - at_rank) / std::max(1.0, rows - 1);
        precision.reach += positive * reach;
        precision.reach_square += positive * reach * reach;
        precision.cost_square += weight_of(tie.negative) * cost * cost;
        positives_at_or_above -= tie.positive;
        rows_at_or_above -= tie.positive + tie.negative;
        if (!runs.clustered()) return;
        for (const Run& run : tie.runs) {
            const double mass = weight_of(run.mass);
            precision.by_unit[run.unit] += mass * (run.label == 1 ? reach : -cost);
            precision.rows[run.unit] += mass;
            if (run.label == 1) precision.positives[run.unit] += mass;
        }
    });
    return precision;
}

/// The value less the influence of the unit's rows, as for a mean.
std::vector<Replicate> precision_replicates(const Runs& runs, const Classes& classes, const Precision& precision, double value) {
    std::vector<Replicate> replicates;
    replicates.reserve(runs.parts);
    for (std::size_t unit = 0; unit < runs.parts; ++unit) {
        const double influence = (precision.by_unit[unit] - value * precision.positives[unit]) / classes.positive;
        const double share = precision.positives[unit] / classes.positive;
        const double rest = 1 - precision.rows[unit] / (classes.positive + classes.negative);
        replicates.push_back({runs.keys[unit], rest > 0 ? std::clamp(value - influence / rest, 0.0, 1.0) : value, share});
    }
    return replicates;
}

void limit_rows(Estimate& estimate, const Classes& classes, const Precision& precision) {
    const double value = *estimate.value;
    const double count = classes.positive_rows;
    const double squares = precision.reach_square - 2 * value * precision.reach + value * value * classes.positive + precision.cost_square;
    double variance = std::max(0.0, squares) / (classes.positive * count);
    constexpr double positives_for_influence = 100;
    if (count < positives_for_influence) variance = std::max(variance, value * (1 - value) / count);
    // Every positive stands at its own rank, which raises the value by as much; the lower limit starts below that, and is
    // the lower of logit and plain: a value that is high by luck also shows less variance on the logit scale.
    const double bias = precision.own / classes.positive;
    const double deviation = std::sqrt(variance);
    // Near 1 so few positives are overtaken that only their number limits what is known.
    constexpr double overtaken_min = 10;
    const bool few = count * (1 - value) < overtaken_min;
    if (few) estimate.method = "influence of rows, logit, or Clopper-Pearson where wider";
    estimate.limits = [=](double tail) {
        const Limits exact = few ? clopper_pearson(value * count, count, tail) : Limits{1, 0};
        if (value >= 1) return exact;
        const double plain = value - bias - normal_quantile(1 - tail) * deviation;
        const double low = std::min(logit_limits(value - bias, deviation, tail).low, std::max(0.0, plain));
        return wider(exact, {low, logit_limits(value, deviation, tail).high});
    };
}

}  // namespace

Estimate average_precision_of(const Runs& runs) {
    Estimate estimate = described(runs);
    if (estimate.reason != Reason::none) return estimate;
    const Classes classes(runs);
    const Precision precision = precision_of(runs);
    const double value = std::min(1.0, precision.sum / classes.positive);
    estimate.value = value;
    estimate.method = "influence of rows, logit";
    constexpr double positives_min = 20;
    if (classes.positive_rows < positives_min) {
        if (runs.clustered()) estimate.replicates = precision_replicates(runs, classes, precision, value);
        give_up(estimate, Reason::few_events);
        return estimate;
    }
    if (runs.clustered()) {
        jackknife(estimate, precision_replicates(runs, classes, precision, value), Transform::logit, 0, 1);
        return estimate;
    }
    limit_rows(estimate, classes, precision);
    return estimate;
}

}  // namespace metrics
