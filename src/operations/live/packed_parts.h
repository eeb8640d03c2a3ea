#pragma once

#include <optional>

#include "base/packed.h"
#include "metrics/estimate.h"

/// What may be there or not, as bytes.
namespace operations {

inline void put(base::Packer& to, const std::optional<double>& value) {
    to.number(value ? 1 : 0);
    if (value) to.real(*value);
}
inline std::optional<double> real(base::Unpacker& from) { return from.number() != 0 ? std::optional(from.real()) : std::nullopt; }

inline void put(base::Packer& to, const std::optional<metrics::Limits>& limits) {
    to.number(limits ? 1 : 0);
    if (!limits) return;
    to.real(limits->low);
    to.real(limits->high);
}
inline std::optional<metrics::Limits> limits(base::Unpacker& from) {
    if (from.number() == 0) return std::nullopt;
    const double low = from.real();
    return metrics::Limits{low, from.real()};
}

}  // namespace operations
