#include "observations/sequence_tally.h"

#include <cmath>

#include "base/limits.h"

namespace observations {

void SequenceTally::reach(const std::vector<Partitions::Slot>& slots) {
    for (std::size_t slot = partition_of_slot_.size(); slot < slots.size(); ++slot) {
        partition_of_slot_.push_back(slots[slot].partition);
        if (slots[slot].partition >= partitions_.size()) partitions_.resize(slots[slot].partition + std::size_t{1});
    }
}

void SequenceTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    if (held_ > base::limits::sequence_rows_max) return;
    const duck::Vector& values = rows.feeds[number_.values];
    const auto* const places = rows.feeds[place_].as<std::int64_t>();
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (slots[row] == no_slot) continue;
        metrics::Sequence& sequence = partitions_[partition_of_slot_[slots[row]]];
        if (!values.known(row) || !std::isfinite(values.as<double>()[row])) {
            ++sequence.left_out;
            continue;
        }
        const std::int64_t time = rows.times[row];
        sequence.arrivals.push_back({time == no_time ? std::optional<base::Time>() : base::Time{time}, places[row], values.as<double>()[row]});
        ++held_;
    }
}

std::optional<base::Error> SequenceTally::failure() const {
    if (held_ <= base::limits::sequence_rows_max) return std::nullopt;
    return base::Error{base::Fault::input, "more values in order of arrival than " + std::to_string(base::limits::sequence_rows_max.value) + " of column: " + number_.column,
                       "measure a shorter period, or a metric that does not depend on the order"};
}

}  // namespace observations
