#include "metrics/share_of_flag.h"

namespace metrics {

/// Whatever the column means: the share of true.
extern const Metric true_share = share_of_flag({
    .id = "true_share",
    .family = Family::data,
    .summary = "Share of rows in which a column is true.",
    .words = {.share = {"rows", "has {column} true", "have {column} true"}},
    .estimand = "The probability that the column is true in a row of this process.",
    .better = Better::neither,
    .says = "Of 10 rows 3 are true: 0.3.",
});

}  // namespace metrics
