#pragma once

#include <utility>
#include <vector>

#include "base/assert.h"
#include "observations/row_reader.h"

/// The additive statistics of row values. What is collected is the statistic itself, slot by slot.
namespace observations {

template <class S>
class RowTally : public Tally<S> {
public:
    explicit RowTally(const Task& task) : x_(task, task.wish.x) {}
    void reach(const std::vector<Partitions::Slot>& slots) override { slots_.resize(slots.size()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override {
        x_.read(rows, slots);
        for (std::size_t row = 0; row < rows.count; ++row) {
            if (slots[row] == no_slot) continue;
            S& slot = slots_[slots[row]];
            if (x_.states()[row] != RowReader::State::known) RowReader::count(x_.states()[row], slot.left_out);
            else add_row(slot, x_.values()[row]);
        }
    }
    void fold(std::uint32_t source, std::uint32_t target) override { slots_[target].merge(std::exchange(slots_[source], {})); }
    void pour(std::uint32_t slot, S& into) const override { into.merge(slots_[slot]); }
    std::optional<base::Error> failure() const override { return x_.failure(); }

protected:
    static void add_row(metrics::Powers& slot, double x) { slot.add(x, metrics::mass_one); }
    static void add_row(metrics::Extremes& slot, double x) { slot.add(x); }
    static void add_row(metrics::Cross&, double) { ASSERT(false); }  // has two

    RowReader x_;
    std::vector<S> slots_;
};

using PowersTally = RowTally<metrics::Powers>;
using ExtremesTally = RowTally<metrics::Extremes>;

class CrossTally final : public RowTally<metrics::Cross> {
public:
    explicit CrossTally(const Task& task) : RowTally(task), y_(task, task.wish.y) {}
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override {
        x_.read(rows, slots);
        y_.read(rows, slots);
        using State = RowReader::State;
        for (std::size_t row = 0; row < rows.count; ++row) {
            if (slots[row] == no_slot) continue;
            const State x = x_.states()[row];
            const State y = y_.states()[row];
            metrics::Cross& slot = slots_[slots[row]];
            if (x == State::known && y == State::known) slot.add(x_.values()[row], y_.values()[row], metrics::mass_one);
            else RowReader::count(x != State::known ? x : y, slot.left_out);
        }
    }

private:
    RowReader y_;
};

}  // namespace observations
