#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that is true where a person decided against the model.
extern const Metric override_rate = share_of_flag({
    .id = "override_rate",
    .family = Family::business,
    .summary = "Share of decisions in which a person overrode the model.",
    .words = {.share = {"decisions", "is overridden by a person", "are overridden by a person"}},
    .estimand = "The probability that a decision of this process is overridden.",
    .better = Better::neither,
    .says = "Of 10 decisions 3 were overridden: 0.3.",
});

}  // namespace metrics
