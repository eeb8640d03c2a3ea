#include <array>

#include "metrics/intervals/classes.h"
#include "metrics/intervals/decisions.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

std::optional<double> value_of_counts(const Counts& c) {
    const double all = c.all();
    const double agreed = (c.true_positive + c.true_negative) / all;
    const double by_chance = ((c.true_positive + c.false_positive) * (c.true_positive + c.false_negative) + (c.true_negative + c.false_positive) * (c.true_negative + c.false_negative)) / (all * all);
    if (all <= 0 || by_chance >= 1) return std::nullopt;
    return (agreed - by_chance) / (1 - by_chance);
}

constexpr std::array<Parameter, 1> parameters{{
    {.name = "weights", .sentence = "How much a disagreement between the i-th and the j-th class counts: 0, all the same; 1, |i - j|; 2, its square.", .fallback = 0, .lowest = 0, .highest = 2, .whole = true},
}};

}  // namespace

/// Cohen's kappa: of a model with what happened, or of two judges, the one in the label column and the other in the
/// prediction column. Where both always say the same one thing it is 0 / 0: missing.
extern const Metric cohen_kappa{
    .id = "cohen_kappa",
    .family = Family::classification,
    .summary = "Agreement of label and prediction beyond what their frequencies alone would give.",
    .words = {.sentence = "Label and prediction agree {value} of the way from chance to always"},
    .estimand = "The agreement beyond chance of label and prediction, or of two judges, in this process.",
    .formula = "(a - c) / (1 - c); a: share of rows in which both agree; c: the same if they were independent; with `weights`, 1 - sum w n / sum w e, w: how much a disagreement counts, n and e: rows and expected rows of it; classes in order, by value where all are numbers, else by name",
    .source = "Cohen 1960; scikit-learn, cohen_kappa_score",
    .interval = "Dirichlet(counts + 1/2) over the four outcomes, 2,000 draws from a recorded seed, `few_events` below ten rows of a label; among many classes the cell jackknife, atanh scale; jackknife over named units, atanh scale.",
    .needs = {.kind = Kind::confusion},
    .parameters = parameters,
    .lowest = -1,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {20, 5, 10, 15}, .current_size = 4, .value = 0.4, .says = "Both agree in 35 of 50, and would by chance in half: (0.7 - 0.5) / 0.5 = 0.4."},
    .evaluate = [](const Split<Confusion>& of, const Setting& setting) {
        return estimate_counts(of, {.value = value_of_counts, .lowest = -1, .transform = Transform::atanh, .method = "Dirichlet over outcomes", .events_min = 10,
                                    .limits = [seed = setting.seed](const Counts& c, double value) { return dirichlet_limits(c, value, value_of_counts, seed); }});
    },
    .of_classes = [](const Split<ClassTable>& of, const Setting& setting) { return kappa_of_classes(of, static_cast<int>(setting.number("weights"))); },
};

}  // namespace metrics
