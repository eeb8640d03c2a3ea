#include "metrics/intervals/contrast.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/mean.h"
#include "metrics/intervals/mover.h"
#include "metrics/intervals/proportion.h"

namespace metrics {

namespace {

/// Below it an approximate mean is not told from 0, and what is divided by it can be anything (Fieller 1954).
constexpr double deviations_from_zero_min = 5;
/// As of one sample: fewer keys than this decide nearly everything.
constexpr double keys_that_matter_min = 10;
constexpr double events_min = 5;
/// Of a comparison that nothing divides but chance: growthbook's threshold.
constexpr double split_chance_min = 0.001;
/// Keys in both versions, beyond which something is wrong with the assignment.
constexpr double crossed_share_max = 0.01;
constexpr std::int64_t crossed_min = 10;

Contrast contrast(double value, const ArmMean& a, double slope_a, const ArmMean& b, double slope_b) {
    Contrast out;
    out.value = value;
    const double of_a = slope_a * slope_a * a.squared_error();
    const double of_b = slope_b * slope_b * b.squared_error();
    const double variance = of_a + of_b;
    if (!(variance > 0)) return out;
    out.deviation = std::sqrt(variance);
    const double raw_a = a.squared_error(), raw_b = b.squared_error();
    out.degrees = (raw_a + raw_b) * (raw_a + raw_b) / (raw_a * raw_a / (a.keys - 1) + raw_b * raw_b / (b.keys - 1));
    const double third = slope_a * slope_a * slope_a * a.third / (a.keys * a.keys) + slope_b * slope_b * slope_b * b.third / (b.keys * b.keys);
    out.skewness = third / (variance * out.deviation);
    return out;
}

/// Moments about the mean of linear combinations of the numbers of an arm.
class Combination {
public:
    explicit Combination(const KeySums::Arm& arm) : arm_(arm) {}

    double mean(std::size_t i) const { return arm_.mean(i); }
    double covariance(std::size_t i, std::size_t j) const {
        const double n = static_cast<double>(arm_.keys);
        if (i > j) std::swap(i, j);
        const double product = arm_.sum(0, i, j) / n;
        const double spread = product - mean(i) * mean(j);
        // Rounding of a sum of equal values must not look like variance.
        if (i == j && spread <= 1e-14 * product) return 0;
        return spread * n / std::max(1.0, n - 1);
    }
    using Weights = std::array<double, KeySums::numbers_max + 1>;  ///< of number i at i; 0 is not used
    double variance(const Weights& weights) const {
        double sum = 0;
        for (std::size_t i = 1; i < weights.size(); ++i) {
            for (std::size_t j = 1; j < weights.size(); ++j) {
                if (weights[i] != 0 && weights[j] != 0) sum += weights[i] * weights[j] * covariance(i, j);
            }
        }
        return std::max(0.0, sum);
    }
    double third(const Weights& weights) const {
        double sum = 0;
        for (std::size_t i = 1; i < weights.size(); ++i) {
            for (std::size_t j = 1; j < weights.size(); ++j) {
                for (std::size_t k = 1; k < weights.size(); ++k) {
                    if (weights[i] != 0 && weights[j] != 0 && weights[k] != 0) sum += weights[i] * weights[j] * weights[k] * central(i, j, k);
                }
            }
        }
        return sum;
    }

private:
    double central(std::size_t i, std::size_t j, std::size_t k) const {
        std::array<std::size_t, 3> at{i, j, k};
        std::sort(at.begin(), at.end());
        const double n = static_cast<double>(arm_.keys);
        const double a = mean(at[0]), b = mean(at[1]), c = mean(at[2]);
        const auto pair = [&](std::size_t x, std::size_t y) { return arm_.sum(0, x, y) / n; };
        return arm_.sum(at[0], at[1], at[2]) / n - a * pair(at[1], at[2]) - b * pair(at[0], at[2]) - c * pair(at[0], at[1]) + 2 * a * b * c;
    }

