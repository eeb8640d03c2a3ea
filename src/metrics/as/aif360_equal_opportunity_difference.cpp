#include "metrics/as/aif360.h"

namespace metrics::as {

extern const Definition aif360_equal_opportunity_difference{
    .id = "aif360_equal_opportunity_difference",
    .peer = "aif360",
    .version = aif360_version,
    .metric = "equal_opportunity_difference",
    .call = "equal_opportunity_difference(y_true, y_pred, prot_attr=group, priv_group=NAME)",
    .differs = aif360_differs,
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return between_sides(groups, setting, [](const Sides360& sides) -> std::optional<double> {
            return true_positive_rate(sides.unprivileged) - true_positive_rate(sides.privileged);
        });
    },
};

}  // namespace metrics::as
