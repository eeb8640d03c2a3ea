#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/statistics/row_sample.h"

namespace metrics {

/// How well rows can be told from a few of their principal components: what is lost shows when columns no longer go together
/// as they did. Learnt from one sample, applied to others.
///
/// As NannyML: a missing number becomes the mean, a missing category the most frequent one (the first by name of equals); a
/// category becomes its share of the rows, one never seen 0; every column is divided by its standard deviation (1 where it
/// does not vary); as many components are kept as are needed to pass the given share of the variance. The error of a row is
/// the length of what is lost.
class Reconstruction {
public:
    /// `used`: which rows of the sample to learn from, at least one. Numbers of rows count as weights.
    Reconstruction(const RowSample& sample, const std::vector<bool>& used, double variance_share);

    /// Of each row of a sample with the same columns.
    std::vector<double> errors(const RowSample& sample) const;
    std::size_t components() const { return basis_.size(); }

private:
    struct Scale {
        bool categorical = false;
        std::vector<std::string> categories;  ///< ascending
        std::vector<double> shares;           ///< of the categories
        double filled = 0;                    ///< what stands for a missing value
        double mean = 0;
        double deviation = 1;
    };
    void learn_column(const RowSample& sample, const std::vector<bool>& used, std::size_t column);
    /// Standardised, row by row.
    std::vector<double> encoded(const RowSample& sample) const;
    std::vector<double> values_of(const RowSample& sample, std::size_t column) const;

    std::vector<Scale> scales_;
    std::vector<std::vector<double>> basis_;  ///< orthonormal
};

/// Eigenvalues and orthonormal eigenvectors of a symmetric matrix (row by row), the largest first; Jacobi's rotations.
struct Eigen {
    std::vector<double> values;
    std::vector<std::vector<double>> vectors;
};
Eigen eigen_of(std::vector<double> matrix, std::size_t size);

}  // namespace metrics
