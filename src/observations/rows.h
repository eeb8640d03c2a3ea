#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "metrics/statistics/confusion.h"
#include "observations/duck.h"

namespace observations {

using Label = metrics::Confusion::Label;

inline constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

/// A fault found in the values of the data. The first one ends the scan.
struct Complaint {
    std::string what;    ///< what follows is the value, if a column is named, and the place
    std::string find;    ///< SQL that is true in such a row, to say where it is; empty: no row in particular
    std::string next;
    std::string column;  ///< whose value is shown
};

/// Neighbouring rows of one slot: from `begin` to before `end`.
struct Stretch {
    std::uint32_t slot = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// The rows of a chunk as statistics see them. What no question needs is not filled.
struct Rows {
    std::size_t count = 0;
    std::vector<duck::Vector> feeds;                  ///< the columns of the query, in its order
    std::vector<std::vector<std::uint32_t>> codes;    ///< by feed, those of dictionaries only; 0: missing
    std::vector<std::uint8_t> used;                   ///< inside the time range, and readable
    std::vector<std::int64_t> times;                  ///< or no_time
    std::vector<std::uint64_t> units;                 ///< hashes
    std::vector<std::uint64_t> hours;                 ///< the same of the hours in which rows happened
    std::vector<Label> labels;
    std::vector<double> scores;                       ///< NaN: none
    std::vector<std::uint8_t> labelled;               ///< known label and a finite score
    const std::vector<Stretch>* stretches = nullptr;  ///< of the grouping at hand: the same as its slots, without those of no slot

    bool flag(std::size_t feed, std::size_t row) const { return feeds[feed].known(row) && feeds[feed].as<bool>()[row]; }
};

}  // namespace observations
