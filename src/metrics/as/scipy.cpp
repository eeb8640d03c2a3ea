#include "metrics/as/scipy.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"
#include "metrics/statistics/side_by_side.h"

namespace metrics::as {

namespace {

constexpr std::int64_t exact_rows_max = 10'000;
/// Above it the tail is below what the series below resolve, and SciPy calls it nothing too.
constexpr double scaled_square_max = 370;

/// Samples of one size: an alternating sum over reflections of the paths (scipy's Horner scheme).
double outside_square(std::int64_t n, std::int64_t h) {
    double p = 0;
    for (std::int64_t k = n / h; k >= 0; --k) {
        double factor = 1;
        for (std::int64_t j = 0; j < h; ++j) factor *= static_cast<double>(n - k * h - j) / static_cast<double>(n + k * h + j + 1);
        p = factor * (1 - p);
    }
    return 2 * p;
}

/// Share of the lattice paths from (0, 0) to (m, n) that touch or cross one of the lines h away from the diagonal
/// (Hodges 1958, The significance probability of the Smirnov two-sample test), column by column.
double outside_band(std::int64_t m, std::int64_t n, std::int64_t g, std::int64_t h) {
    if (m < n) std::swap(m, n);
    const std::int64_t mg = m / g;
    const std::int64_t ng = n / g;
    const auto up = [](std::int64_t a, std::int64_t b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); };
    const auto down = [](std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); };
    std::int64_t low = 0;
    std::int64_t high = std::min(up(h, mg), n + 1);
    // outside[j - low]: the share for paths to (i, j); 1 beyond the band.
    std::vector<double> outside(static_cast<std::size_t>(std::min(2 * high + 2, n + 1)), 1);
    std::fill(outside.begin(), outside.begin() + static_cast<std::ptrdiff_t>(high - low), 0.0);
    for (std::int64_t i = 1; i <= m; ++i) {
        const std::int64_t low_before = low;
        const std::int64_t length_before = high - low;
        low = std::min(std::max(down(ng * i - h, mg) + 1, std::int64_t{0}), n);
        high = std::min(up(ng * i + h, mg), n + 1);
        if (high <= low) return 1;
        double share = low == 0 ? 0 : 1;
        for (std::int64_t j = low; j < high; ++j) {
            const double left = outside[static_cast<std::size_t>(j - low_before)];
            share = (left * static_cast<double>(i) + share * static_cast<double>(j)) / static_cast<double>(i + j);
            outside[static_cast<std::size_t>(j - low)] = share;
        }
        for (std::int64_t at = high - low; at < length_before; ++at) outside[static_cast<std::size_t>(at)] = 1;
    }
    return outside[static_cast<std::size_t>(high - low - 1)];
}

/// P(D_n+ >= d), one-sided and exact (Birnbaum and Tingey 1951): every term is positive.
double smirnov_tail(std::int64_t n, double d) {
    const auto rows = static_cast<long double>(n);
    const long double x = d;
    const auto last = static_cast<std::int64_t>(std::floor(static_cast<double>(rows * (1 - x))));
    long double sum = 0;
    for (std::int64_t j = 0; j <= last; ++j) {
        const auto at = static_cast<long double>(j);
        const long double above = 1 - x - at / rows;
        if (above < 0 || (above == 0 && j < n)) continue;
        const long double log_choose = std::lgamma(rows + 1) - std::lgamma(at + 1) - std::lgamma(rows - at + 1);
        const long double log_above = j == n ? 0 : (rows - at) * std::log(above);
        sum += std::exp(log_choose + log_above + (at - 1) * std::log(x + at / rows) + std::log(x));
    }
    return static_cast<double>(std::min(1.0L, sum));
}

double sum_of(const std::vector<double>& all) { return std::accumulate(all.begin(), all.end(), 0.0); }

/// x ln(x / y), which goes to zero with x.
double relative(double x, double y) { return x > 0 ? x * std::log(x / y) : 0; }

using Matrix = std::vector<long double>;

Matrix product(const Matrix& a, const Matrix& b, std::size_t size) {
    Matrix out(size * size, 0);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < size; ++k) {
            const long double left = a[i * size + k];
            if (left == 0) continue;
            for (std::size_t j = 0; j < size; ++j) out[i * size + j] += left * b[k * size + j];
        }
    }
    return out;
}

