#include <algorithm>

#include "metrics/intervals/keys.h"
#include "metrics/ranking.h"

namespace metrics {

namespace {

double first(const ranking::List& list, std::size_t k, double level) {
    const std::size_t end = k == 0 ? list.gains.size() : std::min(k, list.gains.size());
    for (std::size_t i = 0; i < end; ++i) {
        if (list.gains[i] >= level) return 1 / static_cast<double>(i + 1);
    }
    return 0;
}

constexpr Reduction reduction = ranking::of_lists<first>("mean_reciprocal_rank");

}  // namespace

/// MRR: one over the place of the first relevant item, 0 where there is none.
extern const Metric mean_reciprocal_rank{
    .id = "mean_reciprocal_rank",
    .family = Family::ranking,
    .summary = "Mean over queries of one over the place of the first relevant item.",
    .estimand = "The expected reciprocal rank of a query of this process.",
    .formula = "mean over queries of 1 / place of the first relevant item",
    .source = "Kantor and Voorhees 2000; trec_eval, recip_rank; pytrec_eval; ranx, mrr",
    .interval = ranking::mean_interval,
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = ranking::of_whole_lists,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {0, 0, 0, 1}, .current_size = 4, .value = 0.25, .says = "The first relevant item stands fourth: 1 / 4."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
