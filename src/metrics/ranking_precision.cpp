#include "metrics/intervals/keys.h"
#include "metrics/ranking.h"

namespace metrics {

namespace {

/// Of k, also where the list is shorter: empty places help nobody.
double precise(const ranking::List& list, std::size_t k, double level) {
    const ranking::Top top = ranking::top(list, k, level);
    return static_cast<double>(top.relevant) / static_cast<double>(k == 0 ? static_cast<std::size_t>(top.retrieved) : k);
}

constexpr Reduction reduction = ranking::of_lists<precise>("ranking_precision");

}  // namespace

/// Precision at k of ordered lists. Not the precision of decisions: that is `precision`.
extern const Metric ranking_precision{
    .id = "ranking_precision",
    .family = Family::ranking,
    .summary = "Mean over queries of the share of the first k items that is relevant.",
    .estimand = "The expected precision at k of a query of this process.",
    .formula = "mean over queries of relevant items in the first k / k",
    .source = "trec_eval, P and set_P; pytrec_eval; ranx, precision",
    .interval = ranking::mean_interval,
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = ranking::of_first_items,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {1, 0, 1}, .current_size = 3, .value = 0.2, .says = "Two relevant items among the first ten places: 0.2."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
