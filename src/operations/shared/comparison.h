#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "operations/shared/contenders.h"
#include "operations/shared/paired_measures.h"
#include "operations/shared/side_changes.h"
#include "report/study.h"

/// What a comparison found, and how it is told.
namespace operations {

/// How well a tree that a person can read says what the product's model does, on rows that the tree did not see.
struct Fidelity {
    double explained = 0;     ///< R2 of its score
    double agreement = 0;     ///< share of rows with the same decision
    std::int64_t leaves = 0;
    std::int64_t rows = 0;    ///< held out
    std::vector<std::string> words;
};

/// Whether a rival can take the product's place, by the metric that decides.
enum class Enough {
    product,        ///< it is the product itself
    better,         ///< shown to be better
    good_enough,    ///< shown to be no worse than the margin allows
    not_shown,      ///< neither this nor that: more rows would tell
    not_enough,     ///< shown to be worse than the margin allows (without a margin: worse)
    unknown,        ///< one of the numbers is missing
};
std::string_view name(Enough enough);

struct Comparison {
    const charter::Charter* document = nullptr;
    std::string charter_file;
    Contest contest;
    JudgedSide side;
    std::vector<Measure> measures;
    std::size_t deciding = 0;          ///< the measure that decides
    std::optional<std::size_t> money;  ///< value_per_decision
    std::optional<double> margin;
    double level = 0.95;
    std::optional<SideChanges> changes;
    std::optional<Fidelity> fidelity;
    std::vector<std::string> leaks;    ///< signs that a model knows what it should not
    std::optional<std::size_t> chosen;
    std::vector<std::string> notes;

    const Contender& product() const { return contest.contenders[contest.product]; }
    std::size_t size() const { return contest.contenders.size(); }
};

/// The product's advantage over a rival: its metric less the rival's, turned so that more is better.
struct Advantage {
    std::optional<double> value;
    std::optional<metrics::Limits> limits;
    bool proper = false;  ///< the limits may be relied on
};
Advantage advantage(const Comparison& of, std::size_t measure, std::size_t rival);
/// In money, costs of prediction paid where both are known; a month where the pace is known, else 1,000 decisions.
struct Price {
    Advantage advantage;
    std::optional<metrics::Limits> for_rows{}, for_amounts{};  ///< where amounts are uncertain: what each alone would leave
    bool monthly = false;
    bool costs_paid = false;
};
std::optional<Price> price_of(const Comparison& of, std::size_t rival);

Enough enough(const Comparison& of, std::size_t rival);
/// For each contender, whether no other brings at least as much, costs no more and is no harder to read, and is better in one
/// of the three. What is not known of a model never speaks for it.
std::vector<bool> unbeaten(const Comparison& of);
/// Of the reference models that cost less or are easier to read, the one that comes nearest to the product or passes it;
/// nothing without reference models.
std::optional<std::size_t> best_rival(const Comparison& of);
/// The finding in a sentence or two.
std::string sentence_of(const Comparison& of, std::size_t rival);
std::string headline_of(const Comparison& of);

/// Signs of a leak, in sentences.
std::vector<std::string> leaks_in(const Contest& contest, const std::vector<Measure>& measures);

report::Study study_of(const Comparison& of);
base::json::object json_of(const Comparison& of);
base::json::object json_of(const SideChanges& of, double level);

}  // namespace operations
