#include "metrics/statistics/bins.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/wide.h"

namespace metrics {

namespace {

/// Where only some categories have a bin, a rarer one is chance that it was seen at all.
constexpr Mass rows_of_own_min = 10;

base::Wide distance(base::Wide a, base::Wide b) { return a > b ? a - b : b - a; }

/// The bound below which no value of the bucket lies.
double lower_bound_of(std::int32_t bucket) {
    return bucket > 0 ? Histogram::inner_bound(bucket) : bucket == 0 ? 0 : Histogram::inner_bound(bucket - 1);
}

std::string written(double edge) { return fmt::format("{:.6g}", edge); }

}  // namespace

Bins::Bins(const Histogram& reference, const Cut& cut) : categorical_(reference.is_categorical()) {
    ASSERT(cut.bins >= 2);
    std::string others = "(unseen)";
    if (categorical_) {
        for (const auto& [name, mass] : reference.categories) {
            if (mass != 0) categories_.push_back(name);
        }
        if (cut.categories_max > 0 && categories_.size() > cut.categories_max) {
            keep_most_frequent(reference, cut.categories_max);
            others = "(other)";
        }
        labels_ = categories_;
    } else {
        cut_numbers(reference, cut.bins);
        label_numbers();
    }
    labels_.push_back(others);
    labels_.push_back("(missing)");
}

void Bins::keep_most_frequent(const Histogram& reference, std::size_t count) {
    const auto before = [&](const std::string& a, const std::string& b) { return std::pair(-reference.categories.at(a), a) < std::pair(-reference.categories.at(b), b); };
    std::partial_sort(categories_.begin(), categories_.begin() + static_cast<std::ptrdiff_t>(count), categories_.end(), before);
    categories_.resize(count);
    std::erase_if(categories_, [&](const std::string& name) { return reference.categories.at(name) < rows_of_own_min * mass_one; });
    std::sort(categories_.begin(), categories_.end());
}

void Bins::cut_numbers(const Histogram& reference, int count) {
    std::vector<std::int32_t> buckets;
    std::vector<base::Wide> below;  // C_i: the mass up to and with buckets[i]
    Mass sum = reference.minus_infinity;
    for (const auto& [bucket, mass] : reference.numbers) {
        if (mass == 0) continue;
        sum += mass;
        buckets.push_back(bucket);
        below.push_back(static_cast<base::Wide>(sum));
    }
    if (buckets.empty()) return;
    if (buckets.size() == 1) {
        starts_ = {buckets.front(), buckets.front() + 1};
        return;
    }
    if (buckets.size() <= static_cast<std::size_t>(count)) {
        starts_.assign(buckets.begin() + 1, buckets.end());
        return;
    }
    const auto parts = static_cast<base::Wide>(count);
    const auto all = static_cast<base::Wide>(sum + reference.plus_infinity);
    std::size_t nearest = 0;
    for (base::Wide j = 1; j < parts; ++j) {
        // Masses are compared as integers, times `count`: no rounding decides where a bin begins.
        const auto off = [&](std::size_t i) { return distance(below[i] * parts, all * j); };
        while (nearest + 2 < buckets.size() && off(nearest + 1) < off(nearest)) ++nearest;
        const std::int32_t start = buckets[nearest + 1];
        if (starts_.empty() || starts_.back() != start) starts_.push_back(start);
    }
    equal_ = starts_.size() + 1;
}

void Bins::label_numbers() {
    if (starts_.empty()) {
        labels_ = {"(number)"};
        return;
    }
    const auto edge = [&](std::size_t i) { return written(lower_bound_of(starts_[i])); };
    const bool single = starts_.size() == 2 && starts_[1] == starts_[0] + 1;
    labels_.push_back("below " + edge(0));
    for (std::size_t i = 0; i + 1 < starts_.size(); ++i) {
        labels_.push_back(single ? edge(i) : edge(i) + " to " + edge(i + 1));
    }
    labels_.push_back(single ? "above " + edge(0) : edge(starts_.size() - 1) + " or more");
}

std::vector<Mass> Bins::counts(const Histogram& sample) const {
    std::vector<Mass> masses(size(), 0);
    const std::size_t unseen = size() - 2;
    masses.back() = sample.missing;
    for (const auto& [name, mass] : sample.categories) {
        const auto found = std::lower_bound(categories_.begin(), categories_.end(), name);
        const bool seen = found != categories_.end() && *found == name;
        masses[seen ? static_cast<std::size_t>(found - categories_.begin()) : unseen] += mass;
    }
    if (categorical_) return masses;
    for (const auto& [bucket, mass] : sample.numbers) {
        const auto after = std::upper_bound(starts_.begin(), starts_.end(), bucket);
        masses[static_cast<std::size_t>(after - starts_.begin())] += mass;
    }
    masses[0] += sample.minus_infinity;
    masses[starts_.size()] += sample.plus_infinity;
    return masses;
}

bool same_type(const Histogram& reference, const Histogram& current) {
    const auto numeric = [](const Histogram& sample) {
        return !sample.numbers.empty() || sample.minus_infinity != 0 || sample.plus_infinity != 0;
    };
    return !(reference.is_categorical() && numeric(current)) && !(numeric(reference) && current.is_categorical());
}

namespace {

std::vector<std::vector<Mass>> counts_by_unit(const Bins& bins, const Split<Histogram>& sample) {
    std::vector<std::vector<Mass>> parts;
    parts.reserve(sample.parts.size());
    for (const Histogram& part : sample.parts) parts.push_back(bins.counts(part));
    return parts;
}

void keep(std::vector<Mass>& masses, const std::vector<std::size_t>& kept) {
    for (std::size_t i = 0; i < kept.size(); ++i) masses[i] = masses[kept[i]];
    masses.resize(kept.size());
}

}  // namespace

Binned binned(const Split<Histogram>& reference, const Split<Histogram>& current, const Cut& cut) {
    ASSERT(same_type(reference.total, current.total));
    const Bins bins(reference.total, cut);
    Binned both{{}, bins.counts(reference.total), bins.counts(current.total), counts_by_unit(bins, reference), counts_by_unit(bins, current), bins.equal()};
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < both.reference.size(); ++i) {
        if (both.reference[i] == 0 && both.current[i] == 0) continue;
        kept.push_back(i);
        both.labels.push_back(bins.labels()[i]);
    }
    keep(both.reference, kept);
    keep(both.current, kept);
    for (auto& part : both.reference_parts) keep(part, kept);
    for (auto& part : both.current_parts) keep(part, kept);
    return both;
}

std::vector<double> shares_of(const std::vector<Mass>& masses) {
    const Mass all = std::accumulate(masses.begin(), masses.end(), Mass{0});
    std::vector<double> shares;
    shares.reserve(masses.size());
    for (const Mass mass : masses) shares.push_back(all == 0 ? 0 : static_cast<double>(mass) / static_cast<double>(all));
    return shares;
}

}  // namespace metrics
