#pragma once

#include <atomic>
#include <string>

#include "base/json.h"
#include "operations/insight/product_view.h"
#include "report/scorecard.h"

/// What stands behind a promise's number: the pictures that belong to its metric, the groups, the same in people, and the slices in
/// which it is worst.
namespace operations {

/// The rows that a promise is about, as its scorecard's window has them.
Stretch stretch_of(const report::PromiseResult& result, const ProductView& view);

/// What the scorecard itself knows of it: checks, groups, distributions, calibration, ROC. Nothing is read.
base::json::object evidence_at_hand(const report::PromiseResult& result, const report::Scorecard& card);

/// What is read for it: the metric at every threshold, how scores and outcomes agree, the values themselves, and the decisions as
/// whole people. `{"pictures": [...], "people": {...}|null}`; what a promise has none of is left out. Faults: those of the rows.
base::json::object nothing_read();
base::Result<base::json::object> evidence_read(const report::PromiseResult& result, const ProductView& view, const std::atomic<bool>* stop);

/// The slices in which the promise's metric is worst: searched for in one half of the rows, judged on the other. `{"reason", "why"}`
/// where the metric cannot be searched by. Faults: those of the rows.
base::Result<base::json::object> evidence_slices(const report::PromiseResult& result, const ProductView& view, const std::atomic<bool>* stop);

}  // namespace operations
