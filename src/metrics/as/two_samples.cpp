#include "metrics/as/two_samples.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <numbers>
#include <tuple>

#include "metrics/as/scipy.h"
#include "metrics/intervals/distributions.h"
#include "metrics/statistics/side_by_side.h"

namespace metrics::as {

namespace {

Estimate no_number(std::string why) { return Estimate::absent(Reason::not_computed, std::move(why)); }

std::int64_t rows_of(Mass mass) { return mass / mass_one; }

/// A value and its rows in either sample.
struct Tied {
    double value = 0;
    double reference = 0;
    double current = 0;
    double both() const { return reference + current; }
};

template <class Each>
void visit_values(Reference<Runs> reference, Current<Runs> current, const Each& each) {
    side_by_side(reference.of, current.of, [&](const Step& step) { each(Tied{step.value, weight_of(step.reference_mass), weight_of(step.current_mass)}); });
}

struct Sizes {
    double n = 0;  ///< of the reference
    double m = 0;
    double all() const { return n + m; }
};

Sizes sizes_of(Reference<Runs> reference, Current<Runs> current) { return {weight_of(reference.of.tally.weight), weight_of(current.of.tally.weight)}; }

/// A sample's mean, and the squares about it.
struct About {
    double mean = 0;
    double squares = 0;
};

About about(const Runs& runs) {
    const double rows = weight_of(runs.tally.weight);
    About found;
    runs.visit([&](const Run& run) { found.mean += weight_of(run.mass) * Runs::value_of(run.key) / rows; });
    runs.visit([&](const Run& run) {
        const double off = Runs::value_of(run.key) - found.mean;
        found.squares += weight_of(run.mass) * off * off;
    });
    return found;
}

/// How likely the statistic is 0, 1, 2, ... where nothing is tied. With one row more in the larger sample either that row lies
/// last, or one of the smaller sample's does (Mann and Whitney 1947); all terms are positive.
std::vector<double> mann_whitney_shares(std::size_t few, std::size_t many) {
    std::vector<std::vector<double>> ways(few + 1, std::vector<double>(few * many + 1, 0));  // by rows of the smaller sample
    for (auto& of : ways) of[0] = 1;
    for (std::size_t j = 1; j <= many; ++j) {
        for (std::size_t k = 1; k <= few; ++k) {
            for (std::size_t u = k * j; u >= j; --u) ways[k][u] = (static_cast<double>(j) * (u <= k * (j - 1) ? ways[k][u] : 0) + static_cast<double>(k) * ways[k - 1][u - j]) / static_cast<double>(k + j);
            for (std::size_t u = 0; u < j; ++u) ways[k][u] *= static_cast<double>(j) / static_cast<double>(k + j);
        }
    }
    return ways[few];
}

constexpr double exact_rows_max = 8;
constexpr double exact_beside_max = 2'000;

/// P(U >= u), where nothing is tied.
double exact_mann_whitney(double u, const Sizes& sizes) {
    const auto shares = mann_whitney_shares(static_cast<std::size_t>(std::min(sizes.n, sizes.m)), static_cast<std::size_t>(std::max(sizes.n, sizes.m)));
    double above = 0;
    for (std::size_t i = static_cast<std::size_t>(std::max(0.0, u)); i < shares.size(); ++i) above += shares[i];
    return above;
}

/// The limit of the statistic's distribution (Csorgo and Faraway 1996, equation 1.2), as far as terms are above 1e-7.
double cramer_von_mises_limit(double x) {
    double sum = 0;
    for (int k = 0; k < 1000; ++k) {
        const double y = 4 * k + 1;
        const double q = y * y / (16 * x);
        const double scale = std::exp(std::lgamma(k + 0.5) - std::lgamma(k + 1.0)) / (std::pow(std::numbers::pi, 1.5) * std::sqrt(x));
        const double term = q > 300 ? 0 : scale * std::sqrt(y) * std::exp(-q) * std::cyl_bessel_k(0.25, q);
        sum += term;
        if (std::abs(term) < 1e-7) break;
    }
    return sum;
}

/// P(the statistic is at least as large), by the number of lattice paths to each of its values (Xiao, Gordon, Yakovlev 2006).
double exact_cramer_von_mises(double u, std::int64_t n, std::int64_t m) {
    const std::int64_t lcm = std::lcm(n, m);
    const std::int64_t a = lcm / n;
    const std::int64_t b = lcm / m;
    const auto product = static_cast<double>(n * m);
    const double zeta = std::floor(static_cast<double>(lcm * lcm * (n + m)) * (6 * u - product * (4 * product - 1)) / (6 * product * product));
    std::vector<std::map<std::int64_t, double>> paths(static_cast<std::size_t>(n) + 1);
    for (std::int64_t row = 0; row <= m; ++row) {
        for (std::int64_t column = 0; column <= n; ++column) {
            const auto at = static_cast<std::size_t>(column);
            std::map<std::int64_t, double> reached;
            if (row == 0 && column == 0) reached[0] = 1;
            if (row > 0) reached = std::move(paths[at]);
            if (column > 0) {
                for (const auto& [value, ways] : paths[at - 1]) reached[value] += ways;
            }
            const std::int64_t off = a * column - b * row;
            std::map<std::int64_t, double> moved;
            for (const auto& [value, ways] : reached) moved.emplace(value + off * off, ways);
            paths[at] = std::move(moved);
        }
    }
    double all = 0;
    double above = 0;
    for (const auto& [value, ways] : paths.back()) {
        all += ways;
        if (static_cast<double>(value) >= zeta) above += ways;
    }
    return above / all;
}

/// cos and sin of a value at both points.
using Waves = std::array<double, 4>;
using Square = std::array<Waves, 4>;

struct WaveSums {
    Waves sum{};
    Square products{};

