#include "rollout/sample_ratio.h"

#include <cmath>

#include "base/assert.h"
#include "verdicts/incomplete.h"

namespace rollout {

namespace {

constexpr double prior = 1'000;

}  // namespace

double log_mismatch_evidence(std::span<const double> counts, std::span<const double> shares) {
    ASSERT(counts.size() == shares.size());
    double all = 0, evidence = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        ASSERT(shares[i] > 0 && shares[i] < 1);
        ASSERT(counts[i] >= 0);
        const double before = prior * shares[i];
        evidence += verdicts::log_gamma(counts[i] + before) - verdicts::log_gamma(before) - counts[i] * std::log(shares[i]);
        all += counts[i];
    }
    return evidence - verdicts::log_gamma(all + prior) + verdicts::log_gamma(prior);
}

bool is_mismatch(std::span<const double> counts, std::span<const double> shares, double tail) {
    ASSERT(tail > 0 && tail < 1);
    return log_mismatch_evidence(counts, shares) >= -std::log(tail);
}

}  // namespace rollout
