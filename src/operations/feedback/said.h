#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "charter/feedback.h"

/// What somebody said of a prediction, as a page or an application sends it:
///
///   {"prediction_id": "a17", "thumbs": true, "reason": "late", "text": "It came after the train had left.", "language": "en"}
///
/// The words are those of the charter's `feedback.kinds`; `subject` says who it was, `seconds` how long a decision took, `contact` where
/// somebody wants to be told what became of it (with `contact_consent: true`), `id` tells a second copy from a second answer.
namespace operations {

inline constexpr base::limits::Size feedback_bytes_max{"feedback_bytes_max", 16'384, "Bytes of one piece of feedback: whoever asks may send it, so it is small."};
inline constexpr base::limits::Size feedback_text_characters_max{"feedback_text_characters_max", 4'000, "Characters of a free text in feedback: two pages."};
inline constexpr base::limits::Size feedback_reason_characters_max{"feedback_reason_characters_max", 500, "Characters of a reason, a correction or a decision in feedback."};
inline constexpr base::limits::Row feedback_limits[] = {feedback_bytes_max, feedback_text_characters_max, feedback_reason_characters_max};

struct Said {
    std::string id;
    std::string event;    ///< an observation of the kind feedback, one line
    std::string contact;  ///< empty: none was left
};

/// `fresh_id`: where the sender gives none. Faults: `input` for whatever the charter does not ask, and for what no answer can be.
base::Result<Said> said_in(std::string_view body, const charter::Charter& document, const charter::Feedback& asked, const std::string& fresh_id);

}  // namespace operations
