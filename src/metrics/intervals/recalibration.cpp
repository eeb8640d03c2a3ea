#include "metrics/intervals/recalibration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/ties.h"
#include "metrics/statistics/moments.h"

namespace metrics {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Of the rarer outcome: with fewer the fit is biased away from nothing, and its variance too small.
constexpr double events_min = 20;

double logit_of(std::uint64_t key) {
    const double score = std::clamp(Runs::value_of(key), 0x1p-52, 1 - 0x1p-52);
    return std::log(score) - std::log1p(-score);
}

/// Where the scores of each outcome lie.
struct Reach {
    bool certain = false;  ///< some score is 0 or 1, as good as
    std::array<double, 2> lowest{infinity, infinity};
    std::array<double, 2> highest{-infinity, -infinity};

    explicit Reach(const Runs& runs) {
        runs.visit([&](const Run& run) {
            const double score = Runs::value_of(run.key);
            certain = certain || is_certain(score);
            lowest[run.label] = std::min(lowest[run.label], score);
            highest[run.label] = std::max(highest[run.label], score);
        });
    }
    bool single() const { return std::min(lowest[0], lowest[1]) == std::max(highest[0], highest[1]); }
    bool separated() const { return highest[0] <= lowest[1] || highest[1] <= lowest[0]; }
};

struct Line {
    double intercept = 0;
    double slope = 0;
};

/// Symmetric 2 x 2.
struct Square {
    double aa = 0, ab = 0, bb = 0;
    double determinant() const { return aa * bb - ab * ab; }
    /// x of this matrix times x = y.
    Line solve(double a, double b) const { return {(bb * a - ab * b) / determinant(), (aa * b - ab * a) / determinant()}; }
};

/// The log likelihood at a line, its slope and its curvature.
struct Likelihood {
    double value = 0;
    double a = 0, b = 0;  ///< slope
    Square curvature;     ///< less the second derivatives
};

double chance_at(const Line& line, double x) { return 1 / (1 + std::exp(-(line.intercept + line.slope * x))); }

Likelihood likelihood_at(const Runs& runs, const Line& line) {
    Likelihood sum;
    visit_ties(runs, [&](const Tie& tie) {
        const double x = logit_of(tie.runs.front().key);
        const double positive = weight_of(tie.positive);
        const double rows = positive + weight_of(tie.negative);
        const double odds = line.intercept + line.slope * x;
        const double p = chance_at(line, x);
        // ln p of the positives and ln(1 - p) of the others, without the overflow of large odds.
        sum.value += positive * odds - rows * (std::max(0.0, odds) + std::log1p(std::exp(-std::abs(odds))));
        const double rest = positive - rows * p;
        const double weight = rows * p * (1 - p);
        sum.a += rest;
        sum.b += rest * x;
        sum.curvature.aa += weight;
        sum.curvature.ab += weight * x;
        sum.curvature.bb += weight * x * x;
    });
    return sum;
}

struct Fit {
    Line line;
    Likelihood at;
    bool converged = false;
};

/// Newton's method, a step being halved until it does not lead downwards. The likelihood is concave, so what it finds is the top.
Fit fit_of(const Runs& runs) {
    const double rate = weight_of(runs.by_label[1]) / weight_of(runs.tally.weight);
    Fit fit{{std::log(rate / (1 - rate)), 0}, {}, false};
    fit.at = likelihood_at(runs, fit.line);
    constexpr int steps_max = 100;
    for (int i = 0; i < steps_max; ++i) {
        if (!(fit.at.curvature.determinant() > 0)) return fit;
        const Line step = fit.at.curvature.solve(fit.at.a, fit.at.b);
        // The error is squared by each step, so that the last one is exact to the digits there are.
        const bool last = std::abs(step.intercept) < 1e-7 * (1 + std::abs(fit.line.intercept)) && std::abs(step.slope) < 1e-7 * (1 + std::abs(fit.line.slope));
        double part = 1;
        Line next;
        Likelihood there;
        for (int halved = 0; halved < 40; ++halved, part /= 2) {
            next = {fit.line.intercept + part * step.intercept, fit.line.slope + part * step.slope};
            there = likelihood_at(runs, next);
            if (last || there.value >= fit.at.value) break;
        }
        fit.line = next;
        fit.at = there;
        if (last) {
            fit.converged = true;
            return fit;
        }
    }
    return fit;
}

double of(const Line& line, Coefficient coefficient) { return coefficient == Coefficient::slope ? line.slope : line.intercept; }

/// Huber 1967, White 1980: the variance of the coefficients whatever the truth is.
double sandwich_variance(const Runs& runs, const Fit& fit, Coefficient coefficient) {
    Square meat;
    visit_ties(runs, [&](const Tie& tie) {
        const double x = logit_of(tie.runs.front().key);
        const double p = chance_at(fit.line, x);
        const double square = weight_of(tie.positive) * (1 - p) * (1 - p) + weight_of(tie.negative) * p * p;
        meat.aa += square;
        meat.ab += square * x;
        meat.bb += square * x * x;
    });
    const bool slope = coefficient == Coefficient::slope;
    const Line row = fit.at.curvature.solve(slope ? 0 : 1, slope ? 1 : 0);
    return row.intercept * row.intercept * meat.aa + 2 * row.intercept * row.slope * meat.ab + row.slope * row.slope * meat.bb;
}

std::vector<Replicate> replicates_of(const Runs& runs, const Fit& fit, Coefficient coefficient) {
    std::vector<double> a(runs.parts), b(runs.parts), rows(runs.parts);
    runs.visit([&](const Run& run) {
        const double x = logit_of(run.key);
        const double rest = weight_of(run.mass) * ((run.label == 1 ? 1 : 0) - chance_at(fit.line, x));
        a[run.unit] += rest;
        b[run.unit] += rest * x;
        rows[run.unit] += weight_of(run.mass);
    });
    const double all = weight_of(runs.tally.weight);
    std::vector<Replicate> replicates;
    replicates.reserve(runs.parts);
    for (std::size_t unit = 0; unit < runs.parts; ++unit) {
        const double rest = 1 - rows[unit] / all;
        const double step = of(fit.at.curvature.solve(a[unit], b[unit]), coefficient);
        replicates.push_back({runs.keys[unit], of(fit.line, coefficient) - (rest > 0 ? step / rest : 0), rows[unit] / all});
    }
    return replicates;
}

void unknown(Estimate& estimate, Reason reason) {
    estimate.reason = reason;
    estimate.limits = [](double) { return Limits{-infinity, infinity}; };
}

}  // namespace

