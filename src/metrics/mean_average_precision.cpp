#include <algorithm>

#include "metrics/intervals/keys.h"
#include "metrics/ranking.h"

namespace metrics {

namespace {

double averaged(const ranking::List& list, std::size_t k, double level) {
    if (list.relevant == 0) return 0;
    const std::size_t end = k == 0 ? list.gains.size() : std::min(k, list.gains.size());
    double sum = 0;
    double found = 0;
    for (std::size_t i = 0; i < end; ++i) {
        if (list.gains[i] < level) continue;
        ++found;
        sum += found / static_cast<double>(i + 1);
    }
    return sum / static_cast<double>(list.relevant);
}

constexpr Reduction reduction{
    .name = "mean_average_precision",
    .key = Key::query,
    .score = true,
    .relevance = true,
    .item = true,
    .reduce = [](std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) { ranking::reduce(rows, given, reduced, averaged); },
};
constexpr std::array<Parameter, 3> parameters{{ranking::whole_list, ranking::relevant_from, ranking::also_empty}};

}  // namespace

/// MAP: of a query, the mean over its relevant items of the precision at the place of each; 0 for those not retrieved.
extern const Metric mean_average_precision{
    .id = "mean_average_precision",
    .family = Family::ranking,
    .summary = "Mean over queries of the average precision at the places of the relevant items.",
    .estimand = "The expected average precision of a query of this process.",
    .formula = "mean over queries of (sum over relevant places i of precision at i) / relevant items",
    .source = "Buckley and Voorhees 2000; trec_eval, map and map_cut; pytrec_eval; ranx, map",
    .interval = "Hall's skewness-corrected t over queries, Clopper-Pearson at the effective number of queries up to 200; jackknife over named units, such as users who ask again.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {1, 0, 1}, .current_size = 3, .value = 0.8333333333333334, .says = "Relevant items first and third: (1/1 + 2/3) / 2 = 0.833."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
