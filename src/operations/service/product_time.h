#pragma once

#include "operations/service/service.h"

namespace operations {

/// What time it is for a product: that of the wall or, where a server replays the past (`--clock events`), when its newest event was over.
/// An event at midnight to the microsecond has a date for a time, and is over with its day. What happens next to the product comes later.
base::Time product_time(Service& service, const Product& product);

/// Whether that is another time than the one on the wall.
bool replays(Service& service);

}  // namespace operations
