#include <algorithm>

#include <fmt/format.h>

#include "metrics/intervals/supremum.h"

namespace metrics {

extern const Metric positive_rate;

namespace {

/// `Female 0.36, Male 1`: every group's selection rate over that of the most selected.
std::string ratios_of(const std::vector<NamedEstimate>& groups) {
    double most = 0;
    for (const auto& group : groups) most = std::max(most, group.estimate.value.value_or(0));
    std::string text;
    for (const auto& group : groups) {
        if (group.estimate.value && most > 0) text += fmt::format("{}{} {:.4g}", text.empty() ? "" : ", ", group.name, *group.estimate.value / most);
    }
    return text;
}

}  // namespace

/// Each group's selection rate over that of the most selected group; the value is the smallest, so that a bound on it holds
/// for every group. The same number as demographic_parity_ratio, under the name that law gives it.
extern const Metric impact_ratio{
    .id = "impact_ratio",
    .family = Family::fairness,
    .summary = "Selection rate of the least selected group over that of the most selected.",
    .words = {.compares = "positive_rate"},
    .estimand = "The smallest ratio of a group's probability of a positive prediction to that of the most selected group.",
    .formula = "min over groups of (selection rate of the group / largest selection rate)",
    .source = "Uniform Guidelines on Employee Selection Procedures 1978, section 4D (the four-fifths rule: 0.8); New York City "
              "2023, rules for automated employment decision tools, section 5-300; AIF360, disparate_impact, of the group "
              "against the most selected.",
    .interval = "Over all pairs: MOVER from each group's limits; the upper limit at the range quantile of as many normals.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .labels_unused = true,
    .example = {.current = {3, 2, 1, 4, 1, 1, 4, 4},
                .current_size = 8,
                .value = 0.4,
                .says = "Of 10 men 5 are selected, of 10 women 2: 0.2 / 0.5 = 0.4, below four fifths."},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        const auto rates = by_group(positive_rate, groups, setting);
        Estimate estimate = smallest_ratio(rates);
        if (!estimate.value) return estimate;
        estimate.detail = ratios_of(rates) + (estimate.detail.empty() ? "" : "; " + estimate.detail);
        return estimate;
    },
};

}  // namespace metrics
