#include <algorithm>
#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/as/evidently_lists.h"

namespace metrics::as {

namespace {

double value(std::span<const EvidentlyItem> items, double k) {
    for (const EvidentlyItem& item : items) {
        if (item.target == 1 && item.place <= k) return 1 / item.place;
    }
    return 0;
}

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    evidently_list(rows, given, given.number("level"), reduced, value);
}

constexpr Reduction reduction{.name = "evidently_mean_reciprocal_rank", .key = Key::query, .score = true, .relevance = true, .item = true, .reduce = reduce};

}  // namespace

extern const Definition evidently_mean_reciprocal_rank{
    .id = "evidently_mean_reciprocal_rank",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "mean_reciprocal_rank",
    .call = "MRR(k, min_rel_score=level)",
    .differs = "Users without a relevant item are left out, and so are rows without a score or a label: what was not retrieved does not count. Equal scores share a place.",
    .defect = "Equal scores share their mean rank cut to a whole number, so that a place may be held by several items or by none.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .evaluate = evidently_mean,
};

}  // namespace metrics::as
