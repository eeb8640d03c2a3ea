#pragma once

#include <string>

namespace operations {

/// The OpenAPI 3.1 document of all operations with a route.
std::string openapi_document();

}  // namespace operations
