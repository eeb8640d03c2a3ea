#pragma once

#include <memory>

#include "operations/operation.h"
#include "operations/service/service.h"

namespace operations {

/// Whose flags a request is about: the product that it names, by its path (/v1/products/NAME/ofrep/v1/...) or `?product=`; else the
/// only one that its token may view. Faults: `input` where that leaves several, `missing` where there is none.
base::Result<std::string> product_asked(const Request& request, const Arguments& arguments);

}  // namespace operations
