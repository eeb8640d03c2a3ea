#pragma once

#include <optional>

#include "metrics/metric.h"
#include "report/scorecard.h"

namespace report {

/// The picture that belongs to what a metric read: two histograms or two samples of values become distributions, scores
/// with labels a reliability diagram or a ROC curve. None for statistics that have no picture, for a comparison without its
/// reference, and where there is nothing to draw. `bins` are those of the metric's own formula.
std::optional<Figure> figure_of(const metrics::Metric& metric, const metrics::Statistic& current, const metrics::Statistic* reference, int bins);

}  // namespace report
