#include "metrics/as/fairlearn.h"

namespace metrics::as {

extern const Definition fairlearn_equal_opportunity_ratio{
    .id = "fairlearn_equal_opportunity_ratio",
    .peer = "fairlearn",
    .version = fairlearn_version,
    .metric = "equal_opportunity_ratio",
    .call = "equal_opportunity_ratio(y_true, y_pred, sensitive_features=group)",
    .differs = fairlearn_differs,
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting&) { return fairlearn_ratio(groups, Rate::recall, Against::each_other); },
};

}  // namespace metrics::as
