#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "metrics/slices/losses.h"
#include "metrics/slices/search.h"
#include "observations/coded_rows.h"
#include "operations/shared/plan.h"
#include "operations/shared/slice_report.h"

/// The search for slices in which a metric is worst, in one half of the rows, and its judging on the other.
namespace operations {

/// What is searched for.
struct SliceSearch {
    std::optional<charter::Charter> document;
    Measurement measurement;  ///< the metric with its setting
    observations::Coding coding;
    std::vector<std::string> without;
    std::optional<metrics::slices::OutcomeValues> values;  ///< metrics of outcomes
    metrics::slices::Rules rules;
    double share_min = 0.01;
    double level = 0.95;
    std::string bound;  ///< of the document's promise on the metric: `at_least: 0.6`

    /// What is asked of the rows, once metric, document and slice are known.
    void ask_for(const metrics::Metric& chosen, const Asking& asking);
    const metrics::Metric& metric() const { return *measurement.metric; }
    /// What a row gives to the metric at best; what it gives less is its loss.
    double best() const { return values ? values->best(metric().better) : metric().better == metrics::Better::higher ? metric().highest : metric().lowest; }
};

/// Whether slices can be searched for by it: it is a mean over rows, or follows one, and knows better and worse.
bool is_searchable_by_slices(const metrics::Metric& metric);
/// `at_least: 0.6`, as a promise with this bound has it; empty for bounds that a slice's promise cannot have.
std::string slice_bound(const charter::Bound& bound);

/// Faults: those of the rows; `input` where no row has what the metric needs; `interrupted`.
base::Result<SlicesReport> search_slices(SliceSearch& request, observations::Source& source, const std::atomic<bool>* stop, const std::function<void(double share, std::int64_t rows)>& progress);

}  // namespace operations
