#pragma once

#include <array>
#include <optional>
#include <vector>

#include "metrics/metric.h"

namespace metrics::slices {

/// A row's label and decision as one number: 2 label + (predicted positive), labels as in Confusion.
using Outcome = std::uint8_t;
inline constexpr std::size_t outcomes = 6;
inline Outcome outcome_of(Confusion::Label label, bool predicted) { return static_cast<Outcome>(2 * static_cast<int>(label) + (predicted ? 1 : 0)); }

/// What each outcome adds to the mean over rows that a metric is or follows: the larger the mean, the larger the metric.
struct OutcomeValues {
    std::array<double, outcomes> value{};
    std::array<bool, outcomes> counts{};  ///< whether the metric rests on such rows at all

    /// Of the outcomes that count.
    double best(Better better) const;
};

/// Found by asking the metric about rows one by one and together, so that no list says which metrics are means or follow one (f1
/// follows the share of hits among all that is positive or called so): nothing for one that does neither (the areas, f_beta),
/// or that knows no better and worse.
std::optional<OutcomeValues> outcome_values(const Metric& metric, const Setting& setting);

/// Whether slices can be searched for by this metric: it is or follows a mean of outcomes, of a loss of label and score, or of a
/// row value (an error).
bool is_searchable(const Metric& metric, const Setting& setting);

/// Losses as the search holds them. All are cut at their 99.9 % quantile first, so that one freak value neither decides nor
/// takes all the steps; judging does not cut.
std::vector<std::uint16_t> in_steps(const std::vector<double>& losses);

}  // namespace metrics::slices
