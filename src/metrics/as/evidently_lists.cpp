#include "metrics/as/evidently_lists.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace metrics::as {

void evidently_list(std::span<const KeyRow> rows, const Circumstances& given, std::optional<double> level, Reduced& reduced, EvidentlyValue value) {
    std::vector<KeyRow> usable;
    for (const KeyRow& row : rows) {
        if (!std::isnan(row.score) && std::isfinite(row.label)) usable.push_back(row);
    }
    std::vector<EvidentlyItem> items;
    bool relevant = false;
    // Rows come by falling score.
    for (std::size_t begin = 0, end = 0; begin < usable.size(); begin = end) {
        while (end < usable.size() && usable[end].score == usable[begin].score) ++end;
        const double place = std::floor(static_cast<double>(begin + 1 + end) / 2);
        for (std::size_t i = begin; i < end; ++i) {
            const double target = level ? (usable[i].label >= *level ? 1 : 0) : usable[i].label;
            relevant = relevant || target > 0;
            items.push_back({place, target});
        }
    }
    if (!relevant) return;
    const double k = given.number("k");
    reduced.counted({value(items, k == 0 ? std::numeric_limits<double>::infinity() : k)});
}

Estimate evidently_mean(const Split<KeySums>& of, const Setting&) {
    const KeySums& total = of.total;
    if (total.keys() == 0) return Estimate::absent(total.silent > 0 ? Reason::no_labels : Reason::no_rows);
    return number(total.arms[0].mean(1), total.rows);
}

}  // namespace metrics::as
