#pragma once

#include <cstdint>
#include <vector>

namespace metrics {

/// An additive statistic of one window and group, whole and by unit. Units are what is independent of its like; with up
/// to `limits::unit_parts_max` of them each has its own part, with more they are gathered into 64 parts by hash.
/// Without named units rows are independent and there are no parts.
///
/// S has `merge(const S&, int sign = 1)`: sign -1 takes a part away, exactly.
template <class S>
struct Split {
    S total;
    std::vector<S> parts;             ///< in the order of `keys`; empty: rows are independent
    std::vector<std::uint64_t> keys;  ///< hash of the unit, or the bucket's number; ascending
    std::int64_t units = 0;           ///< distinct units (rows when none are named)
    bool units_exact = true;          ///< false: counted by a sketch with a standard error of 0.8 %

    bool clustered() const { return !parts.empty(); }
    S without(std::size_t part) const {
        S rest = total;
        rest.merge(parts[part], -1);
        return rest;
    }
};

}  // namespace metrics
