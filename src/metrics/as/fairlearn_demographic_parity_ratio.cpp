#include "metrics/as/fairlearn.h"

namespace metrics::as {

extern const Definition fairlearn_demographic_parity_ratio{
    .id = "fairlearn_demographic_parity_ratio",
    .peer = "fairlearn",
    .version = fairlearn_version,
    .metric = "demographic_parity_ratio",
    .call = "demographic_parity_ratio(y_true, y_pred, sensitive_features=group)",
    .differs = fairlearn_differs,
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting&) { return fairlearn_ratio(groups, Rate::selection, Against::each_other); },
};

}  // namespace metrics::as
