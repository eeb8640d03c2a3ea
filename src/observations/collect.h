#pragma once

#include <memory>
#include <vector>

#include "observations/worker.h"

namespace observations {

/// Adds up what the workers collected: one answer for each question. Everything adds up exactly, so the number of
/// workers and the order of rows do not show. `rejected` rows could not be read, so nobody knows their time or group:
/// where whole rows are judged they count in every window and group.
base::Result<std::vector<Answer>> collect(const Plan& plan, std::vector<std::unique_ptr<Worker>>& workers, std::size_t questions,
                                          std::int64_t rejected, const std::shared_ptr<SpillFile>& spill);

}  // namespace observations
