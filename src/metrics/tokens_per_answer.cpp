#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// What an answer costs before it costs money: name the column of its tokens.
extern const Metric tokens_per_answer{
    .id = "tokens_per_answer",
    .family = Family::answers,
    .summary = "Mean number of tokens of an answer.",
    .words = {.sentence = "An answer takes {value} tokens on average"},
    .estimand = "The mean number of tokens of an answer of this process.",
    .formula = "sum of tokens / answers",
    .source = "Definition; pandas, Series.mean().",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .column = true, .x = RowValue::column},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.current = {120, 80, 400},
                .current_size = 3,
                .value = 200,
                .says = "120, 80 and 400 tokens: 200."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
