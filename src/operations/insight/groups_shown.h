#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "base/json.h"
#include "metrics/metric.h"
#include "operations/insight/product_view.h"

/// How groups fare: what is measured of each, how sure that is, and how far they lie apart.
namespace operations {

using Grouping = std::vector<std::string>;  ///< columns whose combinations are groups

/// What is looked at.
struct GroupsAsked {
    std::vector<std::string> columns;
    std::vector<const metrics::Metric*> metrics;
    std::optional<std::string> version;
};

/// The columns by which the charter's promises divide and of which it declares a population, in its order.
std::vector<std::string> grouping_columns(const charter::Charter& document);
/// Each column by itself, every two, and where there are three or more all of them: at most `groupings_max`.
std::vector<Grouping> groupings_of(const std::vector<std::string>& columns);
inline constexpr std::size_t groupings_max = 12;

/// What is measured of groups where nothing is named: what the charter promises by group, and decisions by what they are held to.
std::vector<const metrics::Metric*> usual_group_metrics(const charter::Charter& document);
/// Whether it can be measured of any group of rows by itself.
bool fits_groups(const metrics::Metric& metric);

/// Of each grouping every group, the largest first, with rows and estimates; the largest difference and the smallest ratio between
/// them. A group that is too small for its number has none, or one that proves nothing, and says why. A grouping that cannot be
/// answered, since it has too many groups, says so and leaves the others.
base::Result<base::json::object> look_at_groups(const ProductView& view, const Stretch& stretch, const GroupsAsked& asked, const std::atomic<bool>* stop);

}  // namespace operations
