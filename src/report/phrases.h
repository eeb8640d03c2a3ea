#pragma once

#include <string>
#include <string_view>

/// What the metrics' numbers mean in plain words. A metric that has no words here is still reported, under its own name.
namespace report {

/// A share as people count: "Of 1,000 actual positives, 612 are found." `of` may hold {column} and {category}.
struct Frequency {
    std::string_view metric;
    std::string_view of;
    std::string_view one;   ///< "is found"
    std::string_view many;  ///< "are found"
};
/// Null where the metric is no share of something countable. Rules about whole rows have no column.
enum class Of { column, rows };
const Frequency* frequency_of(std::string_view metric, Of what);

/// A sentence with {value} in it, and {column} where the metric has one.
std::string_view pattern_of(std::string_view metric);

/// "the share of actual positives that are found", for comparisons between groups.
std::string share_named(std::string_view metric);

/// The metric whose values a comparison between groups compares: `recall` for equal_opportunity_difference.
std::string_view compared_metric(std::string_view metric);

}  // namespace report
