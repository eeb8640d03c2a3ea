#include "metrics/intervals/class_areas.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/roc_area.h"
#include "metrics/intervals/ties.h"

namespace metrics {

namespace {

constexpr double class_rows_min = 5;

struct ClassArea {
    Estimate area;
    double rows = 0;               ///< of the class
    std::vector<double> by_unit;   ///< the same
};

std::vector<double> rows_by_unit(const Runs& runs) {
    std::vector<double> rows(runs.parts, 0);
    if (!runs.clustered()) return rows;
    runs.visit([&](const Run& run) {
        if (run.label == 1) rows[run.unit] += weight_of(run.mass);
    });
    return rows;
}

/// Sum of weight times value over the sum of weights.
template <class WeightOf, class ValueOf>
double average(const std::vector<ClassArea>& classes, const WeightOf& weight_of_class, const ValueOf& value_of_class) {
    double sum = 0;
    double weights = 0;
    for (const ClassArea& one : classes) {
        sum += weight_of_class(one) * value_of_class(one);
        weights += weight_of_class(one);
    }
    return weights > 0 ? sum / weights : 0;
}

std::vector<Replicate> replicates_of(const std::vector<ClassArea>& classes, ClassWeight weight) {
    std::vector<Replicate> replicates = classes.front().area.replicates;
    for (std::size_t unit = 0; unit < replicates.size(); ++unit) {
        const auto left = [&](const ClassArea& one) { return weight == ClassWeight::equal ? 1 : one.rows - one.by_unit[unit]; };
        replicates[unit].value = average(classes, left, [&](const ClassArea& one) { return one.area.replicates[unit].value; });
        replicates[unit].share = average(classes, [](const ClassArea&) { return 1; }, [&](const ClassArea& one) { return one.area.replicates[unit].share; });
    }
    return replicates;
}

/// What the classes' shares of the rows add: they are drawn too.
double variance_of_weights(const std::vector<ClassArea>& classes, double value, double rows) {
    const double squares = average(classes, [](const ClassArea& one) { return one.rows; }, [&](const ClassArea& one) { return (*one.area.value - value) * (*one.area.value - value); });
    return squares / rows;
}

void limit_rows(Estimate& estimate, const std::vector<ClassArea>& classes, ClassWeight weight) {
    estimate.method = "DeLong by class, logit, as if the classes moved together";
    const auto weight_of_class = [weight](const ClassArea& one) { return weight == ClassWeight::equal ? 1 : one.rows; };
    const double more = weight == ClassWeight::equal ? 0 : std::sqrt(variance_of_weights(classes, *estimate.value, static_cast<double>(estimate.rows)));
    estimate.limits = [=](double tail) {
        const double low = average(classes, weight_of_class, [&](const ClassArea& one) { return one.area.limits(tail).low; });
        const double high = average(classes, weight_of_class, [&](const ClassArea& one) { return one.area.limits(tail).high; });
        const double z = normal_quantile(1 - tail);
        return Limits{std::max(0.0, low - z * more), std::min(1.0, high + z * more)};
    };
}

std::string listed(const std::string& names, const std::string& name) { return names + (names.empty() ? "" : ", ") + name; }

}  // namespace

Estimate average_area(const ClassRuns& of, ClassWeight weight) {
    std::vector<ClassArea> classes;
    std::string none, small;
    Reason reason = Reason::none;
    Estimate estimate = of.runs.empty() ? Estimate::absent(Reason::no_rows) : described_rows(*of.runs.front());
    if (estimate.reason != Reason::none) return estimate;
    for (std::size_t i = 0; i < of.runs.size(); ++i) {
        const Runs& runs = *of.runs[i];
        ClassArea one{area_under_roc(runs), weight_of(runs.by_label[1]), rows_by_unit(runs)};
        if (!one.area.value) {
            none = listed(none, of.names[i]);
            continue;
        }
        if (std::min(one.rows, static_cast<double>(estimate.rows) - one.rows) < class_rows_min) small = listed(small, of.names[i]);
        if (one.area.reason != Reason::none) reason = one.area.reason;
        classes.push_back(std::move(one));
    }
    if (classes.empty()) return Estimate::absent(Reason::one_class);
    estimate.value = average(classes, [&](const ClassArea& one) { return weight == ClassWeight::equal ? 1 : one.rows; }, [](const ClassArea& one) { return *one.area.value; });
    if (of.runs.front()->clustered()) jackknife(estimate, replicates_of(classes, weight), Transform::logit, 0, 1);
    else limit_rows(estimate, classes, weight);
    if (!none.empty()) estimate.detail = "without a row, and left out of the average: " + none;
    if (!small.empty()) estimate.detail += (estimate.detail.empty() ? "" : "; ") + ("classes of fewer than five rows: " + small);
    if (reason == Reason::none && !estimate.detail.empty()) reason = Reason::few_events;
    if (estimate.reason == Reason::none && reason != Reason::none) give_up(estimate, reason);
    return estimate;
}

}  // namespace metrics
