#pragma once

#include <fmt/format.h>

#include "metrics/estimate.h"
#include "metrics/statistics/sequence.h"

namespace metrics {

/// How often a detector, fed in order of arrival, raises its alarm; the detail says when. A fact about these rows in this
/// order, which stays out of gates.
template <class Detector>
Estimate count_alarms(const Sequence& sequence, Detector detector) {
    constexpr int shown_max = 5;
    const auto rows = static_cast<std::int64_t>(sequence.arrivals.size());
    if (rows == 0) return Estimate::absent(Reason::no_rows);
    std::int64_t alarms = 0;
    std::string places;
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto& arrival = sequence.arrivals[static_cast<std::size_t>(i)];
        if (!detector.update(arrival.value)) continue;
        if (++alarms <= shown_max) places += fmt::format("{}value {}{}", places.empty() ? "" : ", ", i + 1, arrival.time ? " of " + base::format(*arrival.time) : "");
    }
    Estimate estimate = Estimate::fact(static_cast<double>(alarms), rows);
    estimate.left_out = sequence.left_out;
    estimate.standing = Standing::in_order;
    estimate.method = "counted in order of arrival";
    if (alarms > 0) estimate.detail = "alarms at " + places + (alarms > shown_max ? fmt::format(" and {} more", alarms - shown_max) : "");
    return estimate;
}

}  // namespace metrics
