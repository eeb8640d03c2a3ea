#pragma once

#include <array>
#include <cstdint>

#include "metrics/metric.h"

/// Differences between two models that were shown the same rows: the first less the second. Rows that both treat alike say
/// nothing about the difference, so its interval is that of what they treat otherwise, and much narrower than two
/// intervals beside each other suggest.
namespace metrics {

/// Rows by label and the two decisions.
struct PairedTable {
    std::array<std::int64_t, 12> rows{};

    static std::size_t cell(Confusion::Label label, bool first, bool second) {
        return 4 * static_cast<std::size_t>(label) + (first ? 2u : 0u) + (second ? 1u : 0u);
    }
    std::int64_t& at(Confusion::Label label, bool first, bool second) { return rows[cell(label, first, second)]; }
    std::int64_t at(Confusion::Label label, bool first, bool second) const { return rows[cell(label, first, second)]; }
    Confusion first() const { return seen_by(true); }
    Confusion second() const { return seen_by(false); }
    std::int64_t all() const;
    std::int64_t decided_otherwise() const;

private:
    Confusion seen_by(bool first) const;
};

/// Rows in which the first is right (or flags, or whatever the share counts) and the second is not, and the other way.
struct Discordant {
    double gained = 0;
    double lost = 0;
    double rows = 0;  ///< that the share is a share of

    double difference() const { return rows > 0 ? (gained - lost) / rows : 0; }
};

/// Tango 1998, "Equivalence test and confidence interval for the difference in proportions for the paired-sample design":
/// the differences that the score test does not refuse.
Limits tango_limits(const Discordant& of, double tail);
/// McNemar's test, exact: two-sided, of "as many gained as lost". 1 where there are neither.
double mcnemar(const Discordant& of);

/// A metric that is the share of 0 and 1 over rows that do not depend on the decision (accuracy, recall, the share flagged):
/// what is discordant in it. Nothing for other metrics.
std::optional<Discordant> discordant(const Metric& metric, const Setting& setting, const PairedTable& table);

/// The difference of a metric of decisions over independent rows. A share by Tango's interval; everything else by the
/// jackknife over rows, which a table makes cheap (each row of a cell leaves the same behind), with Hall's correction for
/// skewness. Absent where either value is; Below ten rows that were
/// decided otherwise: of a mean, their share times the most that one can matter; of anything else `few_events`.
Estimate paired_decisions(const Metric& metric, const Setting& setting, const PairedTable& table);

/// The difference of two estimates that know their value without each unit (or without each of 64 parts of independent
/// rows): the jackknife of the differences.
Estimate paired_parts(const Metric& metric, const Estimate& first, const Estimate& second);

/// Whether the jackknife holds for the metric: smooth in the rows, not the largest of several things nor a quantile.
bool is_smooth(const Metric& metric);

}  // namespace metrics
