#include "metrics/intervals/roc_area.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/ties.h"

namespace metrics {

namespace {

/// What one visit adds up for the area. A placement is the share of the other class that a row is on the right side of.
struct Area {
    double misplaced_positive = 0;         ///< sum over positives of 1 - placement
    double misplaced_positive_square = 0;
    double misplaced_negative_square = 0;
    // By unit: pairs won, by whose row it is of.
    std::vector<double> won_by_positives, won_by_negatives, won_inside;
    std::vector<double> positives, negatives;

    explicit Area(std::size_t units)
        : won_by_positives(units), won_by_negatives(units), won_inside(units), positives(units), negatives(units) {}
};

Area area_of(const Runs& runs, const Classes& classes) {
    Area area(runs.parts);
    Mass positives_below = 0;
    Mass negatives_below = 0;
    visit_ties(runs, [&](const Tie& tie) {
        const double positive = weight_of(tie.positive);
        const double negative = weight_of(tie.negative);
        const double negatives_won = weight_of(negatives_below) + negative / 2;
        const double positives_lost = weight_of(positives_below) + positive / 2;
        const double negatives_above = classes.negative - negatives_won;
        area.misplaced_positive += positive * negatives_above;
        area.misplaced_positive_square += positive * negatives_above * negatives_above;
        area.misplaced_negative_square += negative * positives_lost * positives_lost;
        positives_below += tie.positive;
        negatives_below += tie.negative;
        if (!runs.clustered()) return;
        double own_negative = 0;  // of the unit at hand, in this tie: its negatives come just before its positives
        std::uint32_t unit = 0;
        for (const Run& run : tie.runs) {
            const double mass = weight_of(run.mass);
            if (run.unit != unit) own_negative = 0;
            unit = run.unit;
            if (run.label == 0) {
                own_negative = mass;
                area.negatives[unit] += mass;
                area.won_by_negatives[unit] += mass * (classes.positive - positives_lost);
            } else {
                area.positives[unit] += mass;
                area.won_by_positives[unit] += mass * negatives_won;
                area.won_inside[unit] += mass * (area.negatives[unit] - own_negative / 2);
            }
        }
    });
    // Divided once: placements are shares, and there is one for each of very many scores.
    area.misplaced_positive /= classes.negative;
    area.misplaced_positive_square /= classes.negative * classes.negative;
    area.misplaced_negative_square /= classes.positive * classes.positive;
    return area;
}

/// The area without each unit: the pairs that it has no part in, counted exactly.
std::vector<Replicate> area_replicates(const Runs& runs, const Classes& classes, const Area& area, double value) {
    std::vector<Replicate> replicates;
    replicates.reserve(runs.parts);
    const double won = value * classes.positive * classes.negative;
    for (std::size_t unit = 0; unit < runs.parts; ++unit) {
        const double pairs = (classes.positive - area.positives[unit]) * (classes.negative - area.negatives[unit]);
        const double left = won - area.won_by_positives[unit] - area.won_by_negatives[unit] + area.won_inside[unit];
        // A unit with all of a class moves the value by as much as there is: its share tells the jackknife.
        const double share = (area.positives[unit] / classes.positive + area.negatives[unit] / classes.negative) / 2;
        replicates.push_back({runs.keys[unit], pairs > 0 ? std::clamp(left / pairs, 0.0, 1.0) : value, share});
    }
    return replicates;
}

/// DeLong, DeLong, Clarke-Pearson 1988: the variances of the placements of both classes, each over its size.
double delong_variance(const Classes& classes, const Area& area, double value) {
    const double miss = 1 - value;
    const double s10 = area.misplaced_positive_square / classes.positive - miss * miss;
    const double s01 = area.misplaced_negative_square / classes.negative - miss * miss;
    return std::max(0.0, s10) / (classes.positive_rows - 1) + std::max(0.0, s01) / (classes.negative_rows - 1);
}

}  // namespace

Limits newcombe_limits(double area, double positives, double negatives, double tail) {
    const double z = normal_quantile(1 - tail);
    const auto deviation = [&](double t) {
        const double spread = 1 + ((positives + negatives) / 2 - 1) * ((1 - t) / (2 - t) + t / (1 + t));
        return z * std::sqrt(t * (1 - t) * spread / (positives * negatives));
    };
    // The formula is the same for an area and its mirror image, so one search finds both ends.
    const auto lower = [&](double value) {
        double low = 0;
        double high = value;
        for (int i = 0; i < 60; ++i) {
            const double middle = low + (high - low) / 2;
            // At t = 1 both sides are 0: a false root, which halving towards the inside never reports.
            (value - middle > deviation(middle) ? low : high) = middle;
        }
        return low;
    };
    return {lower(area), 1 - lower(1 - area)};
}

Estimate area_under_roc(const Runs& runs) {
    Estimate estimate = described(runs);
    if (estimate.reason != Reason::none) return estimate;
    const Classes classes(runs);
    const Area area = area_of(runs, classes);
    const double value = 1 - area.misplaced_positive / classes.positive;
    estimate.value = value;
    if (runs.clustered()) {
        jackknife(estimate, area_replicates(runs, classes, area, value), Transform::logit, 0, 1);
        return estimate;
    }
    estimate.method = "DeLong, logit";
    const double rarer = std::min(classes.positive_rows, classes.negative_rows);
    if (rarer < 2) {
        give_up(estimate, Reason::few_events);
        return estimate;
    }
    constexpr double discordant_min = 10;
    const double deviation = std::sqrt(delong_variance(classes, area, value));
    const bool few = rarer * std::min(value, 1 - value) < discordant_min;
    if (few) estimate.method = "DeLong, logit, or Newcombe's method 5 where wider";
    estimate.limits = [=](double tail) {
        if (!few) return logit_limits(value, deviation, tail);
        const Limits newcombe = newcombe_limits(value, classes.positive_rows, classes.negative_rows, tail);
        return value <= 0 || value >= 1 ? newcombe : wider(newcombe, logit_limits(value, deviation, tail));
    };
    return estimate;
}

}  // namespace metrics
