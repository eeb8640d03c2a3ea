#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>

namespace metrics {

/// Ratings of items by several judges: in how many items that so many judges rated two of the ratings were c and k. Counts
/// alone, so that it adds up to the same in any order; it adds up only over parts that share no item.
///
/// Limits: so many different pairs of ratings. What goes beyond is no category, and `too_many` says so.
struct Agreement {
    static constexpr std::size_t pairs_max = 200'000;
    using Pair = std::array<std::uint64_t, 3>;  ///< ratings of the item, lower value, higher value; values as in `Runs`

    std::map<Pair, std::int64_t> pairs;  ///< unordered pairs of ratings
    std::int64_t items = 0;              ///< that two judges or more rated
    std::int64_t ratings = 0;            ///< of those
    std::int64_t divided = 0;            ///< items whose ratings are not all the same
    std::int64_t left_out = 0;           ///< rows without a rating, and ratings that stand alone
    bool too_many = false;               ///< pairs; what is counted is then not all

    /// The ratings of an item, ascending.
    void add(std::span<const std::uint64_t> values) {
        if (values.size() < 2) {
            left_out += static_cast<std::int64_t>(values.size());
            return;
        }
        ++items;
        ratings += static_cast<std::int64_t>(values.size());
        if (values.front() != values.back()) ++divided;
        if (!too_many) add_pairs(values);
    }
    void merge(const Agreement& other, int sign = 1) {
        items += sign * other.items;
        ratings += sign * other.ratings;
        divided += sign * other.divided;
        left_out += sign * other.left_out;
        too_many = too_many || other.too_many;
        for (const auto& [pair, count] : other.pairs) {
            if ((pairs[pair] += sign * count) == 0) pairs.erase(pair);
        }
        limit();
    }
    bool operator==(const Agreement&) const = default;

private:
    void add_pairs(std::span<const std::uint64_t> values) {
        const auto end_of = [&](std::size_t begin) {
            std::size_t end = begin;
            while (end < values.size() && values[end] == values[begin]) ++end;
            return end;
        };
        for (std::size_t i = 0, end = 0; i < values.size(); i = end) {
            end = end_of(i);
            const auto count = static_cast<std::int64_t>(end - i);
            if (count > 1) pairs[{values.size(), values[i], values[i]}] += count * (count - 1) / 2;
            for (std::size_t j = end, next = end; j < values.size(); j = next) {
                next = end_of(j);
                pairs[{values.size(), values[i], values[j]}] += count * static_cast<std::int64_t>(next - j);
            }
        }
        limit();
    }
    void limit() {
        too_many = too_many || pairs.size() > pairs_max;
        if (too_many) pairs.clear();
    }
};

}  // namespace metrics
