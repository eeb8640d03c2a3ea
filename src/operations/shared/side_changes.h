#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "charter/condition.h"
#include "metrics/intervals/paired.h"
#include "operations/shared/paired_measures.h"

/// Who changes sides when the last version takes the place of the first.
namespace operations {

/// Fewer rows than this of a group say nothing about it.
inline constexpr std::int64_t group_rows_min = 100;

/// The rows of all, or of a group.
struct Sides {
    std::string by{}, group{};      ///< empty: all rows
    metrics::PairedTable table{};   ///< first: the old version; second: the new one
    metrics::Estimate gets{};       ///< share that newly gets the decision
    metrics::Estimate loses{};      ///< share that loses it
    bool few = false;               ///< too few rows to say anything

    std::int64_t rows() const { return table.all(); }
    /// Of those with a known outcome that newly get it, those to whom it comes rightly; and how many have one.
    std::pair<std::int64_t, std::int64_t> rightly_gets() const;
    std::pair<std::int64_t, std::int64_t> rightly_loses() const;
    /// Of 1,000 people, whole numbers that add up: get it from both, newly get it, newly lose it, get it from neither.
    std::array<int, 4> of_a_thousand() const;
};

/// A row that moved far.
struct Moved {
    std::string id;
    double before = 0, after = 0;
    std::string happened;  ///< `1`, `0` or empty
};

/// Rows in which the new version is worse, though it may be better over all.
struct WorseSlice {
    charter::Condition where;
    metrics::Estimate change;   ///< of what a decision is worth, or of the share that is right, on rows held out
    std::int64_t rows = 0;      ///< held out, in the slice
    bool confirmed = false;     ///< among as many as were judged (Holm)
};

struct SideChanges {
    std::string before, after;
    bool identical = false;      ///< every score is the same
    std::vector<Sides> sides;    ///< all rows first, then groups
    std::vector<Moved> moved;
    std::vector<WorseSlice> worse;
    std::optional<metrics::Estimate> overall;  ///< change over all rows that were held out
    std::string no_slices;       ///< why none were searched for
};

/// `by`: columns whose values are groups, each by itself. `features`: what slices are made of.
base::Result<SideChanges> change_of_sides(const Contest& contest, const charter::Charter& document, const JudgedSide& side, const std::vector<std::string>& by, const std::vector<std::string>& features,
                                          const Surroundings& surroundings);

}  // namespace operations
