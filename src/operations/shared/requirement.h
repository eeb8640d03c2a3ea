#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "operations/shared/decided.h"
#include "operations/shared/requirement_promises.h"
#include "report/study.h"
#include "value/demands.h"

namespace operations {

/// What the limits of the business demand of the model, and whether the present one can.
struct Requirement {
    const charter::Charter* document = nullptr;
    const Decided* decided = nullptr;
    value::Compiled compiled;
    value::Finding finding;
    std::vector<Beside> beside;  ///< by demand
    /// Promises and demands that hold together at no threshold with this model.
    std::vector<std::pair<const charter::Promise*, std::size_t>> apart;
};
/// Both must outlive it.
Requirement require_of(const charter::Charter& document, const Decided& decided);

base::json::object json_of(const Requirement& requirement);
report::Study study_of(const Requirement& requirement);

}  // namespace operations
