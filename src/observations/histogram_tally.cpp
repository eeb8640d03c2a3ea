#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/limits.h"
#include "observations/tallies.h"

namespace observations {

namespace {

using metrics::Histogram;
using metrics::mass_one;

constexpr std::uint32_t dense_codes_max = 4'096;
constexpr std::size_t dense_bytes_max = std::size_t{24} << 20;
constexpr std::uint32_t long_stretch = 64;
constexpr std::int32_t bucket_max = 0x7FF << Histogram::mantissa_bits;  // of infinity

/// Merges in one go: adding one by one to a flat map would move everything behind each.
template <class Map, class Counts>
void add_sorted(Map& map, Counts counts) {
    auto before = map.extract_sequence();
    typename Map::sequence_type out;
    out.reserve(before.size() + counts.size());
    auto at = before.begin();
    for (auto& [value, mass] : counts) {
        while (at != before.end() && at->first < value) out.push_back(std::move(*at++));
        if (at != before.end() && at->first == value) out.push_back(std::move(*at++));
        if (!out.empty() && out.back().first == value) out.back().second += mass;
        else out.emplace_back(std::move(value), mass);
    }
    out.insert(out.end(), std::make_move_iterator(at), std::make_move_iterator(before.end()));
    map.adopt_sequence(boost::container::ordered_unique_range, std::move(out));
}

}  // namespace

base::Error too_many_texts(const std::string& column) {
    return {base::Fault::input, "a distribution is asked of a column with more than " + std::to_string(base::limits::distinct_texts_max.value) + " different texts: " + column,
            "leave the column out: names and identities have no distribution"};
}

HistogramTally::HistogramTally(const NumberFeed& numbers)
    : numbers_(numbers), column_(numbers.column) {}

HistogramTally::HistogramTally(std::size_t text, std::string column, const Dictionary& dictionary)
    : text_(text), column_(std::move(column)), dictionary_(&dictionary), first_value_(1) {}

std::uint32_t HistogramTally::code_of(std::int32_t bucket) {
    constexpr std::uint32_t page_size = 1u << Histogram::mantissa_bits;
    const auto shifted = static_cast<std::uint32_t>(bucket + bucket_max);
    auto& page = code_of_bucket_[shifted / page_size];
    if (!page) page = std::make_unique<std::uint32_t[]>(page_size);
    std::uint32_t& code = page[shifted % page_size];
    if (code == 0) {
        code = static_cast<std::uint32_t>(bucket_of_code_.size());
        bucket_of_code_.push_back(bucket);
    }
    return code;
}

const std::uint32_t* HistogramTally::encode(const Rows& rows) {
    if (dictionary_ != nullptr) return rows.codes[text_].data();
    constexpr std::uint64_t exponent = std::uint64_t{0x7FF} << 52;
    constexpr int page_bits = Histogram::mantissa_bits;
    const duck::Vector& values = rows.feeds[numbers_->values];
    const double* const all = values.as<double>();
    codes_.resize(rows.count);
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (!values.known(row) || (std::bit_cast<std::uint64_t>(all[row]) & exponent) == exponent) {
            codes_[row] = !values.known(row) || std::isnan(all[row]) ? missing : all[row] < 0 ? minus_infinity : plus_infinity;
            continue;
        }
        // What was seen before is looked up here; only a new one is worth a call.
        const std::int32_t bucket = Histogram::bucket_of(all[row]);
        const auto shifted = static_cast<std::uint32_t>(bucket + bucket_max);
        const std::uint32_t* const page = code_of_bucket_[shifted >> page_bits].get();
        const std::uint32_t code = page == nullptr ? 0 : page[shifted & ((1u << page_bits) - 1)];
        codes_[row] = code != 0 ? code : code_of(bucket);
    }
    return codes_.data();
}

/// Room for all codes there are, where limits allow it.
void HistogramTally::make_room(std::uint32_t slot, std::size_t codes) {
    auto& dense = slots_[slot].dense;
    const std::size_t wanted = std::min<std::size_t>(codes + codes / 4 + 16, dense_codes_max);
    if (dense.size() >= std::min<std::size_t>(codes, dense_codes_max) || dense_bytes_ + 4 * (wanted - dense.size()) > dense_bytes_max) return;
    dense_bytes_ += 4 * (wanted - dense.size());
    dense.resize(wanted, 0);
}

void HistogramTally::empty(std::uint32_t slot) {
    auto& dense = slots_[slot].dense;
    for (std::uint32_t code = 0; code < dense.size(); ++code) {
        if (dense[code] != 0) count(slot, code, std::exchange(dense[code], 0));
    }
    slots_[slot].since_emptied = 0;
}

