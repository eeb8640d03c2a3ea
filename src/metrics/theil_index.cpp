#include <numbers>

#include "metrics/intervals/inequality.h"
#include "metrics/metric.h"

namespace metrics {

/// The generalized entropy index with alpha = 1.
extern const Metric theil_index{
    .id = "theil_index",
    .family = Family::fairness,
    .summary = "How unequal the benefits of decisions are between people, by Theil's index: 1 where they are right, 2 where they favour, 0 where they fail.",
    .estimand = "Theil's index of the benefit of a decision of this process.",
    .formula = "mean of (b / mean b) ln(b / mean b), b = prediction - label + 1, 0 ln 0 = 0",
    .source = "Theil 1967, Economics and information theory; Speicher et al. 2018, A unified approach to quantifying algorithmic unfairness; AIF360, theil_index",
    .interval = "The exact limits of the share of errors and of favours among them, put together by MOVER; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {3, 1, 1, 3},
                .current_size = 4,
                .value = std::numbers::ln2 / 4,
                .says = "Of 8 people 6 are treated rightly (1), one is favoured (2), one failed (0): 2 ln 2 / 8 = 0.173."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) { return estimate_inequality(of, 1); },
};

}  // namespace metrics
