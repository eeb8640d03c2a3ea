#include "metrics/as/fairlearn.h"

namespace metrics::as {

extern const Definition fairlearn_demographic_parity_difference_to_overall{
    .id = "fairlearn_demographic_parity_difference_to_overall",
    .peer = "fairlearn",
    .version = fairlearn_version,
    .metric = "demographic_parity_difference",
    .call = "demographic_parity_difference(y_true, y_pred, sensitive_features=group, method=\"to_overall\")",
    .differs = fairlearn_differs,
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting&) { return fairlearn_difference(groups, Rate::selection, Against::overall); },
};

}  // namespace metrics::as
