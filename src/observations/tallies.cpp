#include "observations/tallies.h"

#include <algorithm>
#include <cmath>
#include <utility>


namespace observations {

namespace {

using metrics::mass_one;

metrics::Tally rows_of(std::int64_t rows) { return {rows, rows * mass_one, rows * mass_one}; }

}  // namespace

void ConfusionTally::add(const Rows& rows, const std::vector<std::uint32_t>&) {
    const double threshold = threshold_;
    for (const auto& [slot, begin, end] : *rows.stretches) {
        Counts& counts = counts_[slot];
        for (std::size_t row = begin; row < end; ++row) {
            const double score = rows.scores[row];
            if (!std::isnan(score)) ++counts[2 * static_cast<std::size_t>(rows.labels[row]) + (score >= threshold ? 1 : 0)];
        }
    }
}

void ConfusionTally::fold(std::uint32_t source, std::uint32_t target) {
    for (std::size_t i = 0; i < counts_[source].size(); ++i) counts_[target][i] += std::exchange(counts_[source][i], 0);
}

void ConfusionTally::pour(std::uint32_t slot, metrics::Confusion& into) const {
    const auto& counts = counts_[slot];
    into.true_negative += counts[0] * mass_one;
    into.false_positive += counts[1] * mass_one;
    into.false_negative += counts[2] * mass_one;
    into.true_positive += counts[3] * mass_one;
    into.unlabelled_negative += counts[4] * mass_one;
    into.unlabelled_positive += counts[5] * mass_one;
    into.labelled.merge(rows_of(counts[0] + counts[1] + counts[2] + counts[3]));
    into.all.merge(rows_of(counts[0] + counts[1] + counts[2] + counts[3] + counts[4] + counts[5]));
}

void MomentsTally::add(const Rows& rows, const std::vector<std::uint32_t>&) {
    values_.resize(rows.count);
    powers_.resize(rows.count);
    for (const auto& [number, begin, end] : *rows.stretches) {
        Slot& slot = slots_[number];
        std::size_t count = 0;
        for (std::size_t row = begin; row < end; ++row) {
            if (rows.labelled[row] == 0) continue;
            const bool positive = rows.labels[row] == Label::positive;
            values_[count++] = metrics::value_of(expression_, positive, rows.scores[row]);
            slot.positive += positive ? 1 : 0;
            slot.certain += metrics::is_certain(rows.scores[row]) ? 1 : 0;
        }
        slot.rows += static_cast<std::int64_t>(count);
        slot.unlabelled += static_cast<std::int64_t>(end - begin - count);
        slot.sum.add(values_.data(), count);
        for (std::size_t i = 0; i < count; ++i) powers_[i] = values_[i] * values_[i];
        slot.square.add(powers_.data(), count);
        for (std::size_t i = 0; i < count; ++i) powers_[i] *= values_[i];
        slot.cube.add(powers_.data(), count);
    }
}

void MomentsTally::fold(std::uint32_t source, std::uint32_t target) {
    const Slot from = std::exchange(slots_[source], {});
    Slot& to = slots_[target];
    to.sum.merge(from.sum);
    to.square.merge(from.square);
    to.cube.merge(from.cube);
    to.rows += from.rows;
    to.positive += from.positive;
    to.certain += from.certain;
    to.unlabelled += from.unlabelled;
}

void MomentsTally::pour(std::uint32_t slot, metrics::Moments& into) const {
    const Slot& from = slots_[slot];
    from.sum.pour(into.sum);
    from.square.pour(into.square);
    from.cube.pour(into.cube);
    into.tally.merge(rows_of(from.rows));
    into.positive += from.positive * mass_one;
    into.negative += (from.rows - from.positive) * mass_one;
    into.certain += from.certain * mass_one;
    into.unlabelled += from.unlabelled;
}

ReliabilityTally::ReliabilityTally(int bins) {
    for (int i = 1; i <= bins; ++i) edges_.push_back(static_cast<double>(i) / static_cast<double>(bins));
}

/// As metrics::Reliability::bin_of, which compares with the same edges.
std::size_t ReliabilityTally::bin_of(double score) const {
    auto bin = static_cast<std::size_t>(score * static_cast<double>(edges_.size()));
    if (bin >= edges_.size()) bin = edges_.size() - 1;
    while (bin > 0 && score <= edges_[bin - 1]) --bin;
    while (score > edges_[bin]) ++bin;
    return bin;
}

void ReliabilityTally::add(const Rows& rows, const std::vector<std::uint32_t>&) {
    for (const auto& [number, begin, end] : *rows.stretches) {
        Slot& slot = slots_[number];
        for (std::size_t row = begin; row < end; ++row) {
            if (rows.labelled[row] == 0) {
                ++slot.unlabelled;
                continue;
            }
            if (slot.bins.empty()) slot.bins.resize(edges_.size());
            const double score = rows.scores[row];
            const bool positive = rows.labels[row] == Label::positive;
            const double residual = (positive ? 1.0 : 0.0) - score;
            Bin& bin = slot.bins[bin_of(score)];
            ++slot.rows;
            ++bin.rows;
            bin.positive += positive ? 1 : 0;
            bin.score.add(score);
            bin.residual_square.add(residual * residual);
        }
    }
}

void ReliabilityTally::fold(std::uint32_t source, std::uint32_t target) {
    const Slot from = std::exchange(slots_[source], {});
    Slot& to = slots_[target];
    to.rows += from.rows;
    to.unlabelled += from.unlabelled;
    if (to.bins.size() < from.bins.size()) to.bins.resize(from.bins.size());
    for (std::size_t i = 0; i < from.bins.size(); ++i) {
        to.bins[i].rows += from.bins[i].rows;
        to.bins[i].positive += from.bins[i].positive;
        to.bins[i].score.merge(from.bins[i].score);
        to.bins[i].residual_square.merge(from.bins[i].residual_square);
    }
}

void ReliabilityTally::pour(std::uint32_t slot, metrics::Reliability& into) const {
    const Slot& from = slots_[slot];
    if (into.bins.size() < from.bins.size()) into.bins.resize(from.bins.size());
    for (std::size_t i = 0; i < from.bins.size(); ++i) {
        into.bins[i].weight += from.bins[i].rows * mass_one;
        into.bins[i].positive += from.bins[i].positive * mass_one;
        from.bins[i].score.pour(into.bins[i].score);
        from.bins[i].residual_square.pour(into.bins[i].residual_square);
    }
    into.tally.merge(rows_of(from.rows));
    into.unlabelled += from.unlabelled;
}

void QualityTally::add(const Rows& rows, const std::vector<std::uint32_t>&) {
    if (check_) found_.resize(rows.count);
    if (check_) check_->judge(rows, found_);
    const std::uint8_t* const found = check_ ? found_.data() : code_ ? rows.feeds[*code_].as<std::uint8_t>() : nullptr;
    for (const auto& [slot, begin, end] : *rows.stretches) {
        std::int64_t* const counts = counts_.data() + slot * codes();
        if (found == nullptr) counts[0] += end - begin;
        else for (std::size_t row = begin; row < end; ++row) ++counts[found[row]];
    }
}

void QualityTally::fold(std::uint32_t source, std::uint32_t target) {
    for (std::size_t i = 0; i < codes(); ++i) counts_[target * codes() + i] += std::exchange(counts_[source * codes() + i], 0);
}

void QualityTally::pour(std::uint32_t slot, metrics::Quality& into) const {
    for (std::size_t code = 0; code < codes(); ++code) {
        const auto count = counts_[slot * codes() + code];
        into.rows += count;
        if (code == 1) into.missing += count;
        if (code < 2 || count == 0) continue;
        into.invalid += count;
        into.reasons[reasons_[code - 2]] += count;
    }
}

void ExtentTally::add(const Rows& rows, const std::vector<std::uint32_t>&) {
    for (const auto& [number, begin, end] : *rows.stretches) {
        Slot& slot = slots_[number];
        slot.rows += end - begin;
        for (std::size_t row = begin; row < end; ++row) {
            const std::int64_t time = rows.times[row];
            slot.last = std::max(slot.last, time);  // no time is less than any
            slot.first = std::min(slot.first, time != no_time ? time : std::numeric_limits<std::int64_t>::max());
        }
    }
}

void ExtentTally::fold(std::uint32_t source, std::uint32_t target) {
    const Slot from = std::exchange(slots_[source], {});
    slots_[target].rows += from.rows;
    slots_[target].first = std::min(slots_[target].first, from.first);
    slots_[target].last = std::max(slots_[target].last, from.last);
}

void ExtentTally::pour(std::uint32_t slot, metrics::Extent& into) const {
    const Slot& from = slots_[slot];
    metrics::Extent own{from.rows, std::nullopt, std::nullopt};
    if (from.last != no_time) {
        own.first = base::Time{from.first};
        own.last = base::Time{from.last};
    }
    into.merge(own);
}

}  // namespace observations
