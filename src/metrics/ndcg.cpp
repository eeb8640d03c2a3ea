#include <algorithm>
#include <cmath>

#include "metrics/intervals/keys.h"
#include "metrics/ranking.h"

namespace metrics {

namespace {

double discounted(const std::vector<double>& gains, std::size_t end) {
    double sum = 0;
    for (std::size_t i = 0; i < std::min(end, gains.size()); ++i) {
        if (gains[i] > 0) sum += gains[i] / std::log2(static_cast<double>(i + 2));
    }
    return sum;
}

/// The best order has every judged item in it, also those that were not retrieved.
double gained(const ranking::List& list, std::size_t k, double) {
    const std::size_t end = k == 0 ? std::max(list.gains.size(), list.ideal.size()) : k;
    const double ideal = discounted(list.ideal, end);
    return ideal > 0 ? discounted(list.gains, end) / ideal : 0;
}

constexpr Reduction reduction = ranking::of_lists<gained>("ndcg");

}  // namespace

/// Normalised discounted cumulative gain with linear gain, as trec_eval's ndcg and ndcg_cut: 2^label - 1 is another metric.
extern const Metric ndcg{
    .id = "ndcg",
    .family = Family::ranking,
    .summary = "How near the order of the items is to the best order, the first places weighing most.",
    .estimand = "The expected NDCG of a query of this process.",
    .formula = "mean over queries of DCG / ideal DCG; DCG = sum of label / log2(place + 1)",
    .source = "Järvelin and Kekäläinen 2002; trec_eval, ndcg and ndcg_cut; pytrec_eval; ranx, ndcg",
    .interval = ranking::mean_interval,
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = ranking::of_whole_lists,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {0, 1}, .current_size = 2, .value = 0.6309297535714574, .says = "One query whose only relevant item stands second: 1 / log2(3) = 0.631 of the best."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
