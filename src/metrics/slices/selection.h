#pragma once

#include <vector>

#include "metrics/slices/cube.h"

namespace metrics::slices {

/// Slices taken one after another, each for what those before it do not explain.
class Selection {
public:
    Selection(const Table& table, const Scoring& scoring, double rows_min);

    /// Takes the slice if its rows outside all slices taken are clearly worse than the rest of those outside; or if hardly
    /// any (a tenth) are outside, and within each slice taken that holds a tenth or more of it, it is clearly worse than
    /// what else is there.
    bool take(const Slice& slice);
    std::size_t size() const { return taken_.size(); }
    /// Of all rows, those of the slice.
    Packed rows_of_last() const { return taken_.back(); }
    /// The rows outside all slices taken.
    Table remaining() const;

private:
    struct Overlap {
        Packed all = 0, fresh = 0;
        std::vector<Packed> with;  ///< by slice taken
    };
    Overlap overlap_of(const Slice& slice) const;
    bool adds_something(const Overlap& overlap, std::size_t conditions) const;

    const Table& table_;
    const Scoring& scoring_;
    double rows_min_;
    std::vector<std::uint32_t> membership_;  ///< by row, a bit for each slice taken
    std::vector<Packed> taken_;
    Packed uncovered_;
};

}  // namespace metrics::slices