    const KeySums::Arm& arm_;
};

/// What the mean of the numbers from `first` on is, and how a key moves it.
struct Target {
    double value = 0;
    Combination::Weights weights{};
};
Target target_of(const Combination& of, std::size_t first, bool ratio) {
    Target target;
    if (!ratio) {
        target.value = of.mean(first);
        target.weights[first] = 1;
        return target;
    }
    const double denominator = of.mean(first + 1);
    target.value = of.mean(first) / denominator;
    target.weights[first] = 1 / denominator;
    target.weights[first + 1] = -target.value / denominator;
    return target;
}

double bilinear(const Combination& of, const Combination::Weights& a, const Combination::Weights& b) {
    double sum = 0;
    for (std::size_t i = 1; i < a.size(); ++i) {
        for (std::size_t j = 1; j < b.size(); ++j) {
            if (a[i] != 0 && b[j] != 0) sum += a[i] * b[j] * of.covariance(i, j);
        }
    }
    return sum;
}

bool enough(const KeySums& of) { return of.arms[0].keys >= 2 && of.arms[1].keys >= 2; }

/// Each key has 0 or 1.
bool two_valued(const KeySums::Arm& arm) { return arm.sum(0, 0, 1) == arm.sum(0, 1, 1) && arm.sum(0, 1, 1) == arm.sum(1, 1, 1); }

/// As many equal keys, the others 0, would have the same square and cube.
double keys_that_matter(const KeySums::Arm& arm) {
    const double square = arm.sum(0, 1, 1);
    const double cube = arm.sum(1, 1, 1);
    return cube == 0 ? static_cast<double>(arm.keys) : square * square * square / (cube * cube);
}

std::optional<double> value_of(const KeySums& of, const Design& design, Compared compared) {
    if (!enough(of)) return std::nullopt;
    const auto [current, baseline] = arm_means(of, design);
    if (!std::isfinite(current.mean) || !std::isfinite(baseline.mean)) return std::nullopt;
    if (compared == Compared::difference) return current.mean - baseline.mean;
    if (baseline.mean == 0) return std::nullopt;
    return (current.mean - baseline.mean) / std::abs(baseline.mean);
}

void unbounded(Estimate& estimate, Reason reason) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    estimate.reason = reason;
    estimate.limits = [](double) { return Limits{-infinity, infinity}; };
}

/// Shares: limits of each by themselves, put together.
void limit_shares(Estimate& estimate, const KeySums& of, Compared compared) {
    struct Side {
        double events, keys;
        double share() const { return events / keys; }
    };
    const auto side = [](const KeySums::Arm& arm) { return Side{arm.sum(0, 0, 1), static_cast<double>(arm.keys)}; };
    const Side current = side(of.arms[0]), baseline = side(of.arms[1]);
    estimate.method = "MOVER of mid-P limits";
    estimate.limits = [=](double tail) {
        const Limits a = share_limits(current.events, current.keys, tail), b = share_limits(baseline.events, baseline.keys, tail);
        if (compared == Compared::difference) return mover_difference(current.share(), a, baseline.share(), b);
        const Limits ratio = mover_ratio(current.share(), a, baseline.share(), b);
        return Limits{ratio.low - 1, ratio.high - 1};
    };
    if (compared == Compared::relative && std::min(current.events, baseline.events) < events_min) unbounded(estimate, Reason::few_events);
}

void limit_means(Estimate& estimate, const KeySums& of, const Design& design, Compared compared) {
    const auto [current, baseline] = arm_means(of, design);
    estimate.method = "Welch's t corrected for skewness";
    const auto far_from_zero = [](double mean, double squared_error) { return std::abs(mean) >= deviations_from_zero_min * std::sqrt(squared_error); };
    if (design.ratio) {
        for (const KeySums::Arm& arm : of.arms) {
            const Combination numbers(arm);
            if (!far_from_zero(numbers.mean(2), numbers.covariance(2, 2) / static_cast<double>(arm.keys))) return unbounded(estimate, Reason::few_events);
        }
    }
    if (std::min(keys_that_matter(of.arms[0]), keys_that_matter(of.arms[1])) < keys_that_matter_min) return unbounded(estimate, Reason::too_skewed);
    Contrast found = difference(current, baseline);
    const bool logarithmic = compared == Compared::relative && current.mean > 0 && baseline.mean > 0;
    if (compared == Compared::relative) {
        if (!far_from_zero(baseline.mean, baseline.squared_error()) || (logarithmic && !far_from_zero(current.mean, current.squared_error()))) return unbounded(estimate, Reason::few_events);
        found = logarithmic ? log_ratio(current, baseline) : relative_difference(current, baseline);
    }
    if (!(found.deviation > 0)) return unbounded(estimate, Reason::few_events);
    if (std::abs(found.skewness) > skewness_max) return unbounded(estimate, Reason::too_skewed);
    if (logarithmic) estimate.method = "log-delta, Welch's t corrected for skewness";
    estimate.limits = [=](double tail) {
        Limits limits = found.corrected(tail);
        // At a tail near one half the correction moves both limits past the value.
        limits = {std::min(limits.low, found.value), std::max(limits.high, found.value)};
        return logarithmic ? Limits{std::expm1(limits.low), std::expm1(limits.high)} : limits;
    };
}

void limit_by_units(Estimate& estimate, const Split<KeySums>& of, const Design& design, Compared compared) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<Replicate> replicates;
    estimate.method = "jackknife over units";
    const auto keys = static_cast<double>(of.total.keys());
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const auto without = value_of(of.without(i), design, compared);
        if (!without) return unbounded(estimate, Reason::few_units);
        replicates.push_back({of.keys[i], *without, static_cast<double>(of.parts[i].keys()) / keys});
    }
    jackknife(estimate, std::move(replicates), Transform::identity, -infinity, infinity);
}

