#include "metrics/intervals/paired.h"

#include <algorithm>
#include <cmath>

#include "metrics/evaluate.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/mean.h"
#include "metrics/intervals/proportion.h"
#include "metrics/slices/losses.h"

namespace metrics {

namespace {

using Label = Confusion::Label;

/// Below it nothing but Tango's interval holds.
constexpr double discordant_min = 10;

std::optional<double> value_of(const Metric& metric, const Setting& setting, const Confusion& confusion) {
    Split<Confusion> split;
    split.total = confusion;
    split.units = confusion.all.rows;
    return evaluate(metric, split, nullptr, setting).value;
}

std::optional<double> difference_of(const Metric& metric, const Setting& setting, const PairedTable& table) {
    const auto first = value_of(metric, setting, table.first());
    const auto second = value_of(metric, setting, table.second());
    if (!first || !second) return std::nullopt;
    return *first - *second;
}

double range_of(const Metric& metric) { return metric.highest - metric.lowest; }

/// How the difference moves when a row is left out, by cell.
struct Influence {
    double deviation = 0;
    double skewness = 0;
};

Influence influence_of(const Metric& metric, const Setting& setting, const PairedTable& table, double value) {
    const double count = static_cast<double>(table.all());
    std::array<double, 12> without{};
    double mean = 0;
    for (std::size_t cell = 0; cell < without.size(); ++cell) {
        if (table.rows[cell] == 0) continue;
        PairedTable rest = table;
        --rest.rows[cell];
        without[cell] = difference_of(metric, setting, rest).value_or(value);
        mean += static_cast<double>(table.rows[cell]) / count * without[cell];
    }
    double squares = 0, cubes = 0;
    for (std::size_t cell = 0; cell < without.size(); ++cell) {
        const double rows = static_cast<double>(table.rows[cell]);
        if (rows == 0) continue;
        const double moved = mean - without[cell];
        squares += rows * moved * moved;
        cubes += rows * moved * moved * moved;
    }
    if (!(squares > 0)) return {};
    return {.deviation = std::sqrt((count - 1) / count * squares), .skewness = cubes / (squares * std::sqrt(squares))};
}

/// What outcomes give to a mean, also where neither more nor less of it is better.
std::optional<slices::OutcomeValues> values_of(const Metric& metric, const Setting& setting) {
    Metric asked = metric;
    if (asked.better == Better::neither) asked.better = Better::higher;
    return slices::outcome_values(asked, setting);
}

/// How much a decision can matter in a row, where a metric is a mean over rows that do not depend on the decision.
std::optional<double> stake(const Metric& metric, const Setting& setting) {
    const auto values = values_of(metric, setting);
    if (!values) return std::nullopt;
    double most = 0;
    for (const Label label : {Label::negative, Label::positive, Label::unknown}) {
        const slices::Outcome no = slices::outcome_of(label, false), yes = slices::outcome_of(label, true);
        if (values->counts[no] != values->counts[yes]) return std::nullopt;
        if (values->counts[no]) most = std::max(most, std::abs(values->value[yes] - values->value[no]));
    }
    return most;
}

/// Why a difference of these two is absent: the reason of the one that is.
Estimate absent_of(const Metric& metric, const Setting& setting, const PairedTable& table) {
    for (const Confusion& confusion : {table.first(), table.second()}) {
        Split<Confusion> split;
        split.total = confusion;
        split.units = confusion.all.rows;
        Estimate estimate = evaluate(metric, split, nullptr, setting);
        if (!estimate.value) return estimate;
    }
    return Estimate::absent(Reason::not_computed);
}

/// Tango's statistic for a true difference: how many standard errors what was seen lies above it.
double tango_statistic(const Discordant& of, double difference) {
    const double a = 2 * of.rows;
    const double b = -of.gained - of.lost + (2 * of.rows - of.gained + of.lost) * difference;
    const double c = -of.lost * difference * (1 - difference);
    const double lost_share = (std::sqrt(std::max(0.0, b * b - 4 * a * c)) - b) / (2 * a);
    const double variance = of.rows * (2 * lost_share + difference * (1 - difference));
    const double distance = of.gained - of.lost - of.rows * difference;
    if (!(variance > 0)) return distance > 0 ? 1e9 : distance < 0 ? -1e9 : 0;
    return distance / std::sqrt(variance);
}

}  // namespace

std::int64_t PairedTable::all() const {
    std::int64_t sum = 0;
    for (const std::int64_t one : rows) sum += one;
    return sum;
}

std::int64_t PairedTable::decided_otherwise() const {
    std::int64_t sum = 0;
    for (const Label label : {Label::negative, Label::positive, Label::unknown}) sum += at(label, true, false) + at(label, false, true);
    return sum;
}

Confusion PairedTable::seen_by(bool first) const {
    Confusion confusion;
    for (const Label label : {Label::negative, Label::positive, Label::unknown}) {
        for (const bool decision : {false, true}) {
            const std::int64_t count = first ? at(label, decision, false) + at(label, decision, true) : at(label, false, decision) + at(label, true, decision);
            const Mass mass = count * mass_one;
            const Tally tally{count, mass, mass};
            confusion.all.merge(tally);
            if (label == Label::unknown) {
                (decision ? confusion.unlabelled_positive : confusion.unlabelled_negative) += mass;
                continue;
            }
            confusion.labelled.merge(tally);
            if (label == Label::positive) (decision ? confusion.true_positive : confusion.false_negative) += mass;
            else (decision ? confusion.false_positive : confusion.true_negative) += mass;
        }
    }
    return confusion;
}

Limits tango_limits(const Discordant& of, double tail) {
    if (!(of.rows > 0)) return {-1, 1};
    const double z = normal_quantile(1 - tail);
    const double seen = of.difference();
    const auto end = [&](double inside, double outside, double sign) {
        for (int i = 0; i < 100; ++i) {
            const double middle = inside + (outside - inside) / 2;
            (sign * tango_statistic(of, middle) < z ? inside : outside) = middle;
        }
        return inside;
    };
    return {end(seen, -1, 1), end(seen, 1, -1)};
}

double mcnemar(const Discordant& of) {
    const double both = of.gained + of.lost;
    if (both == 0) return 1;
    return std::min(1.0, 2 * binomial_cdf(std::min(of.gained, of.lost), both, 0.5));
}

std::optional<Discordant> discordant(const Metric& metric, const Setting& setting, const PairedTable& table) {
    const auto values = values_of(metric, setting);
    if (!values) return std::nullopt;
    Discordant of;
    for (const Label label : {Label::negative, Label::positive, Label::unknown}) {
        const slices::Outcome no = slices::outcome_of(label, false), yes = slices::outcome_of(label, true);
        if (values->counts[no] != values->counts[yes]) return std::nullopt;
        if (!values->counts[no]) continue;
        const double at_no = values->value[no], at_yes = values->value[yes];
        if ((at_no != 0 && at_no != 1) || (at_yes != 0 && at_yes != 1)) return std::nullopt;
        for (const bool decision : {false, true}) of.rows += static_cast<double>(table.at(label, decision, false) + table.at(label, decision, true));
        if (at_no == at_yes) continue;
        const double only_first = static_cast<double>(table.at(label, true, false)), only_second = static_cast<double>(table.at(label, false, true));
        of.gained += at_yes > at_no ? only_first : only_second;
        of.lost += at_yes > at_no ? only_second : only_first;
    }
    return of;
}

Estimate paired_decisions(const Metric& metric, const Setting& setting, const PairedTable& table) {
    const auto value = difference_of(metric, setting, table);
    if (!value) return absent_of(metric, setting, table);
    Estimate estimate;
    estimate.value = value;
    estimate.rows = estimate.units = table.all();
    if (const auto of = discordant(metric, setting, table)) {
        estimate.rows = estimate.units = static_cast<std::int64_t>(of->rows);
        estimate.method = "Tango's score interval, paired";
        estimate.limits = [of = *of](double tail) { return tango_limits(of, tail); };
        return estimate;
    }
    estimate.method = "jackknife over rows, paired";
    const double range = range_of(metric);
    const auto otherwise = static_cast<double>(table.decided_otherwise());
    const Influence influence = influence_of(metric, setting, table, *value);
    if (const auto most = stake(metric, setting); most && otherwise < discordant_min) {
        // However they fall, so few rows move the mean by no more than their share at the most that one can matter.
        estimate.method = "share of rows that part, at most";
        estimate.limits = [most = *most, otherwise, rows = static_cast<double>(table.all())](double tail) {
            const double reach = most * clopper_pearson(otherwise, rows, tail).high;
            return Limits{-reach, reach};
        };
        return estimate;
    }
    if (otherwise < discordant_min) estimate.reason = Reason::few_events;
    else if (std::abs(influence.skewness) > skewness_max) estimate.reason = Reason::too_skewed;
    if (estimate.reason != Reason::none) {
        estimate.limits = [range](double) { return Limits{-range, range}; };
        return estimate;
    }
    estimate.limits = [=, value = *value](double tail) {
        // As many degrees of freedom as there are rows that can show a difference.
        const Limits limits = hall_limits(value, influence.deviation, influence.skewness, student_quantile(1 - tail, otherwise - 1));
        return Limits{std::max(-range, limits.low), std::min(range, limits.high)};
    };
    return estimate;
}

Estimate paired_parts(const Metric& metric, const Estimate& first, const Estimate& second) {
    for (const Estimate* one : {&first, &second}) {
        if (!one->value) return Estimate::absent(one->reason, one->detail);
    }
    Estimate estimate;
    estimate.value = *first.value - *second.value;
    estimate.rows = first.rows;
    estimate.units = first.units;
    estimate.units_named = first.units_named;
    estimate.units_exact = first.units_exact;
    estimate.left_out = first.left_out;
    const double range = range_of(metric);
    const bool same_units = !first.replicates.empty() && std::equal(first.replicates.begin(), first.replicates.end(), second.replicates.begin(), second.replicates.end(),
                                                                    [](const Replicate& a, const Replicate& b) { return a.unit == b.unit; });
    if (!same_units || !is_smooth(metric)) {
        estimate.reason = Reason::not_computed;
        estimate.detail = "no paired interval is known for a metric that is the largest of several things";
        estimate.method = "none";
        estimate.limits = [range](double) { return Limits{-range, range}; };
        return estimate;
    }
    std::vector<Replicate> replicates;
    bool alike = *first.value == *second.value;
    for (std::size_t i = 0; i < first.replicates.size(); ++i) {
        const Replicate &a = first.replicates[i], &b = second.replicates[i];
        replicates.push_back({a.unit, a.value - b.value, (a.share + b.share) / 2});
        alike = alike && a.value == b.value;
    }
    if (alike) {
        // Nothing tells the two apart in any unit: on these rows they are the same model.
        estimate.method = "the same in every unit";
        return estimate;
    }
    jackknife(estimate, std::move(replicates), Transform::identity, -range, range);
    estimate.method = "jackknife over units, paired";
    if (estimate.reason == Reason::none) estimate.reason = first.reason != Reason::none ? first.reason : second.reason;
    return estimate;
}

bool is_smooth(const Metric& metric) {
    if (metric.needs.groups || metric.needs.reference || metric.id == "ks_separation") return false;
    switch (metric.needs.kind) {
        case Kind::confusion:
        case Kind::moments:
        case Kind::score_runs:
        case Kind::row_powers:
        case Kind::row_cross: return true;
        default: return false;
    }
}

}  // namespace metrics
