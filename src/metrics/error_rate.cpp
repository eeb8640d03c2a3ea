#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that is true where a request failed.
extern const Metric error_rate = share_of_flag({
    .id = "error_rate",
    .family = Family::service,
    .summary = "Share of requests that failed.",
    .words = {.share = {"requests", "fails", "fail"}},
    .estimand = "The probability that a request of this process fails.",
    .better = Better::lower,
    .says = "Of 10 requests 3 failed: 0.3.",
});

}  // namespace metrics
