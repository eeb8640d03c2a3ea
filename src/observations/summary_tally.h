#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "observations/accumulator.h"
#include "observations/lane_sum.h"

namespace observations {

/// What a column is like: extremes, sums of powers and distinct values of numbers; of anything else how often it is
/// missing and how many different ones there are.
class SummaryTally final : public Tally<metrics::Summary> {
public:
    explicit SummaryTally(const Task& task) : number_(task.number), key_(task.key) {}
    void reach(const std::vector<Partitions::Slot>& slots) override { slots_.resize(slots.size()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t, std::uint32_t) override { ASSERT(false); }  // it has no units
    void pour(std::uint32_t slot, metrics::Summary& into) const override;

private:
    struct Slot {
        std::int64_t rows = 0, missing = 0, infinite = 0, beyond = 0, summed = 0;
        LaneSum sum, square;
        double min = std::numeric_limits<double>::infinity();
        double max = -std::numeric_limits<double>::infinity();
        metrics::DistinctCount distinct;
    };
    void add_numbers(const Rows& rows, const Stretch& stretch);
    void add_keys(const Rows& rows, const Stretch& stretch);
    void sum(Slot& slot);

    std::optional<NumberFeed> number_;
    KeyFeed key_;
    std::vector<Slot> slots_;
    std::vector<double> values_;  ///< of the stretch at hand
    std::vector<double> squares_;
    std::vector<double> rounded_;  ///< what their squares lack
};

}  // namespace observations
