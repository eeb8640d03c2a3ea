#include "metrics/equalized_odds.h"

#include <algorithm>

namespace metrics {

extern const Metric recall;
extern const Metric false_positive_rate;

namespace {

/// Where both have something to say it is said of each.
std::string joined(const std::string& of_recall, const std::string& of_alarms) {
    std::string detail;
    if (!of_recall.empty()) detail = "recall " + of_recall;
    if (!of_alarms.empty()) detail += (detail.empty() ? "" : "; ") + ("false positive rate " + of_alarms);
    return detail;
}

/// All but the limits, of the rate whose value decides.
Estimate deciding(const Estimate& of_recall, const Estimate& of_alarms, bool recall_decides) {
    Estimate estimate = recall_decides ? of_recall : of_alarms;
    estimate.detail = joined(of_recall.detail, of_alarms.detail);
    estimate.rows = of_recall.rows + of_alarms.rows;  // actual positives and actual negatives
    estimate.units = of_recall.units_named ? std::max(of_recall.units, of_alarms.units) : estimate.rows;
    estimate.left_out = std::max(of_recall.left_out, of_alarms.left_out);
    estimate.reason = of_recall.reason != Reason::none && of_alarms.reason != Reason::none ? of_recall.reason : Reason::none;
    return estimate;
}

/// The other rate is zero in every group seen, which says nothing of the ratio of what it really is.
Estimate beside_zeros(Estimate estimate, const std::string& other) {
    estimate.detail += (estimate.detail.empty() ? "" : "; ") + other + " is 0 in every group";
    estimate.limits = [own = estimate.limits](double tail) { return Limits{0, own(tail).high}; };
    return estimate;
}

}  // namespace

Estimate equalized_odds_gap(std::span<const Group> groups, const Setting& setting) {
    const Estimate of_recall = largest_difference(by_group(recall, groups, setting), 1);
    const Estimate of_alarms = largest_difference(by_group(false_positive_rate, groups, setting), 1);
    if (!of_recall.value) return of_recall;
    if (!of_alarms.value) return of_alarms;
    Estimate estimate = deciding(of_recall, of_alarms, *of_recall.value >= *of_alarms.value);
    estimate.limits = [a = of_recall.limits, b = of_alarms.limits](double tail) {
        return Limits{std::max(a(tail / 2).low, b(tail / 2).low), std::max(a(tail).high, b(tail).high)};
    };
    return estimate;
}

Estimate equalized_odds_least_ratio(std::span<const Group> groups, const Setting& setting) {
    const Estimate of_recall = smallest_ratio(by_group(recall, groups, setting));
    const Estimate of_alarms = smallest_ratio(by_group(false_positive_rate, groups, setting));
    if (of_recall.value && of_alarms.reason == Reason::no_denominator) return beside_zeros(of_recall, "false positive rate");
    if (of_alarms.value && of_recall.reason == Reason::no_denominator) return beside_zeros(of_alarms, "recall");
    if (!of_recall.value) return of_recall;
    if (!of_alarms.value) return of_alarms;
    Estimate estimate = deciding(of_recall, of_alarms, *of_recall.value <= *of_alarms.value);
    estimate.limits = [a = of_recall.limits, b = of_alarms.limits](double tail) {
        return Limits{std::min(a(tail).low, b(tail).low), std::min(a(tail / 2).high, b(tail / 2).high)};
    };
    return estimate;
}

}  // namespace metrics
