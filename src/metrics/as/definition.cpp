#include "metrics/as/definition.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace metrics::as {

const Definition* find(std::string_view metric, std::string_view peer) {
    const Definition* found = nullptr;
    for (const Definition* one : definitions()) {
        if (one->metric != metric) continue;
        if (one->id == peer) return one;
        // Of several, the one that is named as the metric is what the peer means by it.
        const bool named_alike = one->id == std::string(peer) + "_" + std::string(metric);
        if (one->peer == peer && (found == nullptr || named_alike)) found = one;
    }
    return found;
}

std::vector<const Definition*> of_metric(std::string_view metric) {
    std::vector<const Definition*> found;
    for (const Definition* one : definitions()) {
        if (one->metric == metric) found.push_back(one);
    }
    return found;
}

std::vector<std::string_view> peers() {
    std::vector<std::string_view> all;
    for (const Definition* one : definitions()) {
        if (std::find(all.begin(), all.end(), one->peer) == all.end()) all.push_back(one->peer);
    }
    return all;
}

Estimate number(double value, std::int64_t rows, std::optional<double> p_value) {
    ASSERT(!std::isnan(value));
    Estimate estimate = Estimate::fact(value, rows);
    estimate.method = "as the peer computes it";
    estimate.p_value = p_value;
    if (std::isfinite(value)) return estimate;
    estimate.value.reset();
    estimate.reason = Reason::not_computed;
    estimate.detail = "the peer's number is infinite";
    return estimate;
}

}  // namespace metrics::as
