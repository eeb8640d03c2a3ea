#include "metrics/statistics/isotonic.h"

#include <algorithm>

#include "base/assert.h"
#include "base/wide.h"

namespace metrics {

namespace {

/// a / b >= c / d for masses, which are not negative.
bool at_least(Mass a, Mass b, Mass c, Mass d) {
    const auto wide = [](Mass mass) { return static_cast<base::Wide>(mass); };
    return wide(a) * wide(d) >= wide(c) * wide(b);
}

}  // namespace

void Isotonic::add(double score, Mass positive, Mass negative) {
    ASSERT(positive >= 0);
    ASSERT(negative >= 0);
    ASSERT(positive + negative > 0);
    ASSERT(pools_.empty() || score > pools_.back().last);
    Pool pool{score, score, positive, positive + negative};
    while (!pools_.empty() && at_least(pools_.back().positive, pools_.back().whole, pool.positive, pool.whole)) {
        pool.first = pools_.back().first;
        pool.positive += pools_.back().positive;
        pool.whole += pools_.back().whole;
        pools_.pop_back();
    }
    pools_.push_back(pool);
}

double Isotonic::at(double score) const {
    ASSERT(!pools_.empty());
    const auto next = std::partition_point(pools_.begin(), pools_.end(), [&](const Pool& pool) { return pool.last < score; });
    if (next == pools_.end()) return pools_.back().share();
    if (next == pools_.begin() || next->first <= score) return next->share();
    const Pool& before = *(next - 1);
    return before.share() + (next->share() - before.share()) * ((score - before.last) / (next->first - before.last));
}

}  // namespace metrics
