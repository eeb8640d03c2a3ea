#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that is true where a person followed the model. Neither end is good by itself: a person who always follows does not check.
extern const Metric reliance_rate = share_of_flag({
    .id = "reliance_rate",
    .family = Family::business,
    .summary = "Share of decisions in which a person followed the model.",
    .words = {.share = {"decisions", "is followed by a person", "are followed by a person"}},
    .estimand = "The probability that the model is followed in a decision of this process.",
    .better = Better::neither,
    .says = "Of 10 decisions 3 followed the model: 0.3.",
});

}  // namespace metrics