    void add(const Waves& waves, double rows) {
        for (std::size_t i = 0; i < 4; ++i) {
            sum[i] += rows * waves[i];
            for (std::size_t j = 0; j < 4; ++j) products[i][j] += rows * waves[i] * waves[j];
        }
    }
    double covariance(std::size_t i, std::size_t j, double rows) const { return products[i][j] / rows - sum[i] / rows * (sum[j] / rows); }
};

/// Jacobi's rotations: the matrix becomes its eigenvalues on the diagonal, the vectors stand in the columns of the result.
Square eigenvectors(Square& of) {
    Square vectors{};
    for (std::size_t i = 0; i < 4; ++i) vectors[i][i] = 1;
    for (int sweep = 0; sweep < 60; ++sweep) {
        for (std::size_t p = 0; p < 4; ++p) {
            for (std::size_t q = p + 1; q < 4; ++q) {
                if (of[p][q] == 0) continue;
                const double theta = (of[q][q] - of[p][p]) / (2 * of[p][q]);
                const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::hypot(theta, 1));
                const double c = 1 / std::hypot(t, 1);
                const double s = t * c;
                for (std::size_t k = 0; k < 4; ++k) std::tie(of[k][p], of[k][q]) = std::pair(c * of[k][p] - s * of[k][q], s * of[k][p] + c * of[k][q]);
                for (std::size_t k = 0; k < 4; ++k) std::tie(of[p][k], of[q][k]) = std::pair(c * of[p][k] - s * of[q][k], s * of[p][k] + c * of[q][k]);
                for (std::size_t k = 0; k < 4; ++k) std::tie(vectors[k][p], vectors[k][q]) = std::pair(c * vectors[k][p] - s * vectors[k][q], s * vectors[k][p] + c * vectors[k][q]);
            }
        }
    }
    return vectors;
}

/// The form of the vector in the pseudo-inverse of the matrix, and the rank of that (numpy.linalg.pinv and matrix_rank).
std::pair<double, double> inverse_form(Square of, const Waves& vector) {
    const Square vectors = eigenvectors(of);
    double largest = 0;
    for (std::size_t i = 0; i < 4; ++i) largest = std::max(largest, std::abs(of[i][i]));
    double form = 0;
    double rank = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        if (!(std::abs(of[i][i]) > 1e-15 * largest)) continue;
        double along = 0;
        for (std::size_t k = 0; k < 4; ++k) along += vectors[k][i] * vector[k];
        form += along * along / of[i][i];
        ++rank;
    }
    return {form, rank};
}

