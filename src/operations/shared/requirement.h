#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "operations/shared/decided.h"
#include "report/study.h"
#include "value/demands.h"

namespace operations {

/// What the limits of the business demand of the model, and whether the present one can.
struct Requirement {
    const charter::Charter* document = nullptr;
    const Decided* decided = nullptr;
    value::Compiled compiled;
    value::Finding finding;
    /// A demand that a promise makes already, or makes more weakly, or whose opposite one makes.
    struct Beside {
        enum class How { lacking, promised, weaker, contradicted };
        How how = How::lacking;
        const charter::Promise* promise = nullptr;
    };
    std::vector<Beside> beside;  ///< by demand
    /// Promises and demands that hold together at no threshold with this model.
    std::vector<std::pair<const charter::Promise*, std::size_t>> apart;
};
/// Both must outlive it.
Requirement require_of(const charter::Charter& document, const Decided& decided);

/// Promises that the charter lacks, as a piece of it; empty: none.
std::string proposals(const Requirement& requirement);
base::json::object json_of(const Requirement& requirement);
report::Study study_of(const Requirement& requirement);

}  // namespace operations
