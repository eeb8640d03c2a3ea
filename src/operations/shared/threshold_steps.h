#pragma once

#include <vector>

#include "base/json.h"
#include "operations/shared/appraisal.h"
#include "operations/shared/requirement.h"

/// What moves together when a threshold is moved: money, people, promises and the limits of the business, at every step of a slider.
namespace operations {

struct ThresholdSteps {
    const charter::Charter* document = nullptr;
    const Decided* decided = nullptr;
    const Appraisal* appraisal = nullptr;      ///< null: the document names no amounts
    const Requirement* requirement = nullptr;  ///< null: it names no limits of the business
    std::vector<std::size_t> candidates;       ///< ascending; the last flags nobody
};
/// At the coarse candidates, and where the present threshold and the best ones are. What it points to must outlive it.
ThresholdSteps steps_of(const charter::Charter& document, const Decided& decided, const Appraisal* appraisal, const Requirement* requirement);

/// The steps, which of them are the present and the best ones, and the promises and limits that each step has a word on.
base::json::object json_of(const ThresholdSteps& steps);

}  // namespace operations
