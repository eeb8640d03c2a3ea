#include "metrics/as/fairlearn.h"

namespace metrics::as {

extern const Definition fairlearn_equalized_odds_ratio_to_overall{
    .id = "fairlearn_equalized_odds_ratio_to_overall",
    .peer = "fairlearn",
    .version = fairlearn_version,
    .metric = "equalized_odds_ratio",
    .call = "equalized_odds_ratio(y_true, y_pred, sensitive_features=group, method=\"to_overall\")",
    .differs = fairlearn_differs,
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting&) { return fairlearn_worse_ratio(groups, Against::overall); },
};

}  // namespace metrics::as
