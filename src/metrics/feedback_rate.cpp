#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that is true where somebody said what they think of a prediction.
extern const Metric feedback_rate = share_of_flag({
    .id = "feedback_rate",
    .family = Family::business,
    .summary = "Share of predictions about which somebody gave feedback.",
    .words = {.share = {"predictions", "is answered", "are answered"}},
    .estimand = "The probability that somebody gives feedback about a prediction of this process.",
    .better = Better::higher,
    .says = "Of 10 predictions 3 were answered: 0.3.",
});

}  // namespace metrics
