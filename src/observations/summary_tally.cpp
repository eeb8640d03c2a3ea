#include "observations/summary_tally.h"

#include <bit>
#include <cmath>

namespace observations {

using metrics::Summary;

void SummaryTally::add(const Rows& rows, const std::vector<std::uint32_t>&) {
    for (const Stretch& stretch : *rows.stretches) {
        Slot& slot = slots_[stretch.slot];
        slot.rows += stretch.end - stretch.begin;
        if (number_) add_numbers(rows, stretch);
        else add_keys(rows, stretch);
        if (slot.distinct.exact() && slot.distinct.value() > Summary::distinct_exact_max) slot.distinct.sketch();
    }
}

void SummaryTally::add_numbers(const Rows& rows, const Stretch& stretch) {
    Slot& slot = slots_[stretch.slot];
    const duck::Vector& feed = rows.feeds[number_->values];
    const double* const numbers = feed.as<double>();
    values_.clear();
    double last = std::nan("");
    for (std::size_t row = stretch.begin; row < stretch.end; ++row) {
        if (!feed.known(row) || std::isnan(numbers[row])) {
            ++slot.missing;
            continue;
        }
        const double value = numbers[row] == 0 ? 0.0 : numbers[row];  // the two zeros are one value
        if (value != last) slot.distinct.add(hash_of(std::bit_cast<std::int64_t>(value)));
        last = value;
        if (std::isinf(value)) {
            ++slot.infinite;
            continue;
        }
        slot.min = std::min(slot.min, value);
        slot.max = std::max(slot.max, value);
        if (std::abs(value) < Summary::moments_max) values_.push_back(value);
        else ++slot.beyond;
    }
    sum(slot);
}

void SummaryTally::sum(Slot& slot) {
    slot.summed += static_cast<std::int64_t>(values_.size());
    slot.sum.add(values_.data(), values_.size());
    squares_.resize(values_.size());
    rounded_.resize(values_.size());
    for (std::size_t i = 0; i < values_.size(); ++i) {
        squares_[i] = values_[i] * values_[i];
        rounded_[i] = std::fma(values_[i], values_[i], -squares_[i]);
    }
    slot.square.add(squares_.data(), squares_.size());
    slot.square.add(rounded_.data(), rounded_.size());
}

void SummaryTally::add_keys(const Rows& rows, const Stretch& stretch) {
    Slot& slot = slots_[stretch.slot];
    for (std::size_t row = stretch.begin; row < stretch.end; ++row) {
        if (const auto hash = key_.hash(rows, row)) slot.distinct.add(*hash);
        else ++slot.missing;
    }
}

void SummaryTally::pour(std::uint32_t slot, Summary& into) const {
    const Slot& from = slots_[slot];
    Summary own;
    own.rows = from.rows;
    own.missing = from.missing;
    own.infinite = from.infinite;
    own.beyond = from.beyond;
    own.summed = from.summed;
    from.sum.pour(own.sum);
    from.square.pour(own.square);
    if (from.min <= from.max) own.min = from.min;
    if (from.min <= from.max) own.max = from.max;
    own.distinct = from.distinct;
    into.merge(own);
}

}  // namespace observations
