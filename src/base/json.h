#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

#include "base/result.h"

/// JSON is Boost's; what is ours is how numbers and canonical documents are written.
namespace base {

namespace json = boost::json;

/// The shortest text that reads back as the same double, spelled as ECMAScript does. Finite numbers only.
std::string format_number(double value);

/// RFC 8785: keys sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them. What is hashed.
std::string canonical(const json::value& value);

/// For people: two spaces of indentation, keys in the order in which they were added, numbers as above.
std::string pretty(const json::value& value);

Result<json::value> parse_json(std::string_view text);

}  // namespace base
