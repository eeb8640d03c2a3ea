#pragma once

#include <string>

#include "observations/source.h"

namespace operations {

/// A question as text: equal texts are equal questions.
std::string key_of(const observations::Question& question);

}  // namespace operations
