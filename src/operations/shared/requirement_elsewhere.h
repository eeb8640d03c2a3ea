#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "operations/shared/decided.h"
#include "operations/shared/requirement_promises.h"
#include "report/study.h"
#include "value/demands.h"

/// What the limits of the business demand where no threshold decides: of predicted numbers, of rankings, and of one class among many. The model
/// is what it is: each demand is held against it, with how far it would have to improve and how much data would prove it.
namespace operations {

struct PlainRequirement {
    const charter::Charter* document = nullptr;
    double level = 0.95;
    std::optional<double> per_month;  ///< decisions; of rankings queries
    std::string pace;                 ///< how that is known
    value::Compiled compiled;
    struct Stands {
        std::vector<Measured> groups;  ///< one, where there are none
        std::size_t deciding = 0;      ///< of the groups
        verdicts::Judgement judgement;
        std::string why;               ///< where it cannot be measured
    };
    std::vector<Stands> stands;        ///< by demand
    std::vector<Beside> beside;        ///< by demand
    value::Ability ability = value::Ability::not_shown;
};

/// Faults: no demand can be made of the limits, or the data cannot be read. The document must outlive what comes back.
base::Result<PlainRequirement> require_plainly(const charter::Charter& document, observations::Source& source, const Deciding& how);

base::json::object json_of(const PlainRequirement& requirement);
report::Study study_of(const PlainRequirement& requirement);

}  // namespace operations
