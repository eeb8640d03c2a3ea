#include "tools/simulate/world.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "metrics/intervals/distributions.h"

namespace simulate {
namespace {

constexpr std::uint64_t truth_points = 1u << 21;

double logistic(double logit) { return 1 / (1 + std::exp(-logit)); }

// `u` holds a label, a signal; `unit` is the standard normal effect of the row's unit.
Row row_of(const World& world, std::uint32_t part, double unit, double u_label, double u_signal) {
    Row row;
    row.part = part;
    const double effect = world.unit_deviation * unit;
    row.positive = u_label < logistic(world.logit + world.parts[part].logit + effect);
    const double delta = world.separation;
    const double higher = world.informed ? (row.positive ? delta : 0) : delta / 3;
    const double signal = higher + metrics::normal_quantile(u_signal);
    row.score = logistic(world.slope * (world.logit + delta * (signal - delta / 2)));
    if (world.grid > 0) row.score = std::round(row.score / world.grid) * world.grid;
    return row;
}

std::uint32_t part_of(const World& world, double u) {
    std::uint32_t part = 0;
    double left = u;
    while (part + 1 < world.parts.size() && left >= world.parts[part].share) left -= world.parts[part++].share;
    return part;
}

// Never 0 or 1, whose quantiles are infinite.
double open_uniform(base::Random& random) { return std::max(random.uniform(), 0x1p-54); }

}  // namespace

std::uint32_t rows_of_unit(Clustering clustering, double u) {
    switch (clustering) {
        case Clustering::rows: return 1;
        case Clustering::days: return static_cast<std::uint32_t>(std::lround(60 * std::exp(0.2 * metrics::normal_quantile(u))));
        case Clustering::users: return static_cast<std::uint32_t>(std::ceil(std::exp(1.2 * metrics::normal_quantile(u))));
    }
    return 1;
}

Sample draw(const World& world, std::uint32_t size, std::uint64_t seed) {
    base::Random random(seed);
    Sample sample;
    if (world.clustering != Clustering::rows) sample.units = size;
    for (std::uint32_t unit = 0; unit < size; ++unit) {
        const double effect = metrics::normal_quantile(open_uniform(random));
        const std::uint32_t rows = rows_of_unit(world.clustering, open_uniform(random));
        for (std::uint32_t i = 0; i < rows; ++i) {
            const std::uint32_t part = part_of(world, random.uniform());
            const double label = random.uniform();
            Row row = row_of(world, part, effect, label, open_uniform(random));
            row.unit = unit;
            sample.rows.push_back(row);
        }
    }
    return sample;
}

Sample truth_of(const World& world) {
    Sample sample;
    const std::uint64_t points = truth_points / world.parts.size();
    sample.rows.reserve(points * world.parts.size());
    for (std::uint64_t i = 0; i < points; ++i) {
        const auto u = even_point(i);
        // A heavy unit is as much of the whole as it has rows.
        const double weight = rows_of_unit(world.clustering, u[3]);
        for (std::uint32_t part = 0; part < world.parts.size(); ++part) {
            Row row = row_of(world, part, metrics::normal_quantile(u[0]), u[1], u[2]);
            row.mass = metrics::mass_of(weight * world.parts[part].share);
            sample.rows.push_back(row);
        }
    }
    return sample;
}

std::array<double, 4> even_point(std::uint64_t index) {
    // The positive root of x^5 = x + 1.
    constexpr double root = 1.1673039782614187;
    std::array<double, 4> point{};
    double step = 1;
    for (double& u : point) {
        step /= root;
        const double place = 0.5 + step * static_cast<double>(index + 1);
        u = std::clamp(place - std::floor(place), 0x1p-53, 1 - 0x1p-53);
    }
    return point;
}

}  // namespace simulate
