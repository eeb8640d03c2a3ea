#pragma once

#include "base/json.h"
#include "operations/feedback/measures.h"
#include "operations/operation.h"

namespace operations {

/// `from`, `until` of a call; the product, and its charter with a section `feedback`. Faults: `missing` where it has none.
struct FeedbackAsked {
    std::shared_ptr<Product> product;
    std::shared_ptr<const charter::Charter> document;
    FeedbackPeriod period;
};
base::Result<FeedbackAsked> feedback_asked(const Request& request, const Arguments& arguments);

/// {product, from, until, kinds, origins, sampling, keep_text, corrections, answers, joined, measures, corrected, weeks: [{start, answers, up, down}],
/// recent: [{feedback, time, prediction, joined, said: {kind: what}}]}.
base::Result<base::json::object> summary_of_feedback(const FeedbackAsked& asked);

inline constexpr Parameter feedback_product{.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true};
inline constexpr Parameter feedback_from{.name = "from", .kind = Parameter::Kind::time, .sentence = "Only what was said from then on.", .placeholder = "TIME"};
inline constexpr Parameter feedback_until{.name = "until", .kind = Parameter::Kind::time, .sentence = "Only what was said before.", .placeholder = "TIME"};

}  // namespace operations
