#include <algorithm>
#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/as/evidently_lists.h"

namespace metrics::as {

namespace {

double value(std::span<const EvidentlyItem> items, double k) {
    double gained = 0;
    std::vector<double> best;
    for (const EvidentlyItem& item : items) {
        if (item.place <= k) gained += item.target / std::log2(item.place + 1);
        best.push_back(item.target);
    }
    std::sort(best.begin(), best.end(), std::greater<>());
    double ideal = 0;
    for (std::size_t i = 0; i < best.size() && static_cast<double>(i) < k; ++i) ideal += best[i] / std::log2(static_cast<double>(i + 2));
    return gained / ideal;
}

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    evidently_list(rows, given, std::nullopt, reduced, value);
}

constexpr Reduction reduction{.name = "evidently_ndcg", .key = Key::query, .score = true, .relevance = true, .item = true, .reduce = reduce};

}  // namespace

extern const Definition evidently_ndcg{
    .id = "evidently_ndcg",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "ndcg",
    .call = "NDCG(k)",
    .differs = "Users without a relevant item are left out, and so are rows without a score or a label: what was not retrieved does not count. Equal scores share a place.",
    .defect = "Equal scores share their mean rank cut to a whole number, so that a place may be held by several items or by none.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .evaluate = evidently_mean,
};

}  // namespace metrics::as
