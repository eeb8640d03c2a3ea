#include "metrics/metric.h"

#include <algorithm>

#include "base/assert.h"

namespace metrics {

const Metric* find(std::string_view id) {
    // The catalogue is in the order of file names, which are the ids.
    const auto all = catalogue();
    const auto before = [](const Metric* metric, std::string_view wanted) { return metric->id < wanted; };
    const auto found = std::lower_bound(all.begin(), all.end(), id, before);
    return found != all.end() && (*found)->id == id ? *found : nullptr;
}

std::string_view name(Family family) {
    switch (family) {
        case Family::classification: return "classification";
        case Family::calibration: return "calibration";
        case Family::business: return "business";
        case Family::fairness: return "fairness";
        case Family::data: return "data";
        case Family::drift: return "drift";
    }
    ASSERT(false);
    return {};
}

}  // namespace metrics
