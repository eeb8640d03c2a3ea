#include "metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace metrics::ranking {

namespace {

/// Below every level.
constexpr double not_judged = -std::numeric_limits<double>::infinity();

/// The retrieved items once each, in order, with their relevance; the highest where an item was judged twice.
void fill(std::span<const KeyRow> rows, double level, List& list) {
    std::unordered_map<std::string_view, std::size_t> places;  // among `labels`
    std::vector<double> labels;
    std::size_t retrieved = 0;
    for (const KeyRow& row : rows) {
        // Rows without a score come last.
        const bool has_score = !std::isnan(row.score);
        const bool has_item = !row.item.empty();
        const auto [at, fresh] = has_item ? places.try_emplace(row.item, labels.size()) : std::pair{places.end(), true};
        if (!std::isnan(row.label)) list.judged = true;
        if (fresh) {
            labels.push_back(row.label);
            if (has_score) ++retrieved;
        } else if (std::isnan(labels[at->second]) || row.label > labels[at->second]) {
            labels[at->second] = row.label;
        }
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double label = std::isfinite(labels[i]) ? labels[i] : not_judged;
        if (i < retrieved) list.gains.push_back(label);
        if (label > 0) list.ideal.push_back(label);
        if (label >= level) ++list.relevant;
    }
    std::sort(list.ideal.begin(), list.ideal.end(), std::greater<>());
}

}  // namespace

void reduce(std::span<const KeyRow> rows, const Circumstances& circumstances, Reduced& reduced, Value value) {
    const double level = circumstances.number("level");
    List list;
    fill(rows, level, list);
    if (!list.judged || (list.gains.empty() && circumstances.number("complete") == 0)) return;
    const auto k = static_cast<std::size_t>(circumstances.number("k"));
    reduced.counted({list.gains.empty() ? 0 : value(list, k, level)});
}

Top top(const List& list, std::size_t k, double level) {
    const std::size_t end = k == 0 ? list.gains.size() : std::min(k, list.gains.size());
    Top top;
    for (std::size_t i = 0; i < end; ++i) top.relevant += list.gains[i] >= level ? 1 : 0;
    top.retrieved = static_cast<std::int64_t>(list.gains.size());
    return top;
}

}  // namespace metrics::ranking
