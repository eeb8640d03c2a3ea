#include "metrics/intervals/keys.h"
#include "metrics/ranking.h"

namespace metrics {

namespace {

double recalled(const ranking::List& list, std::size_t k, double level) {
    if (list.relevant == 0) return 0;
    return static_cast<double>(ranking::top(list, k, level).relevant) / static_cast<double>(list.relevant);
}

constexpr Reduction reduction{
    .name = "ranking_recall",
    .key = Key::query,
    .score = true,
    .relevance = true,
    .item = true,
    .reduce = [](std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) { ranking::reduce(rows, given, reduced, recalled); },
};
constexpr std::array<Parameter, 3> parameters{{ranking::first_ten, ranking::relevant_from, ranking::also_empty}};

}  // namespace

/// Recall at k of ordered lists. Not the recall of decisions: that is `recall`.
extern const Metric ranking_recall{
    .id = "ranking_recall",
    .family = Family::ranking,
    .summary = "Mean over queries of the share of the relevant items that stand among the first k.",
    .estimand = "The expected recall at k of a query of this process.",
    .formula = "mean over queries of relevant items in the first k / relevant items",
    .source = "trec_eval, recall and set_recall; pytrec_eval; ranx, recall",
    .interval = "Hall's skewness-corrected t over queries, Clopper-Pearson at the effective number of queries up to 200; jackknife over named units, such as users who ask again.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {1, 0, 1}, .current_size = 3, .value = 1, .says = "Both relevant items stand among the first ten: 1."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
