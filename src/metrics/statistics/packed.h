#pragma once

#include "base/packed.h"
#include "metrics/statistics/wish.h"

/// Statistics as bytes. Equal statistics have equal bytes, and what is read back is equal to what was written.
namespace metrics {

/// What adds up can be written; runs, which may be larger than memory, cannot: false.
bool pack(const Statistic& statistic, base::Packer& into);

/// From bytes that may be anything; when they are not what `pack` writes, `from` has failed and the result means nothing.
Statistic unpack(base::Unpacker& from);

/// Adds the statistic of other rows: false when the two are of different kinds. `Unanswered` stays it. Units are joined
/// by their keys; more than `limits::unit_parts_max` together are gathered into buckets, as they are when rows are read.
/// More than `limits::categories_max` texts make a histogram `Unanswered`.
bool join(Statistic& into, const Statistic& other);
std::string too_many_categories();

}  // namespace metrics
