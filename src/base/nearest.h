#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace base {

/// The name that was probably meant: the nearest by edits (insert, delete, replace, swap neighbours), or empty when none
/// is within a third of the word's length (at least one edit). The first of equals wins.
std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

}  // namespace base
