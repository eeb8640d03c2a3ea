#pragma once

#include "metrics/as/definition.h"

/// What Evidently's metrics of recommendations have in common. A user is a query; who has no relevant item is left out
/// (`no_feedback_users=False`). Places are ranks of the score within the user, of equal scores their mean rank cut to a whole
/// number, so that ties share a place or leave one empty.
///
/// Rows that lack a score or a label, on which Evidently fails, are left out.
namespace metrics::as {

struct EvidentlyItem {
    double place = 1;
    double target = 0;
};
/// Of one user's items; `k` is above every place where the whole list counts.
using EvidentlyValue = double (*)(std::span<const EvidentlyItem> items, double k);

/// `level`: labels from here on are relevant (`min_rel_score`); none: labels stay as they are, and above 0 is relevant.
void evidently_list(std::span<const KeyRow> rows, const Circumstances& given, std::optional<double> level, Reduced& reduced, EvidentlyValue value);

/// The mean over users.
Estimate evidently_mean(const Split<KeySums>& of, const Setting& setting);

}  // namespace metrics::as
