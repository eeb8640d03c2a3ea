#pragma once

#include <string>

#include "report/scorecard.h"

namespace report {

struct TextOptions {
    bool colour = false;  ///< only ever repeats what words and marks say
    int width = 80;       ///< characters; at least 40 are used
};

/// The scorecard for a terminal, to be read aloud: the gate, then each section with its broken promises first.
std::string text(const Scorecard& card, TextOptions options);

}  // namespace report
