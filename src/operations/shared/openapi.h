#pragma once

#include <string>
#include <string_view>

#include "operations/operation.h"

namespace operations {

/// How HTTP spells a method: `GET`.
std::string_view spelled(Method method);

/// The OpenAPI 3.1 document of all operations with a route.
std::string openapi_document();

}  // namespace operations
