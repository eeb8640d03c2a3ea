#include "metrics/intervals/keys.h"
#include "metrics/ranking.h"

namespace metrics {

namespace {

double hit(const ranking::List& list, std::size_t k, double level) { return ranking::top(list, k, level).relevant > 0 ? 1 : 0; }

constexpr Reduction reduction = ranking::of_lists<hit>("hit_rate");

}  // namespace

/// Hit rate: whether the list shows anything relevant at all.
extern const Metric hit_rate{
    .id = "hit_rate",
    .family = Family::ranking,
    .summary = "Share of queries with a relevant item among the first k.",
    .estimand = "The probability that a query of this process is shown a relevant item.",
    .formula = "queries with a relevant item in the first k / queries",
    .source = "trec_eval, success; ranx, hit_rate",
    .interval = "Mid-P over queries, Clopper-Pearson below ten on a side; jackknife over named units, such as users who ask again.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = ranking::of_first_items,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {0, 0, 1}, .current_size = 3, .value = 1, .says = "A relevant item stands third: within the first ten."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_share(of); },
};

}  // namespace metrics
