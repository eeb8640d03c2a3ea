#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "operations/feedback/measures.h"

namespace operations {

/// What people's free texts are about, and in which slices: {texts, in_themes, level, themes: [{id, words, size, share, examples: [{feedback,
/// time, prediction, text}], trend: [{start, texts}], slices: [{column, value, here, of, others, of_others, difference, interval}],
/// feedback: [id, ...], predictions: [id, ...]}]}.
///
/// A slice is a value of a column that the predictions of a theme have more often than those of the other texts: Newcombe's interval of the
/// difference (by MOVER) lies above 0, at a level that holds for all columns, values and themes at once (Bonferroni). Texts count as
/// independent. At most `themes::texts_max` texts, the newest.
base::Result<base::json::object> themes_of_feedback(const Product& product, const charter::Charter& document, const FeedbackPeriod& period);

}  // namespace operations
