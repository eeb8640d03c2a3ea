#pragma once

#include <optional>

#include "base/json.h"
#include "operations/service/service.h"

/// What people said of a product's predictions in a stretch of time, measured and shown.
namespace operations {

struct FeedbackPeriod {
    std::optional<base::Time> from, until;  ///< half-open; nothing: without end
};

/// {id, column, of, scale, summary, better, value, interval, n, units, reason, why, detail}: of every kind that the charter asks, its
/// metric over those who answered, each person's newest answer; of reliance, over decisions; and the share of predictions answered at all.
base::Result<base::json::array> measures_of_feedback(const Product& product, const charter::Charter& document, const FeedbackPeriod& period);

/// Who is corrected: {predictions, corrected, with_outcome, agreeing, agreement, count, columns: [{column, values: [{value, predictions,
/// corrected, share, interval, apart}]}]}. `apart`: the share of corrections differs there from that of all other predictions, as far as
/// can be said of so many values at once: those who are corrected are not like all.
base::Result<base::json::object> corrections_of(const Product& product, const charter::Charter& document, const FeedbackPeriod& period);

/// Columns by which feedback is looked at: version, groups of promises, categories of the contract, features; as far as they are kept.
std::vector<std::string> feedback_columns(const charter::Charter& document);

inline constexpr double feedback_level = 0.95;

}  // namespace operations
