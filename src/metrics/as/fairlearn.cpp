#include "metrics/as/fairlearn.h"

#include <algorithm>
#include <cmath>

namespace metrics::as {

namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

double rate_of(const Confusion& of, Rate rate) {
    switch (rate) {
        // Labels are not asked for where only decisions count.
        case Rate::selection: return share(of.tp() + of.fp() + weight_of(of.unlabelled_positive), weight_of(of.all.weight));
        case Rate::recall: return share(of.tp(), of.tp() + of.fn());
        case Rate::false_positive: break;
    }
    return share(of.fp(), of.fp() + of.tn());
}

struct Rates {
    std::vector<double> groups;
    double overall = 0;
    std::int64_t rows = 0;

    Rates(std::span<const Group> all, Rate rate) {
        Confusion whole;
        for (const Group& group : all) {
            const Tally& seen = rate == Rate::selection ? group.of.total.all : group.of.total.labelled;
            if (seen.rows == 0) continue;  // Fairlearn sees rows with labels only
            groups.push_back(rate_of(group.of.total, rate));
            whole.merge(group.of.total);
        }
        overall = rate_of(whole, rate);
        rows = rate == Rate::selection ? whole.all.rows : whole.labelled.rows;
    }
};

/// x / y as pandas has it where y is 0: 0 / 0 is no number, which minima pass over.
std::optional<double> ratio(double x, double y) {
    if (y != 0) return x / y;
    return x == 0 ? std::nullopt : std::optional<double>(std::numeric_limits<double>::infinity());
}

Estimate of(std::optional<double> value, std::int64_t rows) {
    if (rows == 0) return Estimate::absent(Reason::no_labels);
    if (!value) return Estimate::absent(Reason::no_denominator);
    return number(*value, rows);
}

std::optional<double> smaller(std::optional<double> a, std::optional<double> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

std::optional<double> least_ratio(const Rates& rates, Against against) {
    if (rates.groups.empty()) return std::nullopt;
    const auto [low, high] = std::minmax_element(rates.groups.begin(), rates.groups.end());
    if (against == Against::each_other) return ratio(*low, *high);
    std::optional<double> least;
    for (const double own : rates.groups) {
        const auto up = ratio(own, rates.overall);
        if (!up) continue;
        least = smaller(least, *up > 1 ? 1 / *up : *up);
    }
    return least;
}

double largest_difference(const Rates& rates, Against against) {
    if (rates.groups.empty()) return 0;
    const auto [low, high] = std::minmax_element(rates.groups.begin(), rates.groups.end());
    if (against == Against::each_other) return *high - *low;
    return std::max(std::abs(*low - rates.overall), std::abs(*high - rates.overall));
}

}  // namespace

Estimate fairlearn_difference(std::span<const Group> groups, Rate rate, Against against) {
    const Rates rates(groups, rate);
    return of(largest_difference(rates, against), rates.rows);
}

Estimate fairlearn_ratio(std::span<const Group> groups, Rate rate, Against against) {
    const Rates rates(groups, rate);
    return of(least_ratio(rates, against), rates.rows);
}

Estimate fairlearn_worse_difference(std::span<const Group> groups, Against against) {
    const Rates recall(groups, Rate::recall);
    const Rates alarms(groups, Rate::false_positive);
    return of(std::max(largest_difference(recall, against), largest_difference(alarms, against)), recall.rows);
}

Estimate fairlearn_worse_ratio(std::span<const Group> groups, Against against) {
    const Rates recall(groups, Rate::recall);
    const Rates alarms(groups, Rate::false_positive);
    return of(smaller(least_ratio(recall, against), least_ratio(alarms, against)), recall.rows);
}

}  // namespace metrics::as
