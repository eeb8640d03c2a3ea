#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that is true where the model declined to answer.
extern const Metric refusal_rate = share_of_flag({
    .id = "refusal_rate",
    .family = Family::answers,
    .summary = "Share of requests that the model refused.",
    .words = {.share = {"requests", "is refused", "are refused"}},
    .estimand = "The probability that a request of this process is refused.",
    .better = Better::lower,
    .says = "Of 10 requests 3 were refused: 0.3.",
});

}  // namespace metrics
