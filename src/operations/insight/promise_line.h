#pragma once

#include "base/json.h"
#include "report/scorecard.h"

/// A promise in one line of a page: what it says, how it stands, and of which number; without its windows, groups and pictures.
namespace operations {

base::json::object promise_line(const report::PromiseResult& result, const report::Scorecard& card);
/// One check of it: a column, a group or a category.
base::json::object check_line(const report::PromiseResult& result, const report::Check& check);

/// Broken before unproven before kept, and of those what stops before what warns: what needs somebody comes first.
int rank_of(verdicts::Verdict verdict);
bool worse(const report::PromiseResult* a, const report::PromiseResult* b);

}  // namespace operations
