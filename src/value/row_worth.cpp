#include "value/row_worth.h"

#include <cmath>
#include <limits>

#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/keys.h"
#include "value/curve.h"

namespace value {

namespace {

using metrics::Circumstances;
using metrics::Estimate;
using metrics::KeyRow;
using metrics::KeySums;
using metrics::Reduced;
using metrics::Split;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Which number is which in what `worth_by_row` makes of a key; number 0 is 1.
enum Place : std::size_t { worth = 1, decisions, acted, left_out };

/// One decision whose outcome is known.
struct Decision {
    std::size_t outcome = 0;  ///< true positive, false positive, false negative, true negative
    double amount = 1;        ///< of the column of that outcome; NaN where it has none

    bool is_acted_on() const { return outcome < 2; }
};

constexpr std::array<const char*, 4> factors{"true_positive", "false_positive", "false_negative", "true_negative"};
constexpr std::array<const char*, 4> columns{"column_true_positive", "column_false_positive", "column_false_negative", "column_true_negative"};

/// Each row that has a score and a known label.
template <class Each>
void visit(std::span<const KeyRow> rows, const Circumstances& given, const Each& each) {
    const double threshold = given.number("threshold");
    for (const KeyRow& row : rows) {
        if (std::isnan(row.label) || std::isnan(row.score)) continue;
        const bool positive = row.label == 1, on = row.score >= threshold;
        const std::size_t outcome = on ? (positive ? 0 : 1) : (positive ? 2 : 3);
        const std::array<double, 4> amounts{row.value, row.per, row.covariate, row.covariate_per};
        each(Decision{outcome, given.number(columns[outcome]) == 1 ? amounts[outcome] : 1});
    }
}

void reduce_to_worth(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    double total = 0, count = 0, on = 0;
    visit(rows, given, [&](const Decision& decision) {
        if (!std::isfinite(decision.amount)) return;
        total += decision.amount * given.number(factors[decision.outcome]) - given.number("per_prediction") - (decision.is_acted_on() ? given.number("per_action") : 0);
        ++count;
        on += decision.is_acted_on() ? 1 : 0;
    });
    if (count > 0) reduced.counted({total, count, on, static_cast<double>(rows.size()) - count});
}

void reduce_to_quantities(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    std::array<double, 4> sums{};
    bool any = false;
    visit(rows, given, [&](const Decision& decision) {
        if (!std::isfinite(decision.amount)) return;
        sums[decision.outcome] += decision.amount;
        any = true;
    });
    if (any) reduced.counted({sums[0], sums[1], sums[2], sums[3]});
}

/// Of independent keys: powers of what each key's worth differs from the ratio times its decisions, over the mean number of those.
Powers differences(const KeySums::Arm& of, double ratio) {
    const auto keys = static_cast<double>(of.keys);
    const double mean = of.mean(decisions), r = ratio;
    const double second = of.sum(0, worth, worth) - 2 * r * of.sum(0, worth, decisions) + r * r * of.sum(0, decisions, decisions);
    const double third = of.sum(worth, worth, worth) - 3 * r * of.sum(worth, worth, decisions) + 3 * r * r * of.sum(worth, decisions, decisions) - r * r * r * of.sum(decisions, decisions, decisions);
    return {keys, 0, std::max(0.0, second) / (mean * mean), third / (mean * mean * mean)};
}

void limit_by_unit(Estimate& estimate, const Split<KeySums>& of) {
    const auto& all = of.total.arms[0];
    const double amounts = all.sum(0, 0, worth), count = all.sum(0, 0, decisions);
    std::vector<metrics::Replicate> replicates;
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const auto& part = of.parts[i].arms[0];
        const double own = part.sum(0, 0, decisions), left = count - own;
        replicates.push_back({of.keys[i], left > 0 ? (amounts - part.sum(0, 0, worth)) / left : *estimate.value, own / count});
    }
    metrics::jackknife(estimate, std::move(replicates), metrics::Transform::identity, -infinity, infinity);
}

}  // namespace

const metrics::Reduction worth_by_row{.name = "worth_by_row", .key = metrics::Key::subject_or_row, .score = true, .outcome = true, .reduce = reduce_to_worth};
const metrics::Reduction quantities_by_row{.name = "quantities_by_row", .key = metrics::Key::subject_or_row, .score = true, .outcome = true, .reduce = reduce_to_quantities};

std::map<std::string, double, std::less<>> row_parameters(const charter::Worth& worth, double threshold) {
    std::map<std::string, double, std::less<>> all{{"threshold", threshold}, {"per_action", worth.per_action.mean + worth.per_review.mean}, {"per_prediction", worth.per_prediction.mean}};
    const std::array<const charter::Money*, 4> amounts{&worth.true_positive, &worth.false_positive, &worth.false_negative, &worth.true_negative};
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        all[factors[i]] = amounts[i]->mean;
        all[columns[i]] = amounts[i]->column.empty() ? 0 : 1;
    }
    return all;
}

Estimate worth_of_rows(const Split<KeySums>& of, const metrics::Setting&) {
    const auto& all = of.total.arms[0];
    const double count = all.keys > 0 ? all.sum(0, 0, decisions) : 0;
    if (count == 0) return Estimate::absent(of.total.silent > 0 ? metrics::Reason::no_labels : metrics::Reason::no_rows);
    Estimate estimate;
    estimate.value = all.sum(0, 0, worth) / count;
    estimate.rows = static_cast<std::int64_t>(count);
    estimate.left_out = of.total.left_out + static_cast<std::int64_t>(all.sum(0, 0, left_out));
    estimate.units_named = of.clustered() || all.keys < estimate.rows;
    estimate.units = of.clustered() ? of.units : all.keys;
    estimate.units_exact = of.units_exact;
    if (of.clustered()) {
        limit_by_unit(estimate, of);
        return estimate;
    }
    limit_mean(estimate, differences(all, *estimate.value));
    estimate.limits = [own = estimate.limits, value = *estimate.value](double tail) {
        const metrics::Limits limits = own(tail);
        return metrics::Limits{value + limits.low, value + limits.high};
    };
    return estimate;
}

Estimate worth_of_errors(const Split<metrics::Powers>& of, const metrics::Setting& setting) {
    Estimate estimate = metrics::estimate_mean(of, 0, infinity, metrics::Rows::unbounded);
    if (!estimate.value) return estimate;
    const double each = setting.number("over") + setting.number("under"), cost = setting.number("per_prediction");
    const auto worth_of = [each, cost](double loss) { return -each * loss - cost; };
    estimate.value = worth_of(*estimate.value);
    for (auto& replicate : estimate.replicates) replicate.value = worth_of(replicate.value);
    if (!estimate.limits) return estimate;
    estimate.limits = [own = estimate.limits, worth_of](double tail) {
        const metrics::Limits loss = own(tail);
        return metrics::Limits{worth_of(loss.high), worth_of(loss.low)};
    };
    return estimate;
}

Estimate worth_of_positions(const Split<KeySums>& of, const metrics::Setting& setting) {
    Estimate estimate = metrics::estimate_key_mean(of, setting.number("least"), setting.number("most"), metrics::Rows::unbounded);
    if (!estimate.value) return estimate;
    const double cost = setting.number("per_prediction");
    *estimate.value -= cost;
    for (auto& replicate : estimate.replicates) replicate.value -= cost;
    if (!estimate.limits) return estimate;
    estimate.limits = [own = estimate.limits, cost](double tail) {
        const metrics::Limits lists = own(tail);
        return metrics::Limits{lists.low - cost, lists.high - cost};
    };
    return estimate;
}

}  // namespace value
