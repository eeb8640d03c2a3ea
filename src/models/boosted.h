#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/contributions.h"
#include "models/features.h"

namespace models {

/// Boosted trees for a probability or a number, by XGBoost's histogram method: 100 trees of depth 4, each learning a tenth of what the
/// others left, starting from the share of positives or the mean. Few and shallow, so that a reference model without any tuning does not
/// learn its training period by heart (on the example's flights 200 trees of depth 6 rank the next month worse).
///
/// A category enters as its rank by frequency in the training data (0: the most frequent), never by what the label did, so
/// that the code itself cannot leak the label; `(other)` comes after the last kept one. What is missing stays missing: each
/// split has learnt on which side it goes.
class Boosted {
public:
    static constexpr int trees = 100;
    static constexpr int depth = 4;
    static constexpr const char* learning_rate = "0.1";

    /// How far trees grow; a reference model keeps to the above.
    struct Growth {
        int trees = Boosted::trees;
        int depth = Boosted::depth;
        const char* learning_rate = Boosted::learning_rate;
    };

    struct Work {
        std::uint64_t seed = 1;
        std::function<void(double share)> progress{};
        const std::atomic<bool>* stop = nullptr;
        Growth growth{};
        std::vector<float> weights{};  ///< how many rows each row stands for; empty: one each
    };

    enum class Aim {
        probability,  ///< targets are 0 or 1
        number,       ///< squared error
    };

    /// On one thread whatever the machine has: XGBoost adds gradients up per thread, and the digits would depend on how
    /// many there are. Faults: interrupted, or XGBoost's own.
    static base::Result<Boosted> fit(const Encoded& rows, const std::vector<std::uint8_t>& positive, const Work& work);
    static base::Result<Boosted> fit(const Encoded& rows, const std::vector<float>& targets, Aim aim, const Work& work);
    /// From what `text()` gave.
    static base::Result<Boosted> load(const std::string& text);

    /// The trees in XGBoost's own JSON.
    const std::string& text() const { return text_; }
    /// Each row by itself, so the number of threads (0: all) changes nothing.
    base::Result<std::vector<double>> score(const Encoded& rows, int threads) const;
    /// What each feature adds to each row's score, by TreeSHAP; of a probability, to its log-odds (see contributions.h).
    base::Result<Contributions> contributions(const Encoded& rows, int threads) const;

private:
    std::shared_ptr<void> booster_;
    std::string text_;
};

}  // namespace models
