#pragma once

#include <string>
#include <vector>

#include "operations/live/live_product.h"

namespace operations {

/// The points of one window, for the shelf.
std::string bytes_of(const std::vector<HistoryPoint>& points);
/// From bytes of `bytes_of`; what cannot be read is left out, and is judged again.
std::vector<HistoryPoint> points_from(const std::string& bytes, report::Period window);

}  // namespace operations
