#pragma once

#include "base/json.h"
#include "charter/charter.h"
#include "observations/source.h"
#include "operations/operation.h"
#include "report/study.h"

namespace operations {

/// A study in the format that was asked for, with what it was made from; its JSON begins with the same.
Output written(report::Study study, const base::json::object& found, const charter::Charter& document, const observations::Source& data, const Arguments& arguments, const Surroundings& surroundings);

}  // namespace operations
