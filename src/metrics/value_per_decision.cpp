#include <algorithm>
#include <array>

#include "metrics/intervals/counts.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

double amount_of(const Confusion& of, const Amounts& amounts) {
    return amounts.true_positive * of.tp() + amounts.false_positive * of.fp() + amounts.false_negative * of.fn() +
           amounts.true_negative * of.tn();
}

std::vector<Replicate> replicates_of(const Split<Confusion>& of, const Amounts& amounts, double value) {
    std::vector<Replicate> replicates;
    const double all = weight_of(of.total.labelled.weight);
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const Confusion rest = of.without(i);
        const double left = weight_of(rest.labelled.weight);
        const double share = weight_of(of.parts[i].labelled.weight) / all;
        replicates.push_back({of.keys[i], left > 0 ? amount_of(rest, amounts) / left : value, share});
    }
    return replicates;
}

void limit_rows(Estimate& estimate, const Confusion& of, const Amounts& amounts) {
    const double ratio = of.labelled.effective() / weight_of(of.labelled.weight);
    const std::array<AmountCell, 4> cells{{{amounts.true_positive, of.tp() * ratio},
                                           {amounts.false_positive, of.fp() * ratio},
                                           {amounts.false_negative, of.fn() * ratio},
                                           {amounts.true_negative, of.tn() * ratio}}};
    estimate.method = "Dirichlet over outcomes";
    estimate.limits = [cells, value = *estimate.value](double tail) {
        const Limits limits = amount_limits(cells, tail);
        // The half row added to every cell can move a limit past the value when there are hardly any rows.
        return Limits{std::min(value, limits.low), std::max(value, limits.high)};
    };
}

Estimate evaluate(const Split<Confusion>& of, const Setting& setting) {
    if (!setting.amounts) return Estimate::absent(Reason::no_amounts);
    if (of.total.all.rows == 0) return Estimate::absent(Reason::no_rows);
    if (of.total.labelled.weight == 0) return Estimate::absent(Reason::no_labels);
    const Amounts& amounts = *setting.amounts;
    Estimate estimate;
    estimate.value = amount_of(of.total, amounts) / weight_of(of.total.labelled.weight);
    estimate.rows = of.total.labelled.rows;
    estimate.left_out = of.total.all.rows - of.total.labelled.rows;
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    if (!of.clustered()) {
        limit_rows(estimate, of.total, amounts);
        return estimate;
    }
    const auto [least, most] = std::minmax({amounts.true_positive, amounts.false_positive, amounts.false_negative, amounts.true_negative});
    jackknife(estimate, replicates_of(of, amounts, *estimate.value), Transform::identity, least, most);
    return estimate;
}

}  // namespace

/// Value per decision: what a decision is worth on average, with the amounts of the charter's `value:` section.
extern const Metric value_per_decision{
    .id = "value_per_decision",
    .family = Family::business,
    .summary = "Money that a decision brings on average.",
    .words = {.sentence = "A decision is worth {value} on average"},
    .estimand = "The expected value of a decision of this process, at the charter's amounts per outcome.",
    .formula = "(v_TP TP + v_FP FP + v_FN FN + v_TN TN) / (TP + FP + FN + TN)",
    .source = "Expected value over the outcomes of a decision (Provost, Fawcett 2013, Data Science for Business)",
    .interval = "Dirichlet(counts + 1/2) over the four outcomes, its tail computed by saddlepoint; jackknife over named units.",
    .needs = {.kind = Kind::confusion, .amounts = true},
    .better = Better::higher,
    .scale = Scale::money,
    .every_label = true,
    .estimable = true,
    .example = {.current = {6, 2, 4, 8},
                .current_size = 4,
                .value = 2.95,
                .says = "With 18, -2.5, -11 and 0 for each outcome: (6 x 18 - 2 x 2.5 - 4 x 11) / 20 = 2.95."},
    .evaluate = evaluate,
};

}  // namespace metrics