void HistogramTally::add(const Rows& rows, const std::vector<std::uint32_t>&) {
    const std::uint32_t* const codes = encode(rows);
    const std::size_t all = code_count();
    for (const auto& [number, begin, end] : *rows.stretches) {
        // A slot that has few rows is not given room for what others have.
        make_room(number, end - begin >= long_stretch ? all : std::size_t{1} + *std::max_element(codes + begin, codes + end));
        Slot& slot = slots_[number];
        slot.rows += end - begin;
        if (slot.since_emptied > 0xFFFFFFFFu - (end - begin)) empty(number);
        slot.since_emptied += end - begin;
        std::uint32_t* const dense = slot.dense.data();
        const std::size_t room = slot.dense.size();
        for (std::size_t row = begin; row < end; ++row) {
            if (codes[row] < room) ++dense[codes[row]];
            else count(number, codes[row], 1);
        }
    }
}

void HistogramTally::fold(std::uint32_t source, std::uint32_t target) {
    empty(source);
    slots_[target].rows += slots_[source].rows;
    dense_bytes_ -= 4 * slots_[source].dense.size();
    slots_[source] = {};
    // Kept where it is: what is outside the arrays is found by slot when it is poured.
    moved_.emplace(source, target);
}

/// What a slot counted, by value in ascending order. Most is in the array, which has its order ready.
template <class Value, class Name>
std::vector<std::pair<Value, metrics::Mass>> HistogramTally::counted(std::uint32_t slot, const Name& name) const {
    std::vector<std::pair<Value, metrics::Mass>> out;
    const auto& dense = slots_[slot].dense;
    for (const auto code : ascending_) {
        if (code < dense.size() && dense[code] != 0) out.emplace_back(name(code), dense[code] * mass_one);
    }
    const std::size_t ordered = out.size();
    for (auto at = first_sparse(slot); at != sorted_.end() && at->first >> 32 == slot; ++at) {
        const auto code = static_cast<std::uint32_t>(at->first);
        if (code >= first_value_) out.emplace_back(name(code), at->second * mass_one);
    }
    if (out.size() > ordered) std::sort(out.begin(), out.end());
    return out;
}

std::int64_t HistogramTally::count_of(std::uint32_t slot, std::uint32_t code) const {
    const auto& dense = slots_[slot].dense;
    std::int64_t all = code < dense.size() ? dense[code] : 0;
    const std::uint64_t place = std::uint64_t{slot} << 32 | code;
    for (auto at = std::lower_bound(sorted_.begin(), sorted_.end(), std::pair(place, std::int64_t{0})); at != sorted_.end() && at->first == place; ++at) all += at->second;
    return all;
}

void HistogramTally::pour(std::uint32_t slot, Histogram& into) const {
    const Slot& from = slots_[slot];
    if (dictionary_ != nullptr) {
        add_sorted(into.categories, counted<std::string>(slot, [this](std::uint32_t code) -> const std::string& { return dictionary_->name(code); }));
    } else {
        add_sorted(into.numbers, counted<std::int32_t>(slot, [this](std::uint32_t code) { return bucket_of_code_[code]; }));
        into.minus_infinity += count_of(slot, minus_infinity) * mass_one;
        into.plus_infinity += count_of(slot, plus_infinity) * mass_one;
    }
    into.missing += count_of(slot, missing) * mass_one;
    into.tally.merge({from.rows, from.rows * mass_one, from.rows * mass_one});
}

std::vector<std::pair<std::uint64_t, std::int64_t>>::const_iterator HistogramTally::first_sparse(std::uint32_t slot) const {
    return std::lower_bound(sorted_.begin(), sorted_.end(), std::pair<std::uint64_t, std::int64_t>(std::uint64_t{slot} << 32, 0));
}

/// Once more by slot and by value, as they will be asked for.
void HistogramTally::finish() {
    for (std::uint32_t code = first_value_; code < std::min<std::size_t>(code_count(), dense_codes_max); ++code) ascending_.push_back(code);
    if (dictionary_ != nullptr) std::sort(ascending_.begin(), ascending_.end(), [this](auto a, auto b) { return dictionary_->name(a) < dictionary_->name(b); });
    else std::sort(ascending_.begin(), ascending_.end(), [this](auto a, auto b) { return bucket_of_code_[a] < bucket_of_code_[b]; });
    for (const auto& [place, count] : sparse_) {
        const auto moved = moved_.find(static_cast<std::uint32_t>(place >> 32));
        const std::uint64_t slot = moved == moved_.end() ? place >> 32 : moved->second;
        sorted_.emplace_back(slot << 32 | (place & 0xFFFFFFFFu), count);
    }
    sparse_ = {};
    std::sort(sorted_.begin(), sorted_.end());
}

std::optional<base::Error> HistogramTally::failure() const {
    if (dictionary_ == nullptr || dictionary_->size() <= base::limits::distinct_texts_max) return std::nullopt;
    return too_many_texts(column_);
}

}  // namespace observations
