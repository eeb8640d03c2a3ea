#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/scorecard.h"

namespace report {

/// What a watched promise has besides its window, as pairs of a term and a sentence: since the release, whether it has begun to
/// break, where the trend goes. Empty where the product is not watched.
std::vector<std::pair<std::string, std::string>> live_words(const PromiseResult& result, const Scorecard& card);

}  // namespace report
