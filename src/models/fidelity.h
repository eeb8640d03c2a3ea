#pragma once

#include <cstdint>
#include <optional>
#include <vector>

/// How far a stand-in for a model says what the model says. Only a stand-in that does may explain it: the reasons of one that
/// does not are the reasons of another model.
namespace models {

struct Judged {
    std::vector<double> model;         ///< what the model said
    std::vector<double> stand_in;      ///< what the stand-in says, which had not seen the row
    std::vector<double> weights;       ///< rows that each row stands for
    std::vector<std::uint64_t> units;  ///< what is independent of its like
    std::optional<double> threshold;   ///< of a decision
};

struct Fidelity {
    double r2 = 0;                    ///< 1 - sum of squared differences / sum of squares about the mean of the model's scores
    double r2_low = 0, r2_high = 1;   ///< at level 95 %: each end wrong at most 2.5 times in a hundred
    double rank_correlation = 0;      ///< Spearman's
    std::optional<double> agreement;  ///< share of rows on the same side of the threshold
    double typical_difference = 0;    ///< square root of the mean squared difference
    std::int64_t units = 0;
};

/// Fewer groups of units than this say little about how sure a number is.
inline constexpr std::size_t fidelity_units_min = 10;

/// The interval is a jackknife over groups of units (at most 40, by hash) of log(1 - R2), whose distribution is near to normal
/// where that of R2, close to 1, is not; Student's quantile with one degree of freedom less than groups. Nothing where the model's
/// scores do not vary, or with fewer than `fidelity_units_min` units.
std::optional<Fidelity> fidelity(const Judged& judged);

}  // namespace models
