#include "metrics/statistics/reconstruction.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/assert.h"

namespace metrics {

namespace {

double weight_of_row(const RowSample& sample, std::size_t row) { return static_cast<double>(sample.rows[row].count); }

struct Spread {
    double mean = 0;
    double deviation = 0;
};

/// Of the used rows, in two passes, so that a constant column has no deviation at all.
Spread spread_of(const RowSample& sample, const std::vector<bool>& used, const std::vector<double>& values) {
    double weight = 0;
    double sum = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (!used[row]) continue;
        weight += weight_of_row(sample, row);
        sum += weight_of_row(sample, row) * values[row];
    }
    Spread spread;
    spread.mean = sum / weight;
    double squares = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (used[row]) squares += weight_of_row(sample, row) * (values[row] - spread.mean) * (values[row] - spread.mean);
    }
    spread.deviation = std::sqrt(squares / weight);
    // What is left of equal values is rounding.
    if (spread.deviation <= 1e-12 * std::abs(spread.mean)) spread.deviation = 0;
    return spread;
}

/// One rotation of Jacobi's that makes the matrix zero at (p, q).
void rotate(std::vector<double>& a, std::vector<double>& v, std::size_t n, std::size_t p, std::size_t q) {
    const double apq = a[p * n + q];
    if (apq == 0) return;
    const double theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
    const double t = (theta >= 0 ? 1.0 : -1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1));
    const double c = 1 / std::sqrt(t * t + 1);
    const double s = t * c;
    const auto turn = [&](std::vector<double>& m, std::size_t at, std::size_t other) {
        const double x = m[at];
        const double y = m[other];
        m[at] = c * x - s * y;
        m[other] = s * x + c * y;
    };
    for (std::size_t k = 0; k < n; ++k) turn(a, k * n + p, k * n + q);
    for (std::size_t k = 0; k < n; ++k) turn(a, p * n + k, q * n + k);
    for (std::size_t k = 0; k < n; ++k) turn(v, p * n + k, q * n + k);
}

}  // namespace

Eigen eigen_of(std::vector<double> a, std::size_t n) {
    ASSERT(a.size() == n * n);
    std::vector<double> v(n * n, 0);
    for (std::size_t i = 0; i < n; ++i) v[i * n + i] = 1;
    constexpr int sweeps_max = 60;
    for (int sweep = 0; sweep < sweeps_max; ++sweep) {
        double off = 0;
        double all = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) (i == j ? all : off) += a[i * n + j] * a[i * n + j];
        }
        if (off <= 1e-30 * all) break;
        for (std::size_t p = 0; p + 1 < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) rotate(a, v, n, p, q);
        }
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return a[i * n + i] > a[j * n + j]; });
    Eigen eigen;
    for (const std::size_t i : order) {
        eigen.values.push_back(a[i * n + i]);
        const auto first = v.begin() + static_cast<std::ptrdiff_t>(i * n);
        eigen.vectors.emplace_back(first, first + static_cast<std::ptrdiff_t>(n));
    }
    return eigen;
}

void Reconstruction::learn_column(const RowSample& sample, const std::vector<bool>& used, std::size_t column) {
    Scale& scale = scales_[column];
    scale.categorical = sample.columns[column].categorical;
    if (!scale.categorical) {
        double weight = 0;
        double sum = 0;
        for (std::size_t row = 0; row < sample.rows.size(); ++row) {
            const double cell = sample.cell(row, column);
            if (!used[row] || std::isnan(cell)) continue;
            weight += weight_of_row(sample, row);
            sum += weight_of_row(sample, row) * cell;
        }
        scale.filled = weight > 0 ? sum / weight : 0;
    } else {
        scale.categories = sample.columns[column].categories;
        scale.shares.assign(scale.categories.size(), 0);
        double all = 0;
        double missing = 0;
        for (std::size_t row = 0; row < sample.rows.size(); ++row) {
            if (!used[row]) continue;
            const double cell = sample.cell(row, column);
            all += weight_of_row(sample, row);
            (std::isnan(cell) ? missing : scale.shares[static_cast<std::size_t>(cell)]) += weight_of_row(sample, row);
        }
        const auto most = std::max_element(scale.shares.begin(), scale.shares.end());
        if (most != scale.shares.end()) *most += missing;
        for (double& share : scale.shares) share /= all;
        scale.filled = most == scale.shares.end() ? 0 : *most;
    }
    const Spread spread = spread_of(sample, used, values_of(sample, column));
    scale.mean = spread.mean;
    scale.deviation = spread.deviation > 0 ? spread.deviation : 1;
}