/// P(D_n < d) by Durbin's matrix (Marsaglia, Tsang, Wang 2003, Evaluating Kolmogorov's distribution).
double durbin(std::int64_t n, double d) {
    const auto k = static_cast<std::int64_t>(std::ceil(static_cast<double>(n) * d));
    const long double h = static_cast<long double>(k) - static_cast<long double>(n) * d;
    const auto size = static_cast<std::size_t>(2 * k - 1);
    Matrix step(size * size, 0);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size && j <= i + 1; ++j) step[i * size + j] = 1;
    }
    for (std::size_t i = 0; i < size; ++i) {
        step[i * size] -= std::pow(h, static_cast<long double>(i + 1));
        step[(size - 1) * size + i] -= std::pow(h, static_cast<long double>(size - i));
    }
    if (2 * h > 1) step[(size - 1) * size] += std::pow(2 * h - 1, static_cast<long double>(size));
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            for (std::size_t factor = 1; factor <= i - j + 1; ++factor) step[i * size + j] /= static_cast<long double>(factor);
        }
    }
    // The power, and its size as an exponent of two: entries outgrow any number.
    Matrix power(size * size, 0);
    for (std::size_t i = 0; i < size; ++i) power[i * size + i] = 1;
    long power_exponent = 0;
    long step_exponent = 0;
    const auto scale = [&](Matrix& matrix, long& exponent) {
        const int by = std::ilogb(matrix[static_cast<std::size_t>(k - 1) * size + static_cast<std::size_t>(k - 1)]);
        for (auto& entry : matrix) entry = std::ldexp(entry, -by);
        exponent += by;
    };
    for (std::int64_t left = n; left > 0; left /= 2) {
        if (left % 2 == 1) {
            power = product(power, step, size);
            power_exponent += step_exponent;
            scale(power, power_exponent);
        }
        step = product(step, step, size);
        step_exponent *= 2;
        scale(step, step_exponent);
    }
    long double share = power[static_cast<std::size_t>(k - 1) * size + static_cast<std::size_t>(k - 1)];
    for (std::int64_t i = 1; i <= n; ++i) {
        share *= static_cast<long double>(i) / static_cast<long double>(n);
        if (share < 1e-300L) {
            share = std::ldexp(share, 512);
            power_exponent -= 512;
        }
    }
    return static_cast<double>(std::ldexp(share, static_cast<int>(power_exponent)));
}

/// 1 - P(D_n < d) by Pelz and Good 1976: the limiting distribution and three corrections, for many rows.
double pelz_good_tail(std::int64_t n, double d) {
    constexpr double pi = std::numbers::pi;
    constexpr double pi2 = pi * pi;
    const double z = std::sqrt(static_cast<double>(n)) * d;
    const double z2 = z * z;
    const double z4 = z2 * z2;
    const double z6 = z4 * z2;
    if (-pi2 / 8 / z2 < -708) return 1;
    double k0 = 0;
    double k1 = 0;
    double k2 = 0;
    double k3 = 0;
    const auto terms = static_cast<int>(std::ceil(16 * z / pi));
    for (int k = terms; k >= 1; --k) {
        const double odd = 2 * k - 1;
        const double m2 = odd * odd;
        const double q = std::exp(-pi2 * m2 / 8 / z2);
        k0 += q;
        k1 += q * (-z2 + pi2 / 4 * m2);
        k2 += q * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * pi2 / 4 * m2 + pi2 * pi2 * (1 - 2 * z2) / 16 * m2 * m2);
        k3 += q * (-30 * z6 - 90 * z4 * z4 + pi2 * (135 * z4 - 96 * z6) / 4 * m2 + pi2 * pi2 * (-60 * z2 + 212 * z4) / 16 * m2 * m2 +
                   pi2 * pi2 * pi2 * (5 - 30 * z2) / 64 * m2 * m2 * m2);
    }
    const double root = std::sqrt(2 * pi);
    k0 *= root / z;
    k1 *= root / (6 * z4);
    k2 *= root / (72 * z6 * z);
    k3 *= root / (6480 * z6 * z4);
    double even2 = 0;
    double even3 = 0;
    for (int k = terms; k >= 1; --k) {
        const double square = static_cast<double>(k) * k;
        const double q = std::exp(-pi2 / 2 / z2 * square);
        even2 += square * q;
        even3 += (3 * z2 - pi2 * square) * square * q;
    }
    k2 += even2 * pi2 * root / (-36 * z2 * z);
    k3 += even3 * pi2 * root / (216 * z6);
    const auto rows = static_cast<double>(n);
    return (1 - k0) - k1 / std::sqrt(rows) - k2 / rows - k3 / (rows * std::sqrt(rows));
}

/// Of one value there is nothing to test.
Estimate tested(double statistic, const Sides& sides) {
    const auto degrees = static_cast<double>(sides.reference.size()) - 1;
    const auto p = degrees > 0 ? std::optional<double>(chi_square_tail(statistic, degrees)) : std::nullopt;
    return number(statistic, static_cast<std::int64_t>(sides.current_rows), p);
}

}  // namespace

