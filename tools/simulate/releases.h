#pragma once

#include <string>

#include "base/result.h"
#include "tools/simulate/tally.h"

namespace simulate {

/// docs/releases.md: what is decided about releases on traffic made of two published experiments, when, and how often wrongly.
struct Releases {
    std::string page;
    int exceeding = 0;  ///< errors that are more than chance makes of what is promised
};
/// `data` is the folder of published_experiments.h.
base::Result<Releases> releases(const Plan& plan, const std::string& commit, const std::string& data);

}  // namespace simulate
