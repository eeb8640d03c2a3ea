#pragma once

#include <boost/json.hpp>

#include <string>

#include "base/json.h"
#include "charter/feedback.h"

namespace operations {

/// What a page needs to ask: kinds, sampling, cool-down in days, consent, what is said before an address is left, and the words of the language that comes nearest to the one
/// wanted (`de-ch` is `de` where there is no other), else of the charter's own. Words that nobody wrote are absent.
base::json::object form_of(const charter::Feedback& feedback, const std::string& language);

}  // namespace operations