double kolmogorov_tail(std::int64_t n, double d) {
    ASSERT(n >= 1);
    const auto rows = static_cast<double>(n);
    if (d >= 1) return 0;
    if (rows * d <= 0.5) return 1;
    if (rows * d >= rows - 1) return 2 * std::pow(1 - d, rows);
    const double square = rows * d * d;
    if (square >= scaled_square_max && n > 140) return 0;
    // From here on both sides cannot happen together, or not to twelve digits.
    if (d >= 0.5 || square >= (n <= 140 ? 4.0 : 2.2)) return std::clamp(2 * smirnov_tail(n, d), 0.0, 1.0);
    if (n <= 140 || (n <= 100'000 && rows * std::pow(d, 1.5) <= 1.4)) return std::clamp(1 - durbin(n, d), 0.0, 1.0);
    return std::clamp(pelz_good_tail(n, d), 0.0, 1.0);
}

double ks_p_value(std::int64_t n, std::int64_t m, double d) {
    ASSERT(n >= 1 && m >= 1);
    if (std::max(n, m) > exact_rows_max) {
        const double rows = static_cast<double>(std::max(n, m)) * static_cast<double>(std::min(n, m)) / static_cast<double>(n + m);
        return kolmogorov_tail(std::max<std::int64_t>(1, std::llround(std::nearbyint(rows))), d);
    }
    const std::int64_t g = std::gcd(n, m);
    const auto h = std::llround(std::nearbyint(d * static_cast<double>(n / g * m)));
    if (h == 0) return 1;
    return std::clamp(n == m ? outside_square(n, h) : outside_band(n, m, g, h), 0.0, 1.0);
}

double chi_square_tail(double x, double degrees) {
    ASSERT(degrees > 0);
    return std::isinf(x) ? 0 : chi_square_survival(x, degrees);
}

Areas areas(const Runs& reference, const Runs& current) {
    const double n = weight_of(reference.tally.weight);
    const double m = weight_of(current.tally.weight);
    ASSERT(n > 0 && m > 0);
    Areas found;
    Mass reference_below = 0;
    Mass current_below = 0;
    double difference = 0;
    double previous = 0;
    bool any = false;
    side_by_side(reference, current, [&](const Step& step) {
        if (any) {
            found.absolute += std::abs(difference) * (step.value - previous);
            found.squared += difference * difference * (step.value - previous);
        }
        any = true;
        reference_below += step.reference_mass;
        current_below += step.current_mass;
        difference = weight_of(reference_below) / n - weight_of(current_below) / m;
        found.largest = std::max(found.largest, std::abs(difference));
        previous = step.value;
    });
    return found;
}

double entropy(const std::vector<double>& p, const std::vector<double>& q) {
    const double p_all = sum_of(p);
    const double q_all = sum_of(q);
    double sum = 0;
    for (std::size_t b = 0; b < p.size(); ++b) sum += relative(p[b] / p_all, q[b] / q_all);
    return sum;
}

double jensen_shannon_distance(const std::vector<double>& p, const std::vector<double>& q, double base) {
    const double p_all = sum_of(p);
    const double q_all = sum_of(q);
    double sum = 0;
    for (std::size_t b = 0; b < p.size(); ++b) {
        const double x = p[b] / p_all;
        const double y = q[b] / q_all;
        sum += relative(x, (x + y) / 2) + relative(y, (x + y) / 2);
    }
    return std::sqrt(std::max(0.0, base == std::numbers::e ? sum : sum / std::log(base)) / 2);
}

Estimate goodness_of_fit(const Sides& sides) {
    double sum = 0;
    for (std::size_t b = 0; b < sides.reference.size(); ++b) {
        const double expected = sides.reference[b] * (sides.current_rows / sides.reference_rows);
        sum += (sides.current[b] - expected) * (sides.current[b] - expected) / expected;
    }
    return tested(sum, sides);
}

Estimate contingency(const Sides& sides) {
    const double n = sides.reference_rows;
    const double m = sides.current_rows;
    double sum = 0;
    for (std::size_t b = 0; b < sides.reference.size(); ++b) {
        const double both = sides.reference[b] + sides.current[b];
        for (const auto& [observed, expected] : {std::pair{sides.reference[b], both * n / (n + m)}, std::pair{sides.current[b], both * m / (n + m)}}) {
            // Yates' correction moves the counts of a table of two by two towards the expected ones, never beyond.
            const double off = std::abs(observed - expected);
            const double corrected = sides.reference.size() == 2 ? off - std::min(0.5, off) : off;
            sum += corrected * corrected / expected;
        }
    }
    if (sides.reference.size() < 2) return number(0, static_cast<std::int64_t>(m), 1.0);
    return tested(sum, sides);
}

std::optional<Estimate> without_values(Reference<Runs> reference, Current<Runs> current) {
    if (reference.of.tally.rows == 0) return Estimate::absent(Reason::no_reference, "only missing or infinite values");
    if (current.of.tally.rows == 0) return Estimate::absent(Reason::no_rows, "only missing or infinite values");
    return std::nullopt;
}

Estimate ks_test(Reference<Runs> reference, Current<Runs> current) {
    if (auto absent = without_values(reference, current)) return *absent;
    const double d = areas(reference.of, current.of).largest;
    return number(d, current.of.tally.rows, ks_p_value(reference.of.tally.rows, current.of.tally.rows, d));
}

}  // namespace metrics::as
