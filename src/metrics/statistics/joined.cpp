#include "metrics/statistics/joined.h"

#include <algorithm>
#include <map>

#include "base/assert.h"
#include "base/limits.h"

namespace metrics {

namespace {

template <class T>
inline constexpr bool is_split = false;
template <class S>
inline constexpr bool is_split<Split<S>> = true;
/// Groups may have rows of the same key, which would then count twice: not additive over rows.
template <>
inline constexpr bool is_split<Split<KeySums>> = false;
template <>
inline constexpr bool is_split<Split<Agreement>> = false;

/// Whether anything is in it; a statistic that does not say so is kept.
template <class S>
bool is_empty(const S& of) {
    if constexpr (requires { of.all.rows; }) return of.all.rows == 0;
    else if constexpr (requires { of.tally.rows; }) return of.tally.rows == 0;
    else return false;
}

/// Units by themselves have hashes as keys; gathered ones have the numbers of buckets.
template <class S>
bool is_folded(const Split<S>& split) {
    return split.clustered() && split.keys.back() < base::limits::unit_buckets;
}

template <class S>
Split<S> from_parts(std::map<std::uint64_t, S> parts, Split<S> split) {
    for (auto& [key, part] : parts) {
        if (is_empty(part)) continue;
        split.keys.push_back(key);
        split.parts.push_back(std::move(part));
    }
    return split;
}

template <class S>
std::map<std::uint64_t, S> folded(std::map<std::uint64_t, S> parts) {
    std::map<std::uint64_t, S> buckets;
    for (auto& [key, part] : parts) buckets[key % base::limits::unit_buckets].merge(part);
    return buckets;
}

template <class S>
Split<S> join(const std::vector<const Statistic*>& all) {
    Split<S> split;
    std::map<std::uint64_t, S> parts;
    bool gathered = false;
    std::int64_t most_units = 0;
    for (const Statistic* one : all) gathered = gathered || is_folded(std::get<Split<S>>(*one));
    for (const Statistic* one : all) {
        const auto& of = std::get<Split<S>>(*one);
        split.total.merge(of.total);
        split.units += of.units;
        most_units = std::max(most_units, of.units);
        for (std::size_t i = 0; i < of.parts.size(); ++i) parts[gathered ? of.keys[i] % base::limits::unit_buckets : of.keys[i]].merge(of.parts[i]);
    }
    if (parts.empty()) return split;
    split.units = gathered ? most_units : static_cast<std::int64_t>(parts.size());
    split.units_exact = !gathered;
    if (!gathered && parts.size() > base::limits::unit_parts_max) parts = folded(std::move(parts));
    return from_parts(std::move(parts), std::move(split));
}

template <class S>
Split<S> remove(const Split<S>& whole, const Split<S>& part) {
    Split<S> split;
    split.total = whole.total;
    split.total.merge(part.total, -1);
    split.units = whole.clustered() ? whole.units : whole.units - part.units;
    split.units_exact = whole.units_exact;
    std::map<std::uint64_t, S> parts;
    for (std::size_t i = 0; i < whole.parts.size(); ++i) parts[whole.keys[i]] = whole.parts[i];
    const bool gathered = is_folded(whole);
    for (std::size_t i = 0; i < part.parts.size(); ++i) {
        const auto found = parts.find(gathered ? part.keys[i] % base::limits::unit_buckets : part.keys[i]);
        ASSERT(found != parts.end());
        found->second.merge(part.parts[i], -1);
    }
    split = from_parts(std::move(parts), std::move(split));
    if (whole.clustered() && !gathered) split.units = static_cast<std::int64_t>(split.parts.size());
    return split;
}

}  // namespace

std::optional<Statistic> joined(const std::vector<const Statistic*>& parts) {
    if (parts.empty()) return std::nullopt;
    return std::visit(
        [&]<class T>(const T&) -> std::optional<Statistic> {
            if constexpr (is_split<T>) return join<decltype(T::total)>(parts);
            else return std::nullopt;
        },
        *parts.front());
}

Statistic without(const Statistic& whole, const Statistic& part) {
    return std::visit(
        [&]<class T>(const T& all) -> Statistic {
            if constexpr (is_split<T>) return remove(all, std::get<T>(part));
            ASSERT(false);
            return all;
        },
        whole);
}

}  // namespace metrics
