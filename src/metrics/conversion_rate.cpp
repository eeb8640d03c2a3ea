#include "metrics/share_of_flag.h"

namespace metrics {

/// Name the column that is true where the wanted thing happened.
extern const Metric conversion_rate = share_of_flag({
    .id = "conversion_rate",
    .family = Family::business,
    .summary = "Share of rows that led to what was wanted.",
    .estimand = "The probability that a row of this process converts.",
    .better = Better::higher,
    .says = "Of 10 visits 3 led to an order: 0.3.",
});

}  // namespace metrics
