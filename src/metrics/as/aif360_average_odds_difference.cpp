#include "metrics/as/aif360.h"

namespace metrics::as {

extern const Definition aif360_average_odds_difference{
    .id = "aif360_average_odds_difference",
    .peer = "aif360",
    .version = aif360_version,
    .metric = "equalized_odds_difference",
    .call = "average_odds_difference(y_true, y_pred, prot_attr=group, priv_group=NAME)",
    .differs = aif360_differs,
    .defect = "The false positive rate of a group without actual negatives is 1.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return between_sides(groups, setting, [](const Sides360& sides) -> std::optional<double> {
            const double alarms = false_positive_rate_of(sides.unprivileged) - false_positive_rate_of(sides.privileged);
            return (alarms + true_positive_rate(sides.unprivileged) - true_positive_rate(sides.privileged)) / 2;
        });
    },
};

}  // namespace metrics::as
