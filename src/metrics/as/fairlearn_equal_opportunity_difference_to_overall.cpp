#include "metrics/as/fairlearn.h"

namespace metrics::as {

extern const Definition fairlearn_equal_opportunity_difference_to_overall{
    .id = "fairlearn_equal_opportunity_difference_to_overall",
    .peer = "fairlearn",
    .version = fairlearn_version,
    .metric = "equal_opportunity_difference",
    .call = "equal_opportunity_difference(y_true, y_pred, sensitive_features=group, method=\"to_overall\")",
    .differs = fairlearn_differs,
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting&) { return fairlearn_difference(groups, Rate::recall, Against::overall); },
};

}  // namespace metrics::as
