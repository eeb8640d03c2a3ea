#include "tools/simulate/classes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "base/limits.h"
#include "base/random.h"
#include "metrics/intervals/distributions.h"

namespace simulate {
namespace {

using metrics::ClassTable;

std::shared_ptr<const ClassTable::Names> names_of(const ClassWorld& world) {
    ClassTable::Names names;
    for (std::uint32_t k = 0; k < world.classes; ++k) names.push_back(std::to_string(k));
    return std::make_shared<const ClassTable::Names>(std::move(names));
}

std::vector<double> shares_of(const ClassWorld& world) {
    std::vector<double> shares;
    double sum = 0;
    for (std::uint32_t k = 1; k <= world.classes; ++k) sum += shares.emplace_back(std::pow(k, -world.skew));
    for (double& share : shares) share /= sum;
    return shares;
}

double accuracy_of(const ClassWorld& world, double unit) {
    return 1 / (1 + std::exp(-(std::log(world.accuracy / (1 - world.accuracy)) + world.unit_deviation * unit)));
}

std::uint32_t drawn_class(const std::vector<double>& shares, double u) {
    std::uint32_t k = 0;
    while (k + 1 < shares.size() && u >= shares[k]) u -= shares[k++];
    return k;
}

}  // namespace

metrics::Split<ClassTable> draw(const ClassWorld& world, std::uint32_t size, std::uint64_t seed) {
    base::Random random(seed);
    const auto names = names_of(world);
    const auto shares = shares_of(world);
    const bool clustered = world.clustering != Clustering::rows;
    std::map<std::uint64_t, ClassTable> parts;
    metrics::Split<ClassTable> split;
    split.total.names = names;
    for (std::uint32_t unit = 0; unit < size; ++unit) {
        const double accuracy = accuracy_of(world, random.normal());
        const std::uint32_t rows = rows_of_unit(world.clustering, std::max(random.uniform(), 0x1p-54));
        const std::uint64_t place = size <= base::limits::unit_parts_max ? unit : base::Random::mix(unit) % base::limits::unit_buckets;
        ClassTable& part = clustered ? parts[place] : split.total;
        part.names = names;
        for (std::uint32_t i = 0; i < rows; ++i) {
            const std::uint32_t label = drawn_class(shares, random.uniform());
            const bool right = random.uniform() < accuracy;
            const auto other = static_cast<std::uint32_t>(random.below(world.classes - 1));
            part.add({label, right ? label : other + (other >= label ? 1 : 0)}, 1);
        }
    }
    for (auto& [key, part] : parts) {
        split.total.merge(part);
        split.keys.push_back(key);
        split.parts.push_back(std::move(part));
    }
    split.units = clustered ? size : split.total.all.rows;
    return split;
}

metrics::Split<ClassTable> truth_of(const ClassWorld& world) {
    constexpr int steps = 10'000;
    double accuracy = 0;
    for (int i = 0; i < steps; ++i) accuracy += accuracy_of(world, metrics::normal_quantile((i + 0.5) / steps)) / steps;
    constexpr double rows = 1e9;
    const auto shares = shares_of(world);
    metrics::Split<ClassTable> split;
    split.total.names = names_of(world);
    for (std::uint32_t label = 0; label < world.classes; ++label) {
        for (std::uint32_t predicted = 0; predicted < world.classes; ++predicted) {
            const double share = label == predicted ? accuracy : (1 - accuracy) / (world.classes - 1);
            split.total.add({label, predicted}, std::llround(rows * shares[label] * share));
        }
    }
    split.units = split.total.all.rows;
    return split;
}

}  // namespace simulate
