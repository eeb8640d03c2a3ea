#pragma once

#include <string_view>

namespace http {

/// The pages as web/embed.mjs wrote them; empty: the program was built without.
std::string_view page_bytes();

}  // namespace http
