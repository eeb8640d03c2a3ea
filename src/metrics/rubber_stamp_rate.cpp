#include "metrics/share_of_flag.h"

namespace metrics {

/// Name a column that has a value in rows alone in which the model was made wrong on purpose, true where the person followed it all
/// the same. Whoever looks does not follow those.
extern const Metric rubber_stamp_rate = share_of_flag({
    .id = "rubber_stamp_rate",
    .family = Family::business,
    .summary = "Share of seeded errors that a person let pass.",
    .words = {.share = {"seeded errors", "is let pass by a person", "are let pass by people"}},
    .estimand = "The probability that a person follows the model of this process where it is wrong on purpose.",
    .better = Better::lower,
    .says = "Of 10 seeded errors 3 were let pass: 0.3.",
});

}  // namespace metrics
