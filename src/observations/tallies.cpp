#include "observations/tallies.h"

#include <cmath>
#include <utility>


namespace observations {

namespace {

using metrics::mass_one;

metrics::Tally rows_of(std::int64_t rows) { return {rows, rows * mass_one, rows * mass_one}; }

}  // namespace

void ConfusionTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    for (std::size_t row = 0; row < rows.count; ++row) {
        const double score = rows.scores[row];
        if (slots[row] == no_slot || std::isnan(score)) continue;
        ++counts_[slots[row]][2 * static_cast<std::size_t>(rows.labels[row]) + (score >= threshold_ ? 1 : 0)];
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

void MomentsTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (slots[row] == no_slot) continue;
        metrics::Moments& moments = slots_[slots[row]];
        if (rows.labelled[row] == 0) ++moments.unlabelled;
        else moments.add(expression_, rows.labels[row] == Label::positive, rows.scores[row], mass_one);
    }
}

void MomentsTally::fold(std::uint32_t source, std::uint32_t target) {
    slots_[target].merge(slots_[source]);
    slots_[source] = {};
}

void ReliabilityTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (slots[row] == no_slot) continue;
        metrics::Reliability& reliability = slots_[slots[row]];
        if (rows.labelled[row] == 0) ++reliability.unlabelled;
        else reliability.add(rows.scores[row], rows.labels[row] == Label::positive, mass_one, bins_);
    }
}

void ReliabilityTally::fold(std::uint32_t source, std::uint32_t target) {
    slots_[target].merge(slots_[source]);
    slots_[source] = {};
}

void QualityTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (slots[row] == no_slot) continue;
        const std::size_t code = code_ ? rows.feeds[*code_].as<std::uint8_t>()[row] : 0;
        ++counts_[slots[row] * codes() + code];
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

void ExtentTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (slots[row] == no_slot) continue;
        std::optional<base::Time> time;
        if (rows.times[row] != no_time) time = base::Time{rows.times[row]};
        slots_[slots[row]].add(time);
    }
}

void ExtentTally::fold(std::uint32_t source, std::uint32_t target) {
    slots_[target].merge(slots_[source]);
    slots_[source] = {};
}

}  // namespace observations
