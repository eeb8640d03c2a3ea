#include "metrics/intervals/calibration.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <numbers>

#include "base/random.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"
#include "metrics/intervals/saddlepoint.h"
#include "metrics/intervals/ties.h"

namespace metrics {

namespace {

using Bin = Reliability::Bin;

/// Of each label in a bin, for the bin's own variance to be trusted.
constexpr double expected_min = 10;

/// Weight of the bin times (observed share - mean score).
double gap_of(const Bin& bin) { return weight_of(bin.positive) - bin.score.value(); }

double error_of(const Reliability& of) {
    double sum = 0;
    for (const Bin& bin : of.bins) sum += std::abs(gap_of(bin));
    return sum / weight_of(of.tally.weight);
}

/// Standard deviation of each bin's part of the error, 0 for empty ones. A bin in which only one label occurred has no variance to see, not
/// none: it counts as if one more row of each label had been there.
std::vector<double> deviations_of(const Reliability& of) {
    const double total = weight_of(of.tally.weight);
    const double ratio = of.tally.effective() / total;
    std::vector<double> deviations;
    for (const Bin& bin : of.bins) {
        deviations.push_back(0);
        if (bin.weight == 0) continue;
        const double weight = weight_of(bin.weight);
        const double mean = gap_of(bin) / weight;
        double variance = std::max(0.0, bin.residual_square.value() / weight - mean * mean);
        const double rows = weight * ratio;
        if (bin.positive == 0 || bin.positive == bin.weight) variance = std::max(variance, (rows + 1) / ((rows + 2) * (rows + 2)));
        // Where few of one label are expected, one less than expected also shows too little variance: there it is at least
        // what the scores themselves say.
        const double expected = bin.score.value() / weight;
        if (rows * std::min(expected, 1 - expected) < expected_min) variance = std::max(variance, expected * (1 - expected));
        deviations.back() = weight / total * std::sqrt(variance / std::max(1.0, rows - 1));
    }
    return deviations;
}

double root_sum_of_squares(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return std::sqrt(sum);
}

/// The 1 - tail quantile of sum of s |Z|, Z standard normal.
double half_normal_quantile(const std::vector<double>& deviations, double tail) {
    const auto cumulants = [&](double t) {
        Cumulants sum;
        for (const double s : deviations) {
            const double u = t * s;
            const double below = normal_cdf(u);
            const double hazard = std::exp(-u * u / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2 / below;
            sum.value += std::numbers::ln2 + u * u / 2 + std::log(below);
            sum.slope += s * (u + hazard);
            sum.curvature += s * s * (1 - hazard * (u + hazard));
        }
        return sum;
    };
    double mean = 0;
    for (const double s : deviations) mean += s * std::sqrt(2 / std::numbers::pi);
    const double deviation = root_sum_of_squares(deviations);
    const double steepest = *std::max_element(deviations.begin(), deviations.end());
    double low = mean - deviation;  // the median lies above it
    double high = mean + (normal_quantile(1 - tail) + 1) * deviation;
    for (int i = 0; i < 50; ++i) {
        const double middle = low + (high - low) / 2;
        // Beyond t = 60 / s the normal part alone has decided.
        const double above = tail_above(cumulants, middle, -20 / steepest, 60 / steepest);
        (above > tail ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

void limit_rows(Estimate& estimate, const Reliability& of) {
    estimate.method = "supremum over bins, half-normal noise";
    const double value = *estimate.value;
    const std::vector<double> deviations = deviations_of(of);
    estimate.limits = [=](double tail) {
        const double low = value - half_normal_quantile(deviations, tail);
        const double high = value + normal_quantile(1 - tail) * root_sum_of_squares(deviations);
        return Limits{std::clamp(low, 0.0, value), std::min(1.0, high)};
    };
}

/// How the bins' gaps vary together from unit to unit: covariance of the gaps' sums over units.
struct Noise {
    std::size_t bins = 0;
    std::vector<std::vector<double>> residuals;  ///< by unit, by bin; each bin adds up to 0 over units
    std::vector<double> signs;
    double degrees = 0;

    double deviation_for(const std::vector<double>& direction) const {
        double sum = 0;
        for (const auto& unit : residuals) {
            double along = 0;
            for (std::size_t b = 0; b < bins; ++b) along += direction[b] * unit[b];
            sum += along * along;
        }
        return std::sqrt(sum);
    }
    /// The norm of one draw: each unit's residuals times a normal of its own.
    double draw(base::Random& random) const {
        std::vector<double> sums(bins, 0.0);
        for (const auto& unit : residuals) {
            const double xi = random.normal();
            for (std::size_t b = 0; b < bins; ++b) sums[b] += xi * unit[b];
        }
        double norm = 0;
        for (const double sum : sums) norm += std::abs(sum);
        return norm;
    }
};

Noise noise_of(const Split<Reliability>& of, double degrees) {
    Noise noise;
    noise.bins = of.total.bins.size();
    noise.degrees = degrees;
    const double total = weight_of(of.total.tally.weight);
    const auto count = static_cast<double>(of.parts.size());
    for (const Bin& bin : of.total.bins) noise.signs.push_back(gap_of(bin) < 0 ? -1.0 : 1.0);
    for (const Reliability& part : of.parts) {
        std::vector<double> residuals(noise.bins, 0.0);
        for (std::size_t b = 0; b < part.bins.size(); ++b) {
            const Bin& whole = of.total.bins[b];
            if (whole.weight == 0) continue;
            const double share = weight_of(part.bins[b].weight) / weight_of(whole.weight);
            residuals[b] = (gap_of(part.bins[b]) - share * gap_of(whole)) / total * std::sqrt(count / (count - 1));
        }
        noise.residuals.push_back(std::move(residuals));
    }
    // A bin in which only one label occurred shows no noise between units; it has that of its rows, as one unit more.
    const std::vector<double> deviations = deviations_of(of.total);
    for (std::size_t b = 0; b < noise.bins; ++b) {
        const Bin& bin = of.total.bins[b];
        if (bin.positive != 0 && bin.positive != bin.weight) continue;
        std::vector<double> residuals(noise.bins, 0.0);
        residuals[b] = deviations[b];
        noise.residuals.push_back(std::move(residuals));
    }
    return noise;
}

/// The largest of direction . gaps + quantile x deviation over directions of signs, from that of the value upwards.
double highest_error(const Noise& noise, const std::vector<double>& gaps, double quantile) {
    std::vector<double> direction = noise.signs;
    const auto reach = [&] {
        double sum = 0;
        for (std::size_t b = 0; b < gaps.size(); ++b) sum += direction[b] * gaps[b];
        return sum + quantile * noise.deviation_for(direction);
    };
    double best = reach();
    for (bool improved = true; improved;) {
        improved = false;
        for (double& sign : direction) {
            sign = -sign;
            if (const double now = reach(); now > best) {
                best = now;
                improved = true;
            } else {
                sign = -sign;
            }
        }
    }
    return best;
}

/// Draws are made when limits are first asked for, once, whichever thread asks.
struct Draws {
    std::once_flag once;
    std::vector<double> sorted;

    void make(const Noise& noise, std::uint64_t seed) {
        std::call_once(once, [&] {
            constexpr int count = 2'000;
            base::Random random(seed);
            for (int i = 0; i < count; ++i) sorted.push_back(noise.draw(random));
            std::sort(sorted.begin(), sorted.end());
        });
    }
    double quantile(double p) const {
        const double at = p * static_cast<double>(sorted.size() - 1);
        const auto below = static_cast<std::size_t>(at);
        const std::size_t above = std::min(below + 1, sorted.size() - 1);
        return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
    }
};

/// Beyond what draws can show, the noise grows by at most its largest deviation for each normal one (Borell's inequality).
double noise_quantile(const Noise& noise, const Draws& draws, double tail) {
    constexpr double tail_drawn = 0.005;
    const double drawn = std::max(tail, tail_drawn);
    double quantile = draws.quantile(1 - drawn);
    if (tail < tail_drawn) {
        double largest = 0;
        for (std::size_t b = 0; b < noise.bins; ++b) {
            std::vector<double> alone(noise.bins, 0.0);
            alone[b] = 1;
            largest += noise.deviation_for(alone);
        }
        quantile += (normal_quantile(1 - tail) - normal_quantile(1 - tail_drawn)) * largest;
    }
    // The noise of a single bin is |Z|, beyond whose quantile lies half the tail on each side.
    return quantile * student_quantile(1 - tail / 2, noise.degrees) / normal_quantile(1 - tail / 2);
}

template <class Error>
std::vector<Replicate> replicates_of(const Split<Reliability>& of, double value, const Error& error) {
    std::vector<Replicate> replicates;
    const double total = weight_of(of.total.tally.weight);
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const Mass part = of.parts[i].tally.weight;
        const double without = part == of.total.tally.weight ? value : error(of.without(i));
        replicates.push_back({of.keys[i], without, weight_of(part) / total});
    }
    return replicates;
}

void limit_units(Estimate& estimate, const Split<Reliability>& of, std::uint64_t seed) {
    const double value = *estimate.value;
    estimate.replicates = replicates_of(of, value, error_of);
    estimate.method = "supremum over bins, noise redrawn over units";
    const UnitBalance balance = balance_of(estimate.replicates);
    estimate.reason = balance.obstacle();
    if (estimate.reason != Reason::none) {
        estimate.limits = [](double) { return Limits{0, 1}; };
        return;
    }
    const auto noise = std::make_shared<const Noise>(noise_of(of, balance.degrees));
    const auto draws = std::make_shared<Draws>();
    std::vector<double> gaps;
    for (const Bin& bin : of.total.bins) gaps.push_back(gap_of(bin) / weight_of(of.total.tally.weight));
    estimate.limits = [=](double tail) {
        draws->make(*noise, seed);
        const double low = value - noise_quantile(*noise, *draws, tail);
        const double high = highest_error(*noise, gaps, student_quantile(1 - tail, noise->degrees));
        return Limits{std::clamp(low, 0.0, value), std::clamp(high, value, 1.0)};
    };
}

bool holds(const Reliability& of, const Bin& bin, double share) { return bin.weight > 0 && weight_of(bin.weight) >= share * weight_of(of.tally.weight); }

double largest_error_of(const Reliability& of, double share) {
    double largest = 0;
    for (const Bin& bin : of.bins) {
        if (holds(of, bin, share)) largest = std::max(largest, std::abs(gap_of(bin)) / weight_of(bin.weight));
    }
    return largest;
}

/// A bin by itself: its gap, and the limits of it at any tail.
struct BinGap {
    double gap = 0;         ///< share of positives - mean score
    double score = 0;       ///< mean
    double rows = 0;        ///< effective
    double share = 0;       ///< of positives
    double deviation = 0;   ///< between units; 0: rows are independent
    double degrees = 0;
    bool frequent = false;  ///< not rare by chance

    /// Given the scores, the positives of a bin vary no more than those of a share; between units they may vary more.
    Limits at(double tail) const {
        const Limits limits = share_limits(share * rows, rows, tail);
        Limits gaps{limits.low - score, limits.high - score};
        if (deviation > 0) {
            const double half = student_quantile(1 - tail, degrees) * deviation;
            gaps = {std::min(gaps.low, gap - half), std::max(gaps.high, gap + half)};
        }
        return gaps;
    }
};

std::vector<BinGap> bin_gaps(const Split<Reliability>& of, double share, double degrees) {
    std::vector<BinGap> gaps;
    const double total = weight_of(of.total.tally.weight);
    const Noise noise = of.clustered() ? noise_of(of, degrees) : Noise{};
    for (std::size_t b = 0; b < of.total.bins.size(); ++b) {
        const Bin& bin = of.total.bins[b];
        if (bin.weight == 0) continue;
        const double weight = weight_of(bin.weight);
        BinGap& own = gaps.emplace_back();
        own.gap = gap_of(bin) / weight;
        own.score = bin.score.value() / weight;
        own.share = weight_of(bin.positive) / weight;
        own.frequent = holds(of.total, bin, 2 * share);
        own.rows = weight * of.total.tally.effective() / total;
        if (!of.clustered()) continue;
        std::vector<double> alone(noise.bins, 0.0);
        alone[b] = 1;
        own.deviation = noise.deviation_for(alone) * total / weight;
        own.degrees = degrees;
    }
    return gaps;
}

Estimate described(const Split<Reliability>& of) {
    const Reliability& total = of.total;
    if (total.tally.weight == 0) return Estimate::absent(total.unlabelled > 0 ? Reason::no_labels : Reason::no_rows);
    Estimate estimate;
    estimate.rows = total.tally.rows;
    estimate.left_out = total.unlabelled;
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    return estimate;
}

}  // namespace

Estimate estimate_calibration_error(const Split<Reliability>& of, std::uint64_t seed) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    estimate.value = error_of(of.total);
    if (of.clustered()) limit_units(estimate, of, seed);
    else limit_rows(estimate, of.total);
    return estimate;
}

Estimate estimate_maximum_calibration_error(const Split<Reliability>& of, double share) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    const bool some = std::any_of(of.total.bins.begin(), of.total.bins.end(), [&](const Bin& bin) { return holds(of.total, bin, share); });
    if (!some) return Estimate::absent(Reason::not_computed, "no bin holds that share of the rows");
    const auto error = [share](const Reliability& reliability) { return largest_error_of(reliability, share); };
    estimate.value = error(of.total);
    estimate.method = "largest of bins, each the limits of its share";
    double degrees = 0;
    if (of.clustered()) {
        estimate.replicates = replicates_of(of, *estimate.value, error);
        const UnitBalance balance = balance_of(estimate.replicates);
        estimate.reason = balance.obstacle();
        degrees = balance.degrees;
    }
    // e^-5 is the chance that a bin of that share has not been seen.
    constexpr double expected_seen_min = 5;
    if (estimate.reason == Reason::none && of.total.tally.effective() * share < expected_seen_min) estimate.reason = Reason::few_events;
    if (estimate.reason != Reason::none) {
        estimate.limits = [](double) { return Limits{0, 1}; };
        return estimate;
    }
    estimate.limits = [gaps = bin_gaps(of, share, degrees), value = *estimate.value](double tail) {
        double low = 0;
        double high = value;
        const double each = tail / (2 * static_cast<double>(gaps.size()));
        for (const BinGap& bin : gaps) {
            const Limits lucky = bin.at(each);
            const Limits own = bin.at(tail);
            if (bin.frequent) low = std::max({low, lucky.low, -lucky.high});
            high = std::max({high, own.high, -own.low});
        }
        return Limits{std::min(low, value), std::min(1.0, high)};
    };
    return estimate;
}

Split<Reliability> in_bins_of_equal_count(const Runs& runs, int bins) {
    Split<Reliability> split;
    split.units = runs.units;
    split.units_exact = runs.units_exact;
    split.total.unlabelled = runs.left_out;
    split.total.bins.resize(static_cast<std::size_t>(bins));
    split.keys = runs.keys;
    split.parts.resize(runs.parts);
    for (Reliability& part : split.parts) part.bins.resize(static_cast<std::size_t>(bins));
    const double all = weight_of(runs.tally.weight);
    double below = 0;
    visit_ties(runs, [&](const Tie& tie) {
        const auto bin = std::min(static_cast<std::size_t>(bins * below / all), static_cast<std::size_t>(bins - 1));
        const double score = Runs::value_of(tie.runs.front().key);
        for (const Run& run : tie.runs) {
            split.total.put(bin, score, run.label == 1, run.mass);
            if (!split.parts.empty()) split.parts[run.unit].put(bin, score, run.label == 1, run.mass);
        }
        below += weight_of(tie.positive + tie.negative);
    });
    split.total.tally = runs.tally;
    return split;
}

}  // namespace metrics
