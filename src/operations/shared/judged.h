#pragma once

#include <functional>
#include <optional>
#include <string>

#include "operations/shared/assessment.h"
#include "report/scorecard.h"

namespace operations {

struct Sides {
    observations::Source* current = nullptr;
    observations::Source* reference = nullptr;  ///< null: there is none
};

/// A charter's promises measured and judged on two sides, each read once. The gate and the sentences are for whoever knows what
/// else counts. `version`: only the predictions of this one. `moment_for`: when it is, given how many days the data cover.
/// Faults: those of reading.
base::Result<report::Scorecard> judged(const charter::Charter& document, const Sides& sides, const std::optional<std::string>& version, const std::function<Moment(double days)>& moment_for);

/// It is the newest time in the data; where that is a date, the whole of that day is in.
Moment newest_moment(const charter::Charter& document, const observations::Source& source, double days);

}  // namespace operations