/// The chance of as uneven a division (chi-square with one degree of freedom).
double chance_of_split(const KeySums& of, double share) {
    const auto keys = static_cast<double>(of.keys());
    const double meant = share * keys;
    const double off = static_cast<double>(of.arms[0].keys) - meant;
    return std::erfc(std::abs(off) / std::sqrt(2 * meant * (1 - share)));
}

}  // namespace

Limits Contrast::welch(double tail) const {
    const double t = student_quantile(1 - tail, degrees);
    return {value - t * deviation, value + t * deviation};
}

Limits Contrast::corrected(double tail) const { return hall_limits(value, deviation, skewness, student_quantile(1 - tail, degrees)); }

Contrast difference(const ArmMean& current, const ArmMean& baseline) { return contrast(current.mean - baseline.mean, current, 1, baseline, -1); }

Contrast relative_difference(const ArmMean& current, const ArmMean& baseline) {
    const double scale = std::abs(baseline.mean);
    return contrast((current.mean - baseline.mean) / scale, current, 1 / scale, baseline, -current.mean / (baseline.mean * scale));
}

Contrast log_ratio(const ArmMean& current, const ArmMean& baseline) {
    return contrast(std::log(current.mean / baseline.mean), current, 1 / current.mean, baseline, -1 / baseline.mean);
}

std::array<ArmMean, 2> arm_means(const KeySums& of, const Design& design) {
    const std::size_t before = design.ratio ? 3 : 2;  // the first number of the time before
    double theta = 0;
    double centre = 0;
    if (design.covariate) {
        double covariance = 0;
        double spread = 0;
        for (const KeySums::Arm& each : of.arms) {
            const Combination arm(each);
            const Target post = target_of(arm, 1, design.ratio);
            const Target pre = target_of(arm, before, design.ratio);
            covariance += bilinear(arm, post.weights, pre.weights) / static_cast<double>(each.keys);
            spread += arm.variance(pre.weights) / static_cast<double>(each.keys);
        }
        theta = spread > 0 ? covariance / spread : 0;
        centre = target_of(Combination(of.arms[1]), before, design.ratio).value;
    }
    std::array<ArmMean, 2> means;
    for (std::size_t i = 0; i < means.size(); ++i) {
        const Combination arm(of.arms[i]);
        Target target = target_of(arm, 1, design.ratio);
        if (design.covariate) {
            const Target pre = target_of(arm, before, design.ratio);
            target.value -= theta * (pre.value - centre);
            for (std::size_t k = 0; k < target.weights.size(); ++k) target.weights[k] -= theta * pre.weights[k];
        }
        means[i] = {target.value, arm.variance(target.weights), arm.third(target.weights), static_cast<double>(of.arms[i].keys)};
    }
    return means;
}

Estimate estimate_contrast(const Split<KeySums>& of, const Design& design, Compared compared, double share) {
    const KeySums& total = of.total;
    Estimate estimate;
    estimate.left_out = total.left_out;
    const auto absent = [&](Reason reason, std::string detail) {
        estimate.reason = reason;
        estimate.detail = std::move(detail);
        return estimate;
    };
    if (total.keys() == 0) return absent(Reason::no_rows, "no subject was in either version");
    if (!enough(total)) return absent(Reason::few_units, fmt::format("{} subjects of the version, {} of the one it is compared with", total.arms[0].keys, total.arms[1].keys));
    if (const double chance = chance_of_split(total, share); chance < split_chance_min) {
        return absent(Reason::uneven_split, fmt::format("{} subjects of the version and {} of the one it is compared with, where a share of {:g} was meant: chance p = {:.2g}",
                                                        total.arms[0].keys, total.arms[1].keys, share, chance));
    }
    if (total.crossed >= crossed_min && static_cast<double>(total.crossed) > crossed_share_max * static_cast<double>(total.crossed + total.keys())) {
        return absent(Reason::uneven_split, fmt::format("{} subjects were in both versions", total.crossed));
    }
    const auto value = value_of(total, design, compared);
    if (!value) return absent(Reason::no_denominator, "the version it is compared with has a mean of 0, or nothing to divide by");
    estimate.value = value;
    estimate.rows = total.rows;
    estimate.units = of.units;
    estimate.units_named = true;
    estimate.units_exact = of.units_exact;
    if (total.crossed > 0) estimate.detail = fmt::format("{} subjects were in both versions and count in neither", total.crossed);
    if (of.clustered()) limit_by_units(estimate, of, design, compared);
    else if (!design.ratio && !design.covariate && two_valued(total.arms[0]) && two_valued(total.arms[1])) limit_shares(estimate, total, compared);
    else limit_means(estimate, total, design, compared);
    return estimate;
}

}  // namespace metrics
