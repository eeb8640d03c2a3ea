#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "charter/charter.h"
#include "verdicts/verdict.h"
#include "value/curve.h"

/// From what the business can bear to what the model must reach: each sentence of `business_limits:` becomes a metric with a
/// bound, and holds at some thresholds and not at others.
namespace value {

/// What a limit demands.
struct Demand {
    const charter::BusinessLimit* limit = nullptr;
    std::string metric{};            ///< of the catalogue
    std::map<std::string, double> with{};  ///< its parameters
    charter::Bound bound{};
    std::string no_model{};          ///< why no model, at no threshold, could keep it; empty: one could
    bool of_threshold = true;        ///< depends on where the threshold is

    /// Of the groups of `by` each one.
    bool by_group() const { return !limit->by.empty(); }
    bool meets(double value) const { return value >= bound.low && value <= bound.high; }
};

/// Decisions in a month, and in the same measure what can be done.
struct Pace {
    double decisions_per_month = 0;
};

/// The limits as demands, and those that cannot be made into one, with what is missing: `pace` where nobody knows how many
/// decisions there are, `stakes` where amounts are not known.
struct Compiled {
    std::vector<Demand> demands;
    std::vector<std::pair<const charter::BusinessLimit*, std::string>> not_compiled;
};
Compiled compile(const charter::Charter& document, const Labels& all, const Stakes* stakes, std::optional<Pace> pace);
/// The same where no threshold decides: of predicted numbers, of rankings, and of one class among many. Of rankings a decision is a query.
Compiled compile_without_threshold(const charter::Charter& document, std::optional<Pace> pace);

/// The demand's metric when those that score at least the candidate are acted on; of groups the worst. Nothing for 0 / 0.
std::optional<double> reached(const Outcomes& outcomes, const Stakes* stakes, const Demand& demand, std::size_t candidate);
/// The recall at which the value is this much per decision while as many are acted on, and positives are as frequent. It can
/// lie above 1: then no model reaches it so.
double recall_for_value(const Outcomes& outcomes, const Stakes& stakes, std::size_t candidate, double value_per_decision);

/// What the present model makes of the demands.
enum class Ability { can, cannot, not_shown };
std::string_view name(Ability ability);

struct Held {
    verdicts::Judgement judgement;
    metrics::Estimate estimate;
    bool amounts_decide = false;  ///< unproven for what the amounts may be: no number of rows proves it
};

struct Finding {
    std::vector<std::vector<bool>> met;          ///< by demand and candidate, on these data
    std::vector<bool> all_met;                   ///< by candidate
    std::optional<std::size_t> candidate;        ///< the threshold at which the demands are furthest from being missed
    std::vector<Held> at_candidate;              ///< by demand, on all of the data
    Ability ability = Ability::not_shown;
    std::vector<std::pair<std::size_t, std::size_t>> conflicts;  ///< two demands, each met somewhere, never together
    std::vector<std::size_t> never_met;          ///< demands that no threshold meets
    std::vector<std::optional<double>> reachable;  ///< by demand: the best its metric gets where all others are met
    std::vector<std::optional<double>> cost;     ///< by demand: value per decision that keeping it costs at least
};

/// Whether the present model can is judged so that each wrong word has at most `1 - level` / 2: a threshold is chosen on half of the units and
/// its demands are judged on the other half (`can`), or some demand is broken at every threshold, allowing for how many there
/// are (`cannot`).
Finding find(const Outcomes& outcomes, const Stakes* stakes, const std::vector<Demand>& demands, const std::optional<metrics::Estimate>& latency, double level);

/// The lowest and the highest threshold of each stretch of candidates; the last may be infinite.
std::vector<std::pair<double, double>> stretches(const Outcomes& outcomes, const std::vector<bool>& of);

}  // namespace value
