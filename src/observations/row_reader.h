#pragma once

#include <cstdint>
#include <vector>

#include "metrics/statistics/edit_distance.h"
#include "metrics/statistics/reads.h"
#include "observations/accumulator.h"

namespace observations {

/// Reads a row value of each row of a chunk: a number, or why there is none.
class RowReader {
public:
    enum class State : std::uint8_t {
        known,
        unlabelled,
        missing,
        undefined,  ///< a division by zero
        infinite,   ///< or beyond `row_value_max`; the value is one of the infinities
    };

    RowReader(const Task& task, metrics::RowValue what);
    /// Only rows that have a slot are looked at.
    void read(const Rows& rows, const std::vector<std::uint32_t>& slots);

    const std::vector<double>& values() const { return values_; }
    const std::vector<State>& states() const { return states_; }
    /// A text that is too long to be compared; scores of classes that are no probabilities.
    const std::optional<base::Error>& failure() const { return failure_; }

    static void count(State state, metrics::LeftOut& left_out);

private:
    State read_numbers(const Rows& rows, std::size_t row, double& value);
    State read_decision(const Rows& rows, std::size_t row, double& value) const;
    State read_texts(const Rows& rows, std::size_t row, double& value);
    State read_classes(const Rows& rows, std::size_t row, double& value);

    metrics::RowValue what_;
    ValueFeeds feeds_;
    double at_;
    double threshold_;
    std::vector<double> values_;
    std::vector<State> states_;
    metrics::EditDistance edits_;
    std::optional<base::Error> failure_;
};

}  // namespace observations
