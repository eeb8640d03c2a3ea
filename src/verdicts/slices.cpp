#include "verdicts/slices.h"

#include <algorithm>

#include "charter/charter.h"
#include "metrics/intervals/multiplicity.h"
#include "verdicts/curve.h"

namespace verdicts {

namespace {

using metrics::slices::lies_within;

/// Of "no worse than what it is compared with"; 1 where that is not known well enough.
double p_value_of(const metrics::Metric& metric, const metrics::Estimate& difference, double tail) {
    if (!difference.value || difference.reason != metrics::Reason::none) return 1;
    charter::Bound no_worse;
    (metric.better == metrics::Better::higher ? no_worse.low : no_worse.high) = 0;
    return smallest_broken_tail(difference, no_worse, tail);
}

}  // namespace

std::vector<SliceVerdict> judge_slices(const metrics::slices::Jury& jury, const metrics::Metric& metric, const std::vector<metrics::slices::Found>& found, double level) {
    const double tail = (1 - level) / 2;
    std::vector<SliceVerdict> verdicts;
    std::vector<double> p_values;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& slice = found[i].slice;
        SliceVerdict& verdict = verdicts.emplace_back();
        verdict.judged = jury.judge(slice);
        verdict.p_value = p_value_of(metric, verdict.judged.difference, tail);
        for (std::size_t other = 0; other < found.size(); ++other) {
            const auto& around = found[other].slice;
            if (other == i || !lies_within(slice, around)) continue;
            verdict.p_value = std::max(verdict.p_value, p_value_of(metric, jury.judge_within(slice, around).difference, tail));
            if (!verdict.within || lies_within(around, found[*verdict.within].slice)) verdict.within = other;
        }
        p_values.push_back(verdict.p_value);
    }
    const auto rejected = metrics::holm(p_values, tail);
    for (std::size_t i = 0; i < rejected.size(); ++i) verdicts[i].confirmed = rejected[i];
    return verdicts;
}

}  // namespace verdicts
