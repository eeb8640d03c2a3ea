#pragma once

#include <string>

#include "tools/simulate/tally.h"

namespace simulate {

/// docs/looks.md: how often somebody who looks all the time is ever told something wrong, and how soon a drop is found.
struct Looks {
    std::string page;
    int exceeding = 0;  ///< errors that are more than chance makes of what is promised
};
Looks looks(const Plan& plan, const std::string& commit);

}  // namespace simulate