Estimate recalibrated(const Runs& runs, Coefficient coefficient) {
    Estimate estimate = described(runs);
    if (estimate.reason != Reason::none) return estimate;
    if (auto absent = no_probabilities(runs)) return *std::move(absent);
    const Reach reach(runs);
    if (reach.single()) return Estimate::absent(Reason::constant, "every score is the same");
    if (reach.separated()) return Estimate::absent(Reason::few_events, "the scores separate the outcomes perfectly, so that the best slope is infinite");
    const Fit fit = fit_of(runs);
    if (!fit.converged) return Estimate::absent(Reason::few_events, "the fit does not settle: too few rows lie where the outcomes overlap");
    estimate.value = of(fit.line, coefficient);
    if (runs.clustered()) {
        jackknife(estimate, replicates_of(runs, fit, coefficient), Transform::identity, -infinity, infinity);
    } else {
        estimate.method = "Wald, sandwich variance";
        const double deviation = std::sqrt(sandwich_variance(runs, fit, coefficient) * weight_of(runs.tally.weight) / runs.tally.effective());
        estimate.limits = [value = *estimate.value, deviation](double tail) {
            const double half = normal_quantile(1 - tail) * deviation;
            return Limits{value - half, value + half};
        };
    }
    // Such a score has no log odds: clipped, it lies so far out that a single one can decide, and none need have been wrong yet.
    if (estimate.reason == Reason::none && reach.certain) {
        unknown(estimate, Reason::too_skewed);
        estimate.detail = "scores of 0 or 1 have no log odds";
    }
    const Classes classes(runs);
    if (estimate.reason == Reason::none && std::min(classes.positive_rows, classes.negative_rows) < events_min) unknown(estimate, Reason::few_events);
    return estimate;
}

}  // namespace metrics
