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

constexpr Reduction reduction = ranking::of_lists<averaged>("mean_average_precision");

}  // namespace

/// MAP: of a query, the mean over its relevant items of the precision at the place of each; 0 for those not retrieved.
extern const Metric mean_average_precision{
    .id = "mean_average_precision",
    .family = Family::ranking,
    .summary = "Mean over queries of the average precision at the places of the relevant items.",
    .estimand = "The expected average precision of a query of this process.",
    .formula = "mean over queries of (sum over relevant places i of precision at i) / relevant items",
    .source = "Buckley and Voorhees 2000; trec_eval, map and map_cut; pytrec_eval; ranx, map",
    .interval = ranking::mean_interval,
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = ranking::of_whole_lists,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {1, 0, 1}, .current_size = 3, .value = 0.8333333333333334, .says = "Relevant items first and third: (1/1 + 2/3) / 2 = 0.833."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
