#include <array>

#include "metrics/intervals/inequality.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::array<Parameter, 1> own_parameters{{
    {.name = "alpha", .sentence = "How much the index minds the favoured rather than the failed; 1 is Theil's index, 2 half the squared coefficient of variation.", .fallback = 2, .lowest = 0.1, .highest = 10},
}};

}  // namespace

/// How unequally decisions treat people, whoever they are: no groups are named.
extern const Metric generalized_entropy_index{
    .id = "generalized_entropy_index",
    .family = Family::fairness,
    .summary = "How unequal the benefits of decisions are between people: 1 where they are right, 2 where they favour, 0 where they fail.",
    .estimand = "The generalized entropy of the benefit of a decision of this process.",
    .formula = "mean of ((b / mean b)^alpha - 1) / (alpha (alpha - 1)), b = prediction - label + 1; alpha = 1: mean of (b / mean b) ln(b / mean b)",
    .source = "Speicher et al. 2018, A unified approach to quantifying algorithmic unfairness; AIF360, generalized_entropy_index",
    .interval = "The exact limits of the share of errors and of favours among them, put together by MOVER; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .parameters = own_parameters,
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {3, 1, 1, 3},
                .current_size = 4,
                .value = 0.125,
                .says = "Of 8 people 6 are treated rightly (1), one is favoured (2), one failed (0): the mean is 1, half the variance 1/8."},
    .evaluate = [](const Split<Confusion>& of, const Setting& setting) { return estimate_inequality(of, setting.number("alpha")); },
};

}  // namespace metrics
