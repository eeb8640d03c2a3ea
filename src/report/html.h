#pragma once

#include <string>
#include <vector>

#include "report/scorecard.h"

namespace report {

/// The scorecard as one page that needs nothing else: no script, no font, no request to any network, and a policy inside it
/// that forbids them. Readable without colour, on a phone and printed; every number has its definition one click away.
/// `pages`: chapters of other pages (`chapters_of_page`), which stand behind the promises.
std::string html(const Scorecard& card, const std::vector<std::string>& pages = {});

}  // namespace report
