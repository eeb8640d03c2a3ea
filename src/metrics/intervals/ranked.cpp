#include "metrics/intervals/ranked.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"
#include "metrics/intervals/ties.h"

namespace metrics {

namespace {

/// Weight at the top. Multiplying a share by a count can land a digit above a whole number, which is no row more.
double size_of_top(const Runs& runs, const Setting& setting) {
    const auto k = setting.numbers.find("k");
    if (k != setting.numbers.end() && k->second > 0) return k->second;
    const double wanted = setting.number("share") * weight_of(runs.tally.weight);
    return std::max(1.0, std::ceil(wanted * (1 - 1e-12)));
}

/// What one visit adds up; `w` is the part of a row that is at the top: 1, 0, or in between for ties at the cut.
struct Top {
    double size = 0;
    double positive = 0;         ///< sum of w over positives
    double positive_square = 0;  ///< of w^2
    double negative_square = 0;
    double near_positive = 0;    ///< around the cut, where one row more or less would change the top
    double near_all = 0;
    std::vector<double> unit_top, unit_found, unit_positives, unit_rows;

    explicit Top(std::size_t units) : unit_top(units), unit_found(units), unit_positives(units), unit_rows(units) {}
    /// Share of positives at the cut.
    double at_cut() const { return near_positive / near_all; }
};

/// How many rows on either side of the cut show the share of positives there.
double rows_near(double size, double all) { return std::max(25.0, 0.1 * std::min(size, all - size)); }

Top top_of(const Runs& runs, double size) {
    Top top(runs.parts);
    top.size = size;
    const double all = weight_of(runs.tally.weight);
    const double cut = all - size;
    const double near = rows_near(size, all);
    double below = 0;
    visit_ties(runs, [&](const Tie& tie) {
        const double positive = weight_of(tie.positive);
        const double negative = weight_of(tie.negative);
        const double rows = positive + negative;
        const double w = std::clamp((below + rows - cut) / rows, 0.0, 1.0);
        const double close = std::max(0.0, std::min(below + rows, cut + near) - std::max(below, cut - near)) / rows;
        top.positive += w * positive;
        top.positive_square += w * w * positive;
        top.negative_square += w * w * negative;
        top.near_positive += close * positive;
        top.near_all += close * rows;
        below += rows;
        if (!runs.clustered()) return;
        for (const Run& run : tie.runs) {
            const double mass = weight_of(run.mass);
            top.unit_top[run.unit] += w * mass;
            top.unit_rows[run.unit] += mass;
            if (run.label == 0) continue;
            top.unit_found[run.unit] += w * mass;
            top.unit_positives[run.unit] += mass;
        }
    });
    return top;
}

/// A share at the top with what its limits take: `rows` it is a share of, and the variance of its mean influence.
struct Found {
    double value = 0;
    double rows = 0;
    double variance = 0;
};

/// The influence of a row on the share of positives at the top is (w (y - c) - q (value - c)) / q: c is the share of positives
/// at the cut, q the top's share of all rows. A row that enters pushes another one out at the cut.
Found precision_in(const Top& top, double all) {
    const double q = top.size / all;
    const double c = top.at_cut();
    const double value = top.positive / top.size;
    const double squares = (top.positive_square * (1 - c) * (1 - c) + top.negative_square * c * c) / all - q * q * (value - c) * (value - c);
    return {value, top.size, std::max(0.0, squares) / (q * q * all)};
}

/// On the share of positives that is found: (w y - value y - c (w - q)) / pi, pi being the share of positives.
Found recall_in(const Top& top, double all, double positives) {
    const double q = top.size / all;
    const double c = top.at_cut();
    const double value = top.positive / positives;
    const double pi = positives / all;
    const double constant = c * q - value;
    const double of_positives = (1 - c) * (1 - c) * top.positive_square + 2 * (1 - c) * constant * top.positive + constant * constant * positives;
    const double negative_top = top.size - top.positive;
    const double of_negatives = c * c * (top.negative_square - 2 * q * negative_top + q * q * (all - positives));
    return {value, positives, std::max(0.0, of_positives + of_negatives) / (all * all * pi * pi)};
}

/// Limits of a share at as many rows as would show this variance; at 0 and 1 as many as there are.
void limit_rows(Estimate& estimate, const Found& found, double effective) {
    const bool inside = found.value > 0 && found.value < 1 && found.variance > 0;
    double count = found.rows;
    if (inside) count = found.value * (1 - found.value) / found.variance;
    // Hardly any events show hardly any variance by themselves; the cut can then only add to it.
    constexpr double events_min = 10;
    if (found.rows * std::min(found.value, 1 - found.value) < events_min) count = std::min(count, found.rows);
    count *= effective;
    const double events = found.value * count;
    estimate.method = "share limits at the effective number of rows, the cut estimated";
    estimate.limits = [events, count](double tail) { return share_limits(events, count, tail); };
}

template <class Influence>
std::vector<Replicate> replicates_of(const Runs& runs, const Top& top, double value, double share_of, const Influence& influence) {
    std::vector<Replicate> replicates;
    replicates.reserve(runs.parts);
    const double all = weight_of(runs.tally.weight);
    for (std::size_t unit = 0; unit < runs.parts; ++unit) {
        const double rest = all - top.unit_rows[unit];
        const double without = rest > 0 ? std::clamp(value - influence(unit) / rest, 0.0, 1.0) : value;
        replicates.push_back({runs.keys[unit], without, share_of == 0 ? top.unit_rows[unit] / all : top.unit_positives[unit] / share_of});
    }
    return replicates;
}

std::optional<Estimate> too_few(const Runs& runs, double size) {
    const double all = weight_of(runs.tally.weight);
    if (size <= all) return std::nullopt;
    return Estimate::absent(Reason::not_computed, "there are fewer rows with a label than the top has");
}

}  // namespace

Estimate precision_of_top(const Runs& runs, const Setting& setting) {
    Estimate estimate = described_rows(runs);
    if (estimate.reason != Reason::none) return estimate;
    const double size = size_of_top(runs, setting);
    if (const auto absent = too_few(runs, size)) return *absent;
    const double all = weight_of(runs.tally.weight);
    const Top top = top_of(runs, size);
    const Found found = precision_in(top, all);
    estimate.value = std::min(1.0, found.value);
    if (!runs.clustered()) {
        estimate.rows = std::llround(size);
        estimate.units = estimate.rows;
        limit_rows(estimate, found, runs.tally.effective() / all);
        return estimate;
    }
    const double q = size / all;
    const double c = top.at_cut();
    jackknife(estimate, replicates_of(runs, top, found.value, 0, [&](std::size_t unit) {
                  return (top.unit_found[unit] - c * top.unit_top[unit] - q * (found.value - c) * top.unit_rows[unit]) / q;
              }), Transform::logit, 0, 1);
    return estimate;
}

Estimate recall_of_top(const Runs& runs, const Setting& setting) {
    Estimate estimate = described_rows(runs);
    if (estimate.reason != Reason::none) return estimate;
    const double size = size_of_top(runs, setting);
    if (const auto absent = too_few(runs, size)) return *absent;
    if (runs.by_label[1] == 0) return Estimate::absent(Reason::one_class);
    const double all = weight_of(runs.tally.weight);
    const double positives = weight_of(runs.by_label[1]);
    const Top top = top_of(runs, size);
    const Found found = recall_in(top, all, positives);
    estimate.value = std::min(1.0, found.value);
    if (!runs.clustered()) {
        limit_rows(estimate, found, runs.tally.effective() / all);
        return estimate;
    }
    const double q = size / all;
    const double c = top.at_cut();
    jackknife(estimate, replicates_of(runs, top, found.value, positives, [&](std::size_t unit) {
                  return (top.unit_found[unit] - found.value * top.unit_positives[unit] - c * (top.unit_top[unit] - q * top.unit_rows[unit])) / (positives / all);
              }), Transform::logit, 0, 1);
    return estimate;
}

Estimate lift_of_top(const Runs& runs, const Setting& setting) {
    Estimate estimate = recall_of_top(runs, setting);
    if (!estimate.value) return estimate;
    const double factor = weight_of(runs.tally.weight) / size_of_top(runs, setting);
    *estimate.value *= factor;
    for (Replicate& replicate : estimate.replicates) replicate.value *= factor;
    estimate.limits = [recall = estimate.limits, factor](double tail) {
        const Limits limits = recall(tail);
        return Limits{limits.low * factor, limits.high * factor};
    };
    return estimate;
}

}  // namespace metrics
