#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that holds thumbs: true is up. Of those who answered, who are not all: feedback_rate says how many.
extern const Metric thumbs_up_share = share_of_flag({
    .id = "thumbs_up_share",
    .family = Family::business,
    .summary = "Share of answers that are thumbs up.",
    .words = {.share = {"answers", "is thumbs up", "are thumbs up"}},
    .estimand = "The probability that an answer given in this process is thumbs up.",
    .better = Better::higher,
    .says = "Of 10 answers 3 are thumbs up: 0.3.",
});

}  // namespace metrics
