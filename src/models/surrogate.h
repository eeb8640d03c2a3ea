#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/boosted.h"
#include "models/contributions.h"
#include "models/fidelity.h"

/// A stand-in for a model of which only the scores are known: boosted trees that learn what it said of which row. What can be
/// asked of trees exactly (contributions, dependence) then stands for the model, as far as the stand-in is faithful.
namespace models {

/// Rows and what was said of them.
struct Scored {
    Frame rows;                        ///< features alone; no column is constant
    std::vector<double> scores;
    std::vector<double> weights;       ///< rows that each row stands for
    std::vector<std::uint64_t> units;  ///< what is independent of its like
};

/// Names of the columns that hold a single value (a missing one counts as one): nothing can be learnt from them.
std::vector<std::string> constant_columns(const Frame& rows);

class Surrogate {
public:
    /// 200 trees of depth 5: deep enough for the steps and interactions of usual models, few enough that thousands of rows are
    /// explained in a second. It learns the score itself, not its log-odds, so that contributions are points of the score.
    static constexpr Boosted::Growth growth{.trees = 200, .depth = 5, .learning_rate = "0.15"};

    struct Work {
        std::uint64_t seed = 1;
        const std::atomic<bool>* stop = nullptr;
    };
    /// `taught`: which rows it may see; empty: all. Faults: interrupted; what `learn` refuses.
    static base::Result<Surrogate> fit(const Scored& scored, const std::vector<bool>& taught, const Work& work);
    /// Trees from elsewhere over features as they are named; for tests against other programs.
    static Surrogate of(std::vector<Feature> features, Boosted trees) { return Surrogate(std::move(features), std::move(trees)); }

    base::Result<std::vector<double>> score(const Frame& rows) const;
    /// They add up to the score of `Contributions::score` exactly, and to `score` within the rounding of single precision.
    base::Result<Contributions> explain(const Frame& rows) const;
    const std::vector<Feature>& features() const { return features_; }

private:
    Surrogate(std::vector<Feature> features, Boosted trees) : features_(std::move(features)), trees_(std::move(trees)) {}
    std::vector<Feature> features_;
    Boosted trees_;
};

inline constexpr std::size_t surrogate_folds = 5;

/// The surrogate of all rows, and one for each fold of units that has not seen that fold.
struct Fitted {
    Surrogate whole;
    std::vector<Surrogate> refits;
    std::vector<double> held_out;  ///< what the refit says that has not seen the row
};
/// Units are dealt to folds by hash. Faults: those of `Surrogate::fit`, and fewer than two units.
base::Result<Fitted> cross_fit(const Scored& scored, const Surrogate::Work& work, const std::function<void(double share)>& progress, std::size_t folds = surrogate_folds);

/// A feature's values from low to high, or its categories, and the mean score where every row has that value.
struct Dependence {
    std::string feature;
    bool categorical = false;
    std::vector<double> values{};            ///< of a number
    std::vector<std::string> categories{};   ///< of a category feature
    std::vector<double> scores{};
    std::vector<double> lows{}, highs{};     ///< least and greatest over refits
};
/// Brute force, as Friedman (2001) defines it: each value is put into every row, and what is then said is averaged.
base::Result<std::vector<double>> partial_dependence(const Surrogate& surrogate, const Scored& background, const std::string& feature, const std::vector<double>& values);
/// Of the values that the feature usually has: 20 of them evenly between the 5th and the 95th percentile (all, where there are not
/// more), or the 12 most frequent categories.
base::Result<Dependence> dependence(const Fitted& fitted, const Scored& background, const std::string& feature);

/// The rows with these numbers.
Scored chosen(const Scored& scored, const std::vector<std::size_t>& rows);

}  // namespace models
