#pragma once

#include <vector>

#include "metrics/learner.h"
#include "metrics/statistics/moments.h"
#include "metrics/statistics/row_sample.h"
#include "metrics/statistics/split.h"

/// What metrics that fit something to sampled rows share.
namespace metrics {

/// A number of each row, added up over the rows that are used, by unit where units are named. Of a sample that is not
/// whole, a content with many rows is one draw of that weight.
Split<Moments> moments_of(const RowSample& sample, const std::vector<bool>& used, const std::vector<double>& values);

/// Which of `parts` a row is in: by its unit where units are named, else by its content, so that what is alike is together.
std::size_t part_of(const RowSample& sample, std::size_t row, std::size_t parts, std::uint64_t seed);

/// Rows of both samples one after the other, the categories under common names; the first `columns` columns.
Table table_of(const RowSample& first, const RowSample* second, std::size_t columns);
Table rows_of(const Table& table, const std::vector<bool>& used);

}  // namespace metrics
