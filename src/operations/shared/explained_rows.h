#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "operations/shared/explanation.h"

/// Between sampled rows, what models take, and what people read.
namespace operations {

/// The rows of a sample that have a score, which stands behind the features; what stands behind the score is not taken.
models::Scored scored_of(const metrics::RowSample& sample, std::size_t features);

/// All rows of a sample, without scores.
models::Scored rows_of(const metrics::RowSample& sample, std::size_t features);

/// 0, 1, 2, ...: a sample is in the order of hashes, so its first rows are a sample too.
std::vector<std::size_t> first_rows(std::size_t count);

std::vector<FeatureWeight> weights_of(const observations::Frame& rows, const std::vector<double>& means);
void sort_by_weight(std::vector<FeatureWeight>& features);

/// What is usual: of a number the middle eight of ten values, of a category how many rows have it.
class Usual {
public:
    explicit Usual(const models::Scored& scored);
    /// "usual: 300 to 900", "5 % of rows".
    std::string of(const observations::Column& column, std::size_t row) const;

private:
    std::map<std::string, std::pair<double, double>> ranges_;
    std::map<std::string, std::map<std::string, double>> shares_;
};

/// A value as it is read.
std::string value_of(const observations::Column& column, std::size_t row);

/// A row with all of its reasons, the largest first.
RowWhy row_why(const std::string& title, const observations::Frame& rows, std::size_t row, double score, const models::Contributions& shares, const Usual& usual);

/// The rows that people ask for first: the highest score, the lowest, and the one just above the threshold.
std::vector<std::pair<std::string, std::size_t>> telling_rows(const std::vector<double>& scores, std::optional<double> threshold);

}  // namespace operations
