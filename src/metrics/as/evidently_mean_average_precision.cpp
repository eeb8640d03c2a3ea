#include <algorithm>
#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/as/evidently_lists.h"

namespace metrics::as {

namespace {

double value(std::span<const EvidentlyItem> items, double k) {
    const auto size = static_cast<double>(items.size());
    double all = 0;
    for (const EvidentlyItem& item : items) all += item.target;
    double sum = 0;
    double found = 0;
    double last = 0;
    std::size_t next = 0;
    for (double place = 1; place <= std::min(k, size); ++place) {
        for (; next < items.size() && items[next].place <= place; ++next) {
            found += items[next].target;
            last = items[next].target;
        }
        sum += last * found / std::min(place, size);
    }
    return sum / all;
}

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    evidently_list(rows, given, given.number("level"), reduced, value);
}

constexpr Reduction reduction{.name = "evidently_mean_average_precision", .key = Key::query, .score = true, .relevance = true, .item = true, .reduce = reduce};

}  // namespace

/// What is relevant at a place is, there, the last row in the file among those up to the place. Statistics here do not depend on the
/// order of rows, so the number is that of a file in which each user's rows stand by falling score.
extern const Definition evidently_mean_average_precision{
    .id = "evidently_mean_average_precision",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "mean_average_precision",
    .call = "MAP(k, min_rel_score=level)",
    .differs = "Users without a relevant item are left out, and so are rows without a score or a label: what was not retrieved does not count. Equal scores share a place.",
    .defect = "Evidently's number depends on the order of the file: this is what it gives where each user's rows stand by falling score, without ties; on another file its own is different. "
              "A list that is shorter than k ends here; there its last item counts again at every place up to the longest list of any user.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .evaluate = evidently_mean,
};

}  // namespace metrics::as
