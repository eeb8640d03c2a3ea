#pragma once

#include <string>

#include "report/scorecard.h"

namespace report {

/// The scorecard as test results, which CI systems show: a suite for each section, a case for each promise. Broken is a
/// failure. Unproven is an error where a breach stops, because it blocks what a breach would block, and skipped elsewhere.
std::string junit(const Scorecard& card);

}  // namespace report
