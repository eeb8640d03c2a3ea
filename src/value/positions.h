#pragma once

#include <map>
#include <string>
#include <vector>

#include "metrics/statistics/reduction.h"

/// What rankings are worth: every relevant item brings the amount of the position where it stands.
namespace value {

/// Of a query: what its list brings, and what the same items would bring in their best order.
extern const metrics::Reduction by_position;

/// What the reduction reads: the amounts, first place first, and the label from which an item is relevant.
std::map<std::string, double, std::less<>> position_parameters(const std::vector<double>& amounts);

}  // namespace value
