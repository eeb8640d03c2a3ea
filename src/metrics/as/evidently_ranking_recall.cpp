#include <algorithm>
#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/as/evidently_lists.h"

namespace metrics::as {

namespace {

/// Relevant items up to the place.
double relevant(std::span<const EvidentlyItem> items, double k) {
    double sum = 0;
    for (const EvidentlyItem& item : items) sum += item.place <= k ? item.target : 0;
    return sum;
}

double value(std::span<const EvidentlyItem> items, double k) { return relevant(items, k) / relevant(items, std::numeric_limits<double>::infinity()); }

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    evidently_list(rows, given, given.number("level"), reduced, value);
}

constexpr Reduction reduction{.name = "evidently_ranking_recall", .key = Key::query, .score = true, .relevance = true, .item = true, .reduce = reduce};

}  // namespace

extern const Definition evidently_ranking_recall{
    .id = "evidently_ranking_recall",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "ranking_recall",
    .call = "RecallTopK(k, min_rel_score=level)",
    .differs = "Users without a relevant item are left out, and so are rows without a score or a label: what was not retrieved does not count. Equal scores share a place.",
    .defect = "Equal scores share their mean rank cut to a whole number, so that a place may be held by several items or by none.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .evaluate = evidently_mean,
};

}  // namespace metrics::as
