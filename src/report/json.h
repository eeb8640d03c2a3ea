#pragma once

#include <string>

#include "base/json.h"
#include "report/scorecard.h"

namespace report {

/// The scorecard for machines, as schemas/scorecard.schema.json describes it. A number that is absent is null and a reason
/// stands beside it.
std::string json(const Scorecard& card);

/// One promise, as it stands there.
base::json::object promise_json(const PromiseResult& result, const Scorecard& card);
/// A value with its interval at the level, how many rows and units it rests on, and by which method: as beside every number there; `why`
/// is the reason as a sentence.
base::json::object estimate_json(const metrics::Estimate& estimate, double level);
base::json::object bound_json(const charter::Bound& bound);
/// `share`, `seconds`, ...: what kind of number it is.
std::string_view name(metrics::Scale scale);

}  // namespace report
