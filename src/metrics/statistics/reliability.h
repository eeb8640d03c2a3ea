#pragma once

#include <algorithm>
#include <vector>

#include "base/exact_sum.h"
#include "metrics/statistics/mass.h"

namespace metrics {

/// Scores in [0, 1] against labels, in bins; `add` has those of equal width: bin i holds (i/k, (i+1)/k], the first also 0.
struct Reliability {
    struct Bin {
        Mass weight = 0;
        Mass positive = 0;
        base::ExactSum score;
        base::ExactSum residual_square;  ///< (label - score)^2
        bool operator==(const Bin&) const = default;
    };
    std::vector<Bin> bins;
    Tally tally;
    std::int64_t unlabelled = 0;

    static std::size_t bin_of(double score, std::size_t count) {
        // Compared with the edges themselves, which are i/k as doubles: no rounding of a product decides.
        auto i = static_cast<std::size_t>(std::min(score * static_cast<double>(count), static_cast<double>(count - 1)));
        while (i > 0 && score <= static_cast<double>(i) / static_cast<double>(count)) --i;
        while (i + 1 < count && score > static_cast<double>(i + 1) / static_cast<double>(count)) ++i;
        return i;
    }
    void add(double score, bool positive, Mass mass, std::size_t count) {
        if (bins.empty()) bins.resize(count);
        put(bin_of(score, count), score, positive, mass);
    }
    /// Into a bin that exists; for bins that are cut elsewhere.
    void put(std::size_t place, double score, bool positive, Mass mass) {
        Bin& bin = bins[place];
        const double residual = (positive ? 1.0 : 0.0) - score;
        bin.weight += mass;
        if (positive) bin.positive += mass;
        bin.score.add(weight_of(mass) * score);
        bin.residual_square.add(weight_of(mass) * residual * residual);
        tally.add(mass);
    }
    void merge(const Reliability& other, int sign = 1) {
        if (bins.empty()) bins.resize(other.bins.size());
        for (std::size_t i = 0; i < other.bins.size(); ++i) {
            bins[i].weight += sign * other.bins[i].weight;
            bins[i].positive += sign * other.bins[i].positive;
            if (sign > 0) {
                bins[i].score.merge(other.bins[i].score);
                bins[i].residual_square.merge(other.bins[i].residual_square);
            } else {
                bins[i].score.remove(other.bins[i].score);
                bins[i].residual_square.remove(other.bins[i].residual_square);
            }
        }
        tally.merge(other.tally, sign);
        unlabelled += sign * other.unlabelled;
    }
    bool operator==(const Reliability&) const = default;
};

}  // namespace metrics
