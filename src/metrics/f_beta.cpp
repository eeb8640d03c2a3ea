#include <algorithm>
#include <array>
#include <cmath>

#include "metrics/intervals/decisions.h"
#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "beta", .sentence = "How many times as important recall is as precision.", .fallback = 2, .lowest = 0.01, .highest = 100},
}};

/// With J = TP / (TP + errors) and r = (beta^2 FN + FP) / errors:  F = (1 + beta^2) J / ((1 + beta^2) J + r (1 - J)).
double f_of(double jaccard, double cost, double square) { return (1 + square) * jaccard / ((1 + square) * jaccard + cost * (1 - jaccard)); }

/// J is a share, and so is what part of the errors are misses; given how many errors there are, they vary independently. On
/// the scale of ln(F / (1 - F)) they add up, so that MOVER joins the limits of both. beta = 1: r is 1, and J alone decides.
std::function<Limits(double)> limits_of_counts(const Counts& c, double square) {
    const double errors = c.false_positive + c.false_negative;
    return [=](double tail) {
        const double jaccard = c.true_positive / (c.true_positive + errors);
        const Limits of_jaccard = share_limits(c.true_positive, c.true_positive + errors, tail);
        const double misses = errors > 0 ? c.false_negative / errors : 0;
        const Limits of_misses = errors > 0 ? share_limits(c.false_negative, errors, tail) : Limits{0, 1};
        const auto cost = [&](double share) { return 1 + (square - 1) * share; };
        const auto [cheap, dear] = std::minmax({cost(of_misses.low), cost(of_misses.high)});  // a pair of values, not of references
        const double mixed = errors > 0 ? cost(misses) : 1;
        // At the ends of the range only one of the two parts has room to move.
        if (jaccard <= 0) return Limits{0, f_of(of_jaccard.high, cheap, square)};
        if (jaccard >= 1) return Limits{f_of(of_jaccard.low, dear, square), 1};
        const auto logit = [](double share) { return std::log(share) - std::log1p(-share); };
        const double middle = std::log1p(square) + logit(jaccard) - std::log(mixed);
        const auto share = [](double odds) { return 1 / (1 + std::exp(-odds)); };
        const double down = of_jaccard.low > 0 ? std::hypot(logit(jaccard) - logit(of_jaccard.low), std::log(dear / mixed)) : std::numeric_limits<double>::infinity();
        const double up = of_jaccard.high < 1 ? std::hypot(logit(of_jaccard.high) - logit(jaccard), std::log(mixed / cheap)) : std::numeric_limits<double>::infinity();
        return Limits{share(middle - down), share(middle + up)};
    };
}

Estimate evaluate(const Split<Confusion>& of, const Setting& setting) {
    const double square = setting.number("beta") * setting.number("beta");
    const auto value = [square](const Counts& c) -> std::optional<double> {
        const double all = (1 + square) * c.true_positive + square * c.false_negative + c.false_positive;
        if (all <= 0) return std::nullopt;
        return (1 + square) * c.true_positive / all;
    };
    return estimate_counts(of, {.value = value, .method = "MOVER of Jaccard's share and the share of misses", .limits = [square](const Counts& c, double) { return limits_of_counts(c, square); }});
}

}  // namespace

/// F-beta, the weighted harmonic mean of precision and recall. 0 / 0 is missing, not 0.
extern const Metric f_beta{
    .id = "f_beta",
    .family = Family::classification,
    .summary = "Harmonic mean of precision and recall in which recall counts beta times as much.",
    .words = {.sentence = "The F-beta score is {value}, where 1 is perfect"},
    .estimand = "The F-beta score that the process would show over ever more decisions.",
    .formula = "(1 + beta^2) TP / ((1 + beta^2) TP + beta^2 FN + FP); beta: 2 where nothing else is said",
    .source = "van Rijsbergen 1979; scikit-learn, fbeta_score",
    .interval = "MOVER of Jaccard's TP / (TP + FP + FN) and of the share of misses among the errors; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {6, 2, 4, 8}, .current_size = 4, .value = 0.625, .says = "6 right, 2 warnings in vain, 4 missed, beta 2: 5 x 6 / (5 x 6 + 4 x 4 + 2) = 0.625."},
    .evaluate = evaluate,
};

}  // namespace metrics
