#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operations/shared/assessment.h"

/// How often the drift promises of a charter would alarm on data that have not changed: the reference's own windows, each
/// judged against all the others.
namespace operations {

struct FalseAlarms {
    const charter::Promise* promise = nullptr;
    std::string column;
    std::string obstacle;             ///< why it was not measured; empty: it was
    std::int64_t windows = 0;         ///< of the reference
    std::int64_t alarms = 0;          ///< broken though nothing changed
    std::int64_t unproven = 0;
    std::optional<double> mean;       ///< of the metric over the windows
    std::optional<double> limit;      ///< that one more such window passes with 97.5 %: mean + t sqrt(1 + 1/k) sd
};

/// Asks the reference about every promise of a metric that compares with it. Windows are those of `over`, else days.
base::Result<std::vector<FalseAlarms>> false_alarms(const charter::Charter& document, observations::Source& reference);

std::string false_alarms_text(const std::vector<FalseAlarms>& all);
std::string false_alarms_json(const std::vector<FalseAlarms>& all);

}  // namespace operations
