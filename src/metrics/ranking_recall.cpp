#include "metrics/intervals/keys.h"
#include "metrics/ranking.h"

namespace metrics {

namespace {

double recalled(const ranking::List& list, std::size_t k, double level) {
    if (list.relevant == 0) return 0;
    return static_cast<double>(ranking::top(list, k, level).relevant) / static_cast<double>(list.relevant);
}

constexpr Reduction reduction = ranking::of_lists<recalled>("ranking_recall");

}  // namespace

/// Recall at k of ordered lists. Not the recall of decisions: that is `recall`.
extern const Metric ranking_recall{
    .id = "ranking_recall",
    .family = Family::ranking,
    .summary = "Mean over queries of the share of the relevant items that stand among the first k.",
    .estimand = "The expected recall at k of a query of this process.",
    .formula = "mean over queries of relevant items in the first k / relevant items",
    .source = "trec_eval, recall and set_recall; pytrec_eval; ranx, recall",
    .interval = ranking::mean_interval,
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = ranking::of_first_items,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {1, 0, 1}, .current_size = 3, .value = 1, .says = "Both relevant items stand among the first ten: 1."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
