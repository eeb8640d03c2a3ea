#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "records/ledger/entry.h"

namespace records {

/// Where a release stood from a moment on.
struct ReleaseStep {
    std::uint64_t sequence = 0;
    base::Time time;
    std::size_t index = 0;      ///< of the plan's steps
    std::string step;           ///< shadow, canary, ramp, full
    std::string phase;          ///< running, held, finished, rolled_back
    std::string why;
    int attempt = 1;
    std::int64_t share = 0;     ///< of units that get the candidate, in millionths
    std::int64_t holdout = 0;
};

/// A release of a product, as its entries add up.
struct ReleaseRecord {
    std::uint64_t sequence = 0;
    base::Time begun;
    std::string id, product, version, current, plan, charter, by;
    std::vector<ReleaseStep> steps;  ///< in order; never empty

    bool is_open() const { return !steps.empty() && (steps.back().phase == "running" || steps.back().phase == "held"); }
};

/// A move of an alias that its gate has let through.
struct AliasMove {
    std::uint64_t sequence = 0;
    std::string version;  ///< empty: it was taken away
};

/// When it happened for the product: the entry's `moment`, which a replay of the past has beside the time at which it was written.
base::Time moment_of(const Entry& entry);

/// What an entry adds to the releases of a product. Entries of another kind are no fault.
void apply(std::vector<ReleaseRecord>& releases, const Entry& entry);

}  // namespace records
