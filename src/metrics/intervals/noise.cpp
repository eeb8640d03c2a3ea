#include "metrics/intervals/noise.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/assert.h"
#include "base/random.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"

namespace metrics {

namespace {

constexpr std::size_t draws = 1'000;
/// The rarest event that so many draws say something about.
constexpr double tail_min = 10.0 / static_cast<double>(draws);

double quantile(double tail, double degrees) {
    return std::isinf(degrees) ? normal_quantile(1 - tail) : student_quantile(1 - tail, degrees);
}

void add_units(const UnitNoise& noise, base::Random& random, std::vector<double>& increments) {
    const double scale = std::sqrt(noise.degrees / (2 * random.gamma(noise.degrees / 2)));
    for (const auto& residual : noise.residuals) {
        const double xi = scale * random.normal();
        for (std::size_t b = 0; b < increments.size(); ++b) increments[b] += xi * residual[b];
    }
}

}  // namespace

double UnitNoise::variance() const {
    double sum = 0;
    for (const auto& residual : residuals) sum += std::inner_product(residual.begin(), residual.end(), residual.begin(), 0.0);
    return sum;
}

double UnitNoise::variance_along(const std::vector<double>& slopes) const {
    double sum = 0;
    for (const auto& residual : residuals) {
        const double moved = std::inner_product(residual.begin(), residual.end(), slopes.begin(), 0.0);
        sum += moved * moved;
    }
    return sum;
}

UnitNoise unit_noise(const std::vector<std::vector<double>>& parts) {
    ASSERT(!parts.empty());
    const std::size_t cells = parts.front().size();
    std::vector<double> shares(cells, 0);
    std::vector<Replicate> sizes;
    double all = 0;
    for (const auto& part : parts) {
        const double size = std::accumulate(part.begin(), part.end(), 0.0);
        sizes.push_back({.unit = sizes.size(), .share = size});
        all += size;
        for (std::size_t b = 0; b < cells; ++b) shares[b] += part[b];
    }
    ASSERT(all > 0);
    for (double& share : shares) share /= all;
    for (Replicate& size : sizes) size.share /= all;
    const UnitBalance balance = balance_of(sizes);
    UnitNoise noise;
    noise.reason = balance.obstacle();
    if (noise.reason != Reason::none) return noise;
    noise.degrees = balance.degrees;
    const double unbiased = std::sqrt(balance.active / (balance.active - 1.0));
    for (std::size_t g = 0; g < parts.size(); ++g) {
        std::vector<double> residual(cells);
        for (std::size_t b = 0; b < cells; ++b) residual[b] = unbiased * (parts[g][b] / all - shares[b] * sizes[g].share);
        noise.residuals.push_back(std::move(residual));
    }
    return noise;
}

bool one_unit_rules(const std::vector<double>& contributions) {
    const auto units = static_cast<double>(contributions.size());
    const double all = std::accumulate(contributions.begin(), contributions.end(), 0.0);
    if (units < 3 || all <= 0) return false;
    const double t = student_quantile(1 - 0.01 / units, units - 2);
    const double expected = (units - 1) / units * t * t / (units - 2 + t * t);
    return *std::max_element(contributions.begin(), contributions.end()) > std::max(0.5, expected) * all;
}

bool one_unit_rules(const UnitNoise& reference, const UnitNoise& current) {
    const double all = reference.variance() + current.variance();
    for (const UnitNoise* noise : {&reference, &current}) {
        if (noise->variance() <= 0.2 * all) continue;
        std::vector<double> contributions;
        for (const auto& residual : noise->residuals) contributions.push_back(std::inner_product(residual.begin(), residual.end(), residual.begin(), 0.0));
        if (one_unit_rules(contributions)) return true;
    }
    return false;
}

double joined_degrees(double variance_a, double degrees_a, double variance_b, double degrees_b) {
    const double both = variance_a + variance_b;
    const double spread = variance_a * variance_a / degrees_a + variance_b * variance_b / degrees_b;
    return spread > 0 ? both * both / spread : std::min(degrees_a, degrees_b);
}

double largest_variance(std::initializer_list<const std::vector<std::vector<double>>*> parts) {
    constexpr int steps = 30;
    std::vector<double> direction;
    // Begun with the residual that stands out most: never orthogonal to the direction sought.
    double most = 0;
    for (const auto* residuals : parts) {
        for (const auto& residual : *residuals) {
            const double square = std::inner_product(residual.begin(), residual.end(), residual.begin(), 0.0);
            if (square > most) {
                most = square;
                direction = residual;
            }
        }
    }
    double largest = 0;
    for (int i = 0; i < steps && most > 0; ++i) {
        const double length = std::sqrt(std::inner_product(direction.begin(), direction.end(), direction.begin(), 0.0));
        for (double& d : direction) d /= length;
        std::vector<double> next(direction.size(), 0);
        for (const auto* residuals : parts) {
            for (const auto& residual : *residuals) {
                const double along = std::inner_product(residual.begin(), residual.end(), direction.begin(), 0.0);
                for (std::size_t c = 0; c < next.size(); ++c) next[c] += along * residual[c];
            }
        }
        largest = std::inner_product(next.begin(), next.end(), direction.begin(), 0.0);
        direction = std::move(next);
    }
    return largest;
}

NoiseDraws NoiseDraws::of_rows(const std::vector<double>& variances, const Norm& norm, std::uint64_t seed) {
    NoiseDraws noise;
    base::Random random(seed);
    const double all = std::accumulate(variances.begin(), variances.end(), 0.0);
    std::vector<double> increments(variances.size());
    for (std::size_t i = 0; i < draws; ++i) {
        double sum = 0;
        for (std::size_t b = 0; b < increments.size(); ++b) {
            increments[b] = std::sqrt(variances[b]) * random.normal();
            sum += increments[b];
        }
        // Shares add up to one, so their noise adds up to nothing: a Brownian bridge. One bridge for both samples has the
        // covariance of their two and, where they differ, a little more.
        for (std::size_t b = 0; b < increments.size(); ++b) increments[b] -= variances[b] / all * sum;
        noise.sorted_.push_back(norm(increments));
    }
    std::sort(noise.sorted_.begin(), noise.sorted_.end());
    return noise;
}

NoiseDraws NoiseDraws::of_units(const UnitNoise& reference, const UnitNoise& current, const Norm& norm, std::uint64_t seed) {
    ASSERT(!reference.residuals.empty());
    ASSERT(!current.residuals.empty());
    NoiseDraws noise;
    noise.degrees_ = std::min(reference.degrees, current.degrees);
    base::Random random(seed);
    std::vector<double> increments(current.residuals.front().size());
    for (std::size_t i = 0; i < draws; ++i) {
        std::fill(increments.begin(), increments.end(), 0.0);
        add_units(reference, random, increments);
        add_units(current, random, increments);
        noise.sorted_.push_back(norm(increments));
    }
    std::sort(noise.sorted_.begin(), noise.sorted_.end());
    return noise;
}

double NoiseDraws::exceeded(double tail) const {
    ASSERT(!sorted_.empty());
    const double resolved = std::max(tail, tail_min);
    const auto rank = static_cast<std::size_t>(std::ceil((1 - resolved) * static_cast<double>(sorted_.size() + 1)));
    const double value = sorted_[std::min(rank, sorted_.size()) - 1];
    return tail >= tail_min ? value : value * quantile(tail, degrees_) / quantile(tail_min, degrees_);
}

}  // namespace metrics
