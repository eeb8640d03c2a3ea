#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/time.h"

namespace metrics {

/// Facts about rows that were delivered: exact counts, no interval.
struct Quality {
    std::int64_t rows = 0;
    std::int64_t missing = 0;                     ///< null, NaN or empty text
    std::int64_t invalid = 0;                     ///< present, but not as the contract says
    std::map<std::string, std::int64_t> reasons;  ///< "below 0" -> 12: why rows are invalid

    void merge(const Quality& other) {
        rows += other.rows;
        missing += other.missing;
        invalid += other.invalid;
        for (const auto& [reason, count] : other.reasons) reasons[reason] += count;
    }
    bool operator==(const Quality&) const = default;
};

/// How many rows there are and what time they cover.
struct Extent {
    std::int64_t rows = 0;
    std::optional<base::Time> first;
    std::optional<base::Time> last;

    void add(std::optional<base::Time> time) {
        ++rows;
        if (!time) return;
        first = first ? std::min(*first, *time) : *time;
        last = last ? std::max(*last, *time) : *time;
    }
    void merge(const Extent& other) {
        rows += other.rows;
        if (other.first) first = first ? std::min(*first, *other.first) : other.first;
        if (other.last) last = last ? std::max(*last, *other.last) : other.last;
    }
    bool operator==(const Extent&) const = default;
};

}  // namespace metrics
