#include "metrics/slices/selection.h"

#include <bit>

#include "base/assert.h"

namespace metrics::slices {

namespace {

/// A smaller share of a slice says nothing about it.
constexpr double share_that_counts = 0.1;

}  // namespace

Selection::Selection(const Table& table, const Scoring& scoring, double rows_min)
    : table_(table), scoring_(scoring), rows_min_(rows_min), membership_(table.rows(), 0), uncovered_(scoring.total()) {}

Selection::Overlap Selection::overlap_of(const Slice& slice) const {
    Overlap overlap;
    overlap.with.assign(taken_.size(), 0);
    for (std::size_t row = 0; row < table_.rows(); ++row) {
        if (!holds(slice, table_.codes, row)) continue;
        const Packed one = one_row + table_.losses[row];
        overlap.all += one;
        std::uint32_t members = membership_[row];
        if (members == 0) overlap.fresh += one;
        for (; members != 0; members &= members - 1) overlap.with[static_cast<std::size_t>(std::countr_zero(members))] += one;
    }
    return overlap;
}

bool Selection::adds_something(const Overlap& overlap, std::size_t conditions) const {
    if (rows_of(overlap.fresh) >= rows_min_ && scoring_.clearly_worse(overlap.fresh, uncovered_, conditions)) return true;
    if (rows_of(overlap.fresh) > share_that_counts * rows_of(overlap.all)) return false;
    bool is_part = false;
    for (std::size_t other = 0; other < taken_.size(); ++other) {
        if (rows_of(overlap.with[other]) < share_that_counts * rows_of(overlap.all)) continue;
        if (!scoring_.clearly_worse(overlap.with[other], taken_[other], conditions)) return false;
        is_part = true;
    }
    return is_part;
}

bool Selection::take(const Slice& slice) {
    ASSERT(taken_.size() < 32);
    const Overlap overlap = overlap_of(slice);
    if (!adds_something(overlap, slice.size())) return false;
    const std::uint32_t bit = std::uint32_t{1} << taken_.size();
    for (std::size_t row = 0; row < table_.rows(); ++row) {
        if (holds(slice, table_.codes, row)) membership_[row] |= bit;
    }
    taken_.push_back(overlap.all);
    uncovered_ -= overlap.fresh;
    return true;
}

Table Selection::remaining() const {
    Table rest;
    rest.features = table_.features;
    rest.codes.resize(table_.codes.size());
    for (std::size_t row = 0; row < table_.rows(); ++row) {
        if (membership_[row] == 0) rest.losses.push_back(table_.losses[row]);
    }
    for (std::size_t feature = 0; feature < rest.codes.size(); ++feature) {
        rest.codes[feature].reserve(rest.losses.size());
        for (std::size_t row = 0; row < table_.rows(); ++row) {
            if (membership_[row] == 0) rest.codes[feature].push_back(table_.codes[feature][row]);
        }
    }
    return rest;
}

}  // namespace metrics::slices