std::vector<double> Reconstruction::values_of(const RowSample& sample, std::size_t column) const {
    const Scale& scale = scales_[column];
    std::vector<double> coded;  // by the sample's own numbering of categories
    for (const std::string& name : sample.columns[column].categories) {
        const auto found = std::lower_bound(scale.categories.begin(), scale.categories.end(), name);
        coded.push_back(found != scale.categories.end() && *found == name ? scale.shares[static_cast<std::size_t>(found - scale.categories.begin())] : 0);
    }
    std::vector<double> values;
    values.reserve(sample.rows.size());
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        const double cell = sample.cell(row, column);
        values.push_back(std::isnan(cell) ? scale.filled : scale.categorical ? coded[static_cast<std::size_t>(cell)] : cell);
    }
    return values;
}

std::vector<double> Reconstruction::encoded(const RowSample& sample) const {
    const std::size_t width = scales_.size();
    std::vector<double> cells(sample.rows.size() * width);
    for (std::size_t column = 0; column < width; ++column) {
        const auto values = values_of(sample, column);
        for (std::size_t row = 0; row < values.size(); ++row) cells[row * width + column] = (values[row] - scales_[column].mean) / scales_[column].deviation;
    }
    return cells;
}

Reconstruction::Reconstruction(const RowSample& sample, const std::vector<bool>& used, double variance_share) : scales_(sample.columns.size()) {
    ASSERT(used.size() == sample.rows.size());
    ASSERT(std::find(used.begin(), used.end(), true) != used.end());
    const std::size_t width = scales_.size();
    for (std::size_t column = 0; column < width; ++column) learn_column(sample, used, column);
    const auto cells = encoded(sample);
    std::vector<double> products(width * width, 0);
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        if (!used[row]) continue;
        const double* const own = cells.data() + row * width;
        const double weight = weight_of_row(sample, row);
        for (std::size_t i = 0; i < width; ++i) {
            for (std::size_t j = i; j < width; ++j) products[i * width + j] += weight * own[i] * own[j];
        }
    }
    for (std::size_t i = 0; i < width; ++i) {
        for (std::size_t j = 0; j < i; ++j) products[i * width + j] = products[j * width + i];
    }
    const Eigen eigen = eigen_of(std::move(products), width);
    const double all = std::accumulate(eigen.values.begin(), eigen.values.end(), 0.0);
    double explained = 0;
    for (std::size_t i = 0; i < width; ++i) {
        basis_.push_back(eigen.vectors[i]);
        explained += eigen.values[i];
        if (explained > variance_share * all) break;
    }
}

std::vector<double> Reconstruction::errors(const RowSample& sample) const {
    ASSERT(sample.columns.size() == scales_.size());
    const std::size_t width = scales_.size();
    const auto cells = encoded(sample);
    std::vector<double> errors;
    errors.reserve(sample.rows.size());
    std::vector<double> rest(width);
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        const double* const own = cells.data() + row * width;
        std::copy(own, own + width, rest.begin());
        for (const auto& direction : basis_) {
            const double along = std::inner_product(direction.begin(), direction.end(), own, 0.0);
            for (std::size_t i = 0; i < width; ++i) rest[i] -= along * direction[i];
        }
        errors.push_back(std::sqrt(std::inner_product(rest.begin(), rest.end(), rest.begin(), 0.0)));
    }
    return errors;
}

}  // namespace metrics
