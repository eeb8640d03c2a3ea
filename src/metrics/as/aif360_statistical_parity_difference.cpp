#include "metrics/as/aif360.h"

namespace metrics::as {

extern const Definition aif360_statistical_parity_difference{
    .id = "aif360_statistical_parity_difference",
    .peer = "aif360",
    .version = aif360_version,
    .metric = "demographic_parity_difference",
    .call = "statistical_parity_difference(y_pred, prot_attr=group, priv_group=NAME)",
    .differs = aif360_differs,
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return between_sides(groups, setting, [](const Sides360& sides) -> std::optional<double> {
            return selection_rate(sides.unprivileged) - selection_rate(sides.privileged);
        });
    },
};

}  // namespace metrics::as