/// Half the distance between the quartiles of both samples together, interpolated between neighbours.
double half_quartile_range(Reference<Runs> reference, Current<Runs> current, double rows) {
    const std::array<double, 2> places{0.25 * (rows - 1), 0.75 * (rows - 1)};
    std::array<std::pair<double, double>, 2> around{};
    double before = 0;
    visit_values(reference, current, [&](const Tied& tied) {
        for (std::size_t i = 0; i < 2; ++i) {
            const double low = std::floor(places[i]);
            const double high = std::min(rows - 1, low + 1);
            if (low >= before && low < before + tied.both()) around[i].first = tied.value;
            if (high >= before && high < before + tied.both()) around[i].second = tied.value;
        }
        before += tied.both();
    });
    const auto quartile = [&](std::size_t i) { return around[i].first + (around[i].second - around[i].first) * (places[i] - std::floor(places[i])); };
    return (quartile(1) - quartile(0)) / 2;
}

/// Scholz and Stephens 1987, K-sample Anderson-Darling tests, equation 7 for two samples: by midranks.
double anderson_darling_sum(Reference<Runs> reference, Current<Runs> current, const Sizes& sizes) {
    const double all = sizes.all();
    double below = 0;
    double of_reference = 0, of_current = 0;  // the same, by sample
    double sum = 0;
    visit_values(reference, current, [&](const Tied& tied) {
        const double middle = below + tied.both() / 2;
        const double weight = tied.both() / all / (middle * (all - middle) - all * tied.both() / 4);
        const double r = all * (of_reference + tied.reference / 2) - middle * sizes.n;
        const double c = all * (of_current + tied.current / 2) - middle * sizes.m;
        sum += weight * (r * r / sizes.n + c * c / sizes.m);
        below += tied.both();
        of_reference += tied.reference;
        of_current += tied.current;
    });
    return sum * (all - 1) / all;
}

/// The variance of that sum where nothing changed (equation 4).
double anderson_darling_variance(const Sizes& sizes) {
    const double all = sizes.all();
    const double inverse = 1 / sizes.n + 1 / sizes.m;
    double h = 1;
    double g = 0;
    for (double i = all - 1, at = 2; i > 1; --i, ++at) {
        h += 1 / i;
        g += (h - 1) / at;
    }
    const double a = (4 * g - 6) + (10 - 6 * g) * inverse;
    const double b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
    const double c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * inverse + 4 * h;
    const double d = (2 * h + 6) * 4 - 8 * h;
    return (a * all * all * all + b * all * all + c * all + d) / ((all - 1) * (all - 2) * (all - 3));
}

