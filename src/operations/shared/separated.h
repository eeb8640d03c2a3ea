#pragma once

#include <string>
#include <vector>

namespace operations {

/// `--by a,b --by c` as one list: a, b, c. Empty words are left out.
std::vector<std::string> separated(const std::vector<std::string>& words);

}  // namespace operations
