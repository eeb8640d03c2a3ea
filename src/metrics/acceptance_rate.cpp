#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that is true where a person took the answer as it was.
extern const Metric acceptance_rate = share_of_flag({
    .id = "acceptance_rate",
    .family = Family::answers,
    .summary = "Share of answers that were accepted.",
    .words = {.share = {"answers", "is accepted", "are accepted"}},
    .estimand = "The probability that an answer of this process is accepted.",
    .better = Better::higher,
    .says = "Of 10 answers 3 were accepted: 0.3.",
});

}  // namespace metrics
