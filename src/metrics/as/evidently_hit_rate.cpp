#include <algorithm>
#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/as/evidently_lists.h"

namespace metrics::as {

namespace {

double value(std::span<const EvidentlyItem> items, double k) {
    return std::any_of(items.begin(), items.end(), [&](const EvidentlyItem& item) { return item.target == 1 && item.place <= k; }) ? 1 : 0;
}

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    evidently_list(rows, given, given.number("level"), reduced, value);
}

constexpr Reduction reduction{.name = "evidently_hit_rate", .key = Key::query, .score = true, .relevance = true, .item = true, .reduce = reduce};

}  // namespace

extern const Definition evidently_hit_rate{
    .id = "evidently_hit_rate",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "hit_rate",
    .call = "HitRate(k, min_rel_score=level)",
    .differs = "Users without a relevant item are left out, and so are rows without a score or a label: what was not retrieved does not count. Equal scores share a place.",
    .defect = "Equal scores share their mean rank cut to a whole number, so that a place may be held by several items or by none.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .evaluate = evidently_mean,
};

}  // namespace metrics::as
