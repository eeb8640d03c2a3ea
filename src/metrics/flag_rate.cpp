#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that is true where a filter, a judge or a person objected to the answer.
extern const Metric flag_rate = share_of_flag({
    .id = "flag_rate",
    .family = Family::answers,
    .summary = "Share of answers that were flagged.",
    .words = {.share = {"answers", "is flagged", "are flagged"}},
    .estimand = "The probability that an answer of this process is flagged.",
    .better = Better::lower,
    .says = "Of 10 answers 3 were flagged: 0.3.",
});

}  // namespace metrics
