#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "metrics/estimate.h"
#include "value/outcomes.h"
#include "value/stakes.h"

/// What every threshold is worth, which is the best, and how sure that is.
///
/// Two things are uncertain, and they are shown apart: which rows happened to be in the data (more rows shrink it), and what an
/// outcome is worth (no number of rows does). Together they make an interval whose distances from the value are those of both as
/// the sides of a right angle (MOVER for independent errors).
namespace value {

/// What a decision is worth on average.
struct Valued {
    double value = 0;
    metrics::Estimate sampled;   ///< with the amounts at their means
    Quantities quantities{};     ///< per decision

    /// For what the amounts may be.
    metrics::Limits amounts(const Stakes& stakes, double tail) const {
        const metrics::Limits own = stakes.limits(quantities, tail);
        const double centre = stakes.value(quantities);
        return {value + own.low - centre, value + own.high - centre};
    }
    /// Both; nothing where the sampling error is not known.
    std::optional<metrics::Limits> limits(const Stakes& stakes, double tail) const;
};

/// Limits of a mean of independent rows whose values have these powers: Hall's skewness-corrected t. Raises `too_skewed`.
void limit_mean(metrics::Estimate& estimate, const Powers& of);

/// When those that score at least the candidate are acted on.
Valued value_at(const Outcomes& outcomes, const Stakes& stakes, std::size_t candidate);
/// The value alone.
double mean_at(const Outcomes& outcomes, const Stakes& stakes, std::size_t candidate);

/// Which candidates may be chosen.
using Allowed = std::vector<bool>;
/// Those at which at most this share is acted on. The last candidate, which acts on nobody, always is.
Allowed within_share(const Outcomes& outcomes, double share_max);

/// The candidate of greatest value, the lowest of equals.
std::size_t best(const Outcomes& outcomes, const Stakes& stakes, const Allowed& allowed);

/// What choosing the threshold brings on rows that it was not chosen on: for each fold of units the best candidate of the others.
struct CrossFitted {
    std::vector<std::size_t> chosen;  ///< by fold

    CrossFitted(const Outcomes& outcomes, const Stakes& stakes, const Allowed& allowed);
    /// What a decision is worth more than at `present`.
    Valued gain_over(const Outcomes& outcomes, const Stakes& stakes, std::size_t present) const;
};

/// Coarse candidates that are not shown to be worse than what choosing brings: a confidence set for the best threshold.
std::vector<std::size_t> as_good(const Outcomes& outcomes, const Stakes& stakes, const CrossFitted& fitted, const Allowed& allowed, double tail);

/// What knowing an amount would be worth per decision, before a threshold is chosen for it: the expected value of perfect
/// information, E max V - max E V.
struct Knowledge {
    double everything = 0;
    std::vector<std::pair<Amount, double>> each;
};
Knowledge knowledge(const Outcomes& outcomes, const Stakes& stakes, const Allowed& allowed);

/// Vickers, Elkin 2006. `at` is the threshold probability: net benefit = TP/n - FP/n at/(1 - at).
struct NetBenefit {
    double at = 0;
    double model = 0;
    double all = 0;            ///< of acting on everybody; of acting on nobody it is 0
    double avoided_per_hundred = 0;  ///< interventions avoided per 100, at no loss of positives
    metrics::Estimate sampled; ///< of the model
};
std::vector<NetBenefit> decision_curve(const Outcomes& outcomes, const std::vector<double>& at);
/// 0.01, 0.02, ..., 0.99: thresholds that a decision curve needs among the candidates.
std::vector<double> hundredths();

}  // namespace value
