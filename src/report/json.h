#pragma once

#include <string>

#include "report/scorecard.h"

namespace report {

/// The scorecard for machines, as schemas/scorecard.schema.json describes it. A number that is absent is null and a reason
/// stands beside it.
std::string json(const Scorecard& card);

}  // namespace report
