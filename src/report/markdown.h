#pragma once

#include <cstddef>
#include <string>

#include "report/scorecard.h"

namespace report {

/// GitHub refuses a longer comment. We count bytes, which are never fewer than its characters.
inline constexpr std::size_t comment_bytes_max = 65'535;

/// The scorecard as a comment on a pull request: what needs attention first and in words, what is kept folded away. What
/// does not fit is counted, never left out silently.
std::string markdown(const Scorecard& card);

}  // namespace report