/// The significance of the standardised statistic, by a parabola through the logarithms of the published ones.
double anderson_darling_p(double statistic) {
    constexpr std::array<long double, 7> first{0.675L, 1.281L, 1.645L, 1.96L, 2.326L, 2.573L, 3.085L};
    constexpr std::array<long double, 7> second{-0.245L, 0.25L, 0.678L, 1.149L, 1.822L, 2.364L, 3.615L};
    constexpr std::array<long double, 7> third{-0.105L, -0.305L, -0.362L, -0.391L, -0.396L, -0.345L, -0.154L};
    constexpr std::array<long double, 7> levels{0.25L, 0.1L, 0.05L, 0.025L, 0.01L, 0.005L, 0.001L};
    std::array<std::array<long double, 4>, 3> equations{};  // least squares, the right side last
    long double least = 100, greatest = -100;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const long double x = first[i] + second[i] + third[i];
        least = std::min(least, x);
        greatest = std::max(greatest, x);
        const std::array<long double, 3> powers{1, x, x * x};
        for (std::size_t row = 0; row < 3; ++row) {
            for (std::size_t column = 0; column < 3; ++column) equations[row][column] += powers[row] * powers[column];
            equations[row][3] += powers[row] * std::log(levels[i]);
        }
    }
    if (statistic < least) return 0.25;
    if (statistic > greatest) return 0.001;
    for (std::size_t pivot = 0; pivot < 3; ++pivot) {
        for (std::size_t row = 0; row < 3; ++row) {
            if (row == pivot) continue;
            const long double factor = equations[row][pivot] / equations[pivot][pivot];
            for (std::size_t column = 0; column < 4; ++column) equations[row][column] -= factor * equations[pivot][column];
        }
    }
    const long double x = statistic;
    long double power = 1, sum = 0;
    for (std::size_t i = 0; i < 3; ++i, power *= x) sum += equations[i][3] / equations[i][i] * power;
    return static_cast<double>(std::exp(sum));
}

}  // namespace

Estimate t_test(Reference<Runs> reference, Current<Runs> current) {
    if (auto absent = without_values(reference, current)) return *absent;
    const Sizes sizes = sizes_of(reference, current);
    const double degrees = sizes.all() - 2;
    if (degrees <= 0) return no_number("SciPy's number is NaN: one row on either side shows no variance");
    const About before = about(reference.of);
    const About now = about(current.of);
    const double variance = (before.squares + now.squares) / degrees * (1 / sizes.n + 1 / sizes.m);
    if (variance <= 0 && before.mean == now.mean) return no_number("SciPy's number is NaN: nothing varies");
    const double t = (before.mean - now.mean) / std::sqrt(variance);
    return number(t, rows_of(current.of.tally.weight), std::isinf(t) ? 0 : 2 * student_cdf(-std::abs(t), degrees));
}

Estimate mann_whitney(Reference<Runs> reference, Current<Runs> current, Alternative alternative) {
    if (auto absent = without_values(reference, current)) return *absent;
    const Sizes sizes = sizes_of(reference, current);
    double below = 0, ranks = 0, ties = 0;
    bool tied_at_all = false;
    visit_values(reference, current, [&](const Tied& tied) {
        const double both = tied.both();
        ranks += tied.reference * (below + (both + 1) / 2);
        ties += both * both * both - both;
        tied_at_all = tied_at_all || both > 1;
        below += both;
    });
    const double pairs = sizes.n * sizes.m;
    const double won = ranks - sizes.n * (sizes.n + 1) / 2;
    const double u = alternative == Alternative::less ? pairs - won : std::max(won, pairs - won);
    const double few = std::min(sizes.n, sizes.m);
    double p = 0;
    if (few <= exact_rows_max && !tied_at_all && std::max(sizes.n, sizes.m) <= exact_beside_max) {
        p = exact_mann_whitney(u, sizes);
    } else {
        const double deviation = std::sqrt(pairs / 12 * (sizes.all() + 1 - ties / (sizes.all() * (sizes.all() - 1))));
        const double z = (u - pairs / 2 - 0.5) / deviation;
        p = deviation > 0 ? normal_cdf(-z) : 1;
    }
    if (alternative == Alternative::two_sided) p *= 2;
    return number(won, rows_of(current.of.tally.weight), std::clamp(p, 0.0, 1.0));
}

Estimate anderson_darling(Reference<Runs> reference, Current<Runs> current) {
    if (auto absent = without_values(reference, current)) return *absent;
    const Sizes sizes = sizes_of(reference, current);
    int values = 0;
    visit_values(reference, current, [&](const Tied&) { values = std::min(2, values + 1); });
    if (values < 2) return no_number("SciPy ends with an error: there is a single value");
    if (sizes.all() < 4) return no_number("SciPy's number is not finite: there are fewer than four rows");
    const double statistic = (anderson_darling_sum(reference, current, sizes) - 1) / std::sqrt(anderson_darling_variance(sizes));
    return number(statistic, rows_of(current.of.tally.weight), anderson_darling_p(statistic));
}

