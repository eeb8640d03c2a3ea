#include "metrics/as/aif360.h"

namespace metrics::as {

extern const Definition aif360_disparate_impact_ratio{
    .id = "aif360_disparate_impact_ratio",
    .peer = "aif360",
    .version = aif360_version,
    .metric = "impact_ratio",
    .call = "disparate_impact_ratio(y_pred, prot_attr=group, priv_group=NAME)",
    .differs = aif360_differs,
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return between_sides(groups, setting, [](const Sides360& sides) -> std::optional<double> {
            const double privileged = selection_rate(sides.privileged);
            if (privileged == 0) return std::nullopt;
            return selection_rate(sides.unprivileged) / privileged;
        });
    },
};

}  // namespace metrics::as
