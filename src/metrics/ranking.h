#pragma once

#include "metrics/metric.h"

/// Ranking and recommendation: what the metrics of ordered lists share.
///
/// The conventions are those of trec_eval. A query's items are ordered by score, ties by item in descending byte order.
/// A row without a score was judged and not retrieved: it counts among the relevant items that could have been found. A
/// row without a label was not judged and counts as not relevant. Queries of which no row is judged, or of which none has
/// a score, are left out; a judged query without relevant items counts with 0.
///
/// An item that occurs twice in a query counts once, at its best place.
namespace metrics {

namespace ranking {

/// Items in their order, as their relevance (below every level: not judged), and what there is to find.
struct List {
    std::vector<double> gains;    ///< of the retrieved
    std::vector<double> ideal;    ///< of everything judged above 0, descending
    std::int64_t relevant = 0;    ///< of everything judged, at `level` or above
    bool judged = false;
};

/// Of the first `k` items (0: of the whole list).
using Value = double (*)(const List& list, std::size_t k, double level);

/// Fills `reduced` with the value of the query's list.
void reduce(std::span<const KeyRow> rows, const Circumstances& circumstances, Reduced& reduced, Value value);

/// The reduction that a metric of lists has.
template <Value value>
constexpr Reduction of_lists(std::string_view name) {
    return {.name = name,
            .key = Key::query,
            .score = true,
            .relevance = true,
            .item = true,
            .reduce = [](std::span<const KeyRow> rows, const Circumstances& circumstances, Reduced& reduced) { ranking::reduce(rows, circumstances, reduced, value); }};
}

/// How many of the first `k` are relevant, and how many there are.
struct Top {
    std::int64_t relevant = 0;
    std::int64_t retrieved = 0;
};
Top top(const List& list, std::size_t k, double level);

inline constexpr Parameter whole_list{.name = "k", .sentence = "Only the first k items count; 0: the whole list.", .fallback = 0, .lowest = 0, .highest = 1e6, .whole = true};
inline constexpr Parameter first_ten{.name = "k", .sentence = "Only the first k items count; 0: the whole list.", .fallback = 10, .lowest = 0, .highest = 1e6, .whole = true};
inline constexpr Parameter relevant_from{.name = "level", .sentence = "An item is relevant from this label on.", .fallback = 1, .lowest = 0};
inline constexpr Parameter also_empty{.name = "complete",
                                    .sentence = "1: a judged query for which nothing was retrieved counts with 0, as with trec_eval -c; 0: it is left out.",
                                    .fallback = 0, .lowest = 0, .highest = 1, .whole = true};

inline constexpr std::array<Parameter, 3> of_whole_lists{{whole_list, relevant_from, also_empty}};
inline constexpr std::array<Parameter, 3> of_first_items{{first_ten, relevant_from, also_empty}};
inline constexpr std::string_view mean_interval =
    "Hall's skewness-corrected t over queries, Clopper-Pearson at the effective number of queries up to 200; jackknife over named units, such as users who ask again.";

}  // namespace ranking

}  // namespace metrics