Estimate cramer_von_mises(Reference<Runs> reference, Current<Runs> current) {
    if (auto absent = without_values(reference, current)) return *absent;
    const Sizes sizes = sizes_of(reference, current);
    if (std::min(sizes.n, sizes.m) < 2) return no_number("SciPy ends with an error: a sample has a single row");
    double below = 0, of_reference = 0, of_current = 0, u = 0;
    visit_values(reference, current, [&](const Tied& tied) {
        const double rank = below + (tied.both() + 1) / 2;
        // Rows of one value have one rank and places of their own: the squares of rank - place add up to these.
        const auto squares = [&](double rows, double before) {
            const double first = rank - before - 1;
            return rows * first * first - first * rows * (rows - 1) + (rows - 1) * rows * (2 * rows - 1) / 6;
        };
        u += sizes.n * squares(tied.reference, of_reference) + sizes.m * squares(tied.current, of_current);
        below += tied.both();
        of_reference += tied.reference;
        of_current += tied.current;
    });
    const double pairs = sizes.n * sizes.m;
    const double all = sizes.all();
    const double statistic = u / (pairs * all) - (4 * pairs - 1) / (6 * all);
    constexpr double exact_max = 20;
    double p = 0;
    if (std::max(sizes.n, sizes.m) <= exact_max) {
        p = exact_cramer_von_mises(u, std::llround(sizes.n), std::llround(sizes.m));
    } else {
        const double expected = (1 + 1 / all) / 6;
        const double variance = (all + 1) * (4 * pairs * all - 3 * (sizes.n * sizes.n + sizes.m * sizes.m) - 2 * pairs) / (45 * all * all * 4 * pairs);
        const double scaled = 1.0 / 6 + (statistic - expected) / std::sqrt(45 * variance);
        p = scaled < 0.003 ? 1 : std::max(0.0, 1 - cramer_von_mises_limit(scaled));
    }
    return number(statistic, rows_of(current.of.tally.weight), p);
}

Estimate epps_singleton(Reference<Runs> reference, Current<Runs> current) {
    if (auto absent = without_values(reference, current)) return *absent;
    const Sizes sizes = sizes_of(reference, current);
    if (std::min(sizes.n, sizes.m) < 5) return no_number("SciPy ends with an error: a sample has fewer than five rows");
    const double sigma = half_quartile_range(reference, current, sizes.all());
    if (sigma == 0) return no_number("the peer ends with an error: half of the values are the same");
    WaveSums before, now;
    visit_values(reference, current, [&](const Tied& tied) {
        const double low = 0.4 / sigma * tied.value;
        const double high = 0.8 / sigma * tied.value;
        const Waves waves{std::cos(low), std::cos(high), std::sin(low), std::sin(high)};
        before.add(waves, tied.reference);
        now.add(waves, tied.current);
    });
    Square covariance{};
    Waves difference{};
    for (std::size_t i = 0; i < 4; ++i) {
        difference[i] = before.sum[i] / sizes.n - now.sum[i] / sizes.m;
        for (std::size_t j = 0; j < 4; ++j) covariance[i][j] = sizes.all() / sizes.n * before.covariance(i, j, sizes.n) + sizes.all() / sizes.m * now.covariance(i, j, sizes.m);
    }
    const auto [form, rank] = inverse_form(covariance, difference);
    double w = sizes.all() * form;
    if (std::max(sizes.n, sizes.m) < 25) w /= 1 + std::pow(sizes.all(), -0.45) + 10.1 * (std::pow(sizes.n, -1.7) + std::pow(sizes.m, -1.7));
    return number(w, rows_of(current.of.tally.weight), rank > 0 ? chi_square_tail(w, rank) : 1);
}

}  // namespace metrics::as
