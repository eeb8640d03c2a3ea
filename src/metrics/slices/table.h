#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

/// Rows as a search for slices sees them: every value a small number, every row one loss. A million rows by twenty columns
/// are 22 MB here, and a cube of counts over three columns fits the processor's cache.
namespace metrics::slices {

/// Neighbouring codes of one feature, both ends included: what one condition allows.
struct CodeRange {
    std::uint8_t first = 0, last = 0;
    bool operator==(const CodeRange&) const = default;
};

/// A column whose values are the codes 0 ... codes-1, and the conditions that may be put on it.
struct Feature {
    int codes = 1;
    std::vector<CodeRange> conditions;
};

/// Steps that a loss is searched in: the largest is this many.
inline constexpr std::uint16_t loss_steps = 65'535;
/// A cell of a cube packs its rows and the sum of their losses into 64 bits.
inline constexpr std::size_t rows_max = (std::size_t{1} << 24) - 1;

/// Rows to search in.
struct Table {
    std::vector<Feature> features;
    std::vector<std::vector<std::uint8_t>> codes;  ///< by feature, then row
    std::vector<std::uint16_t> losses;             ///< by row, 0 to loss_steps

    std::size_t rows() const { return losses.size(); }
};

/// A slice has no more of the rows than this: of a larger part one says that the rest is better.
inline constexpr double share_max = 0.5;

/// One condition of a slice.
struct Condition {
    std::size_t feature = 0;
    CodeRange range;
    bool operator==(const Condition&) const = default;
};
/// A slice: rows for which all conditions hold; ascending by feature, each feature once.
using Slice = std::vector<Condition>;

/// Whether the row of these columns lies in the slice.
inline bool holds(const Slice& slice, const std::vector<std::vector<std::uint8_t>>& codes, std::size_t row) {
    for (const Condition& condition : slice) {
        const std::uint8_t code = codes[condition.feature][row];
        if (code < condition.range.first || code > condition.range.last) return false;
    }
    return true;
}

/// Whether every row of `inner` lies in `outer`, by their conditions alone.
inline bool lies_within(const Slice& inner, const Slice& outer) {
    return std::all_of(outer.begin(), outer.end(), [&](const Condition& wanted) {
        return std::any_of(inner.begin(), inner.end(), [&](const Condition& given) {
            return given.feature == wanted.feature && given.range.first >= wanted.range.first && given.range.last <= wanted.range.last;
        });
    });
}

}  // namespace metrics::slices
