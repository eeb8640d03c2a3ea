#include "tools/simulate/together.h"

#include <cmath>

#include "base/random.h"
#include "metrics/evaluate.h"

namespace simulate {
namespace {

using namespace metrics;

constexpr std::size_t columns = 5;

Statistic sample_of(const Together& world, std::size_t rows, base::Random& random) {
    auto sample = std::make_shared<RowSample>();
    for (std::size_t i = 0; i < columns; ++i) sample->columns.push_back({std::string(1, static_cast<char>('a' + i)), false, {}});
    for (std::size_t row = 0; row < rows; ++row) {
        sample->rows.push_back({random(), 1, 0});
        const double common = random.normal();
        for (std::size_t i = 0; i < columns; ++i) {
            const double value = common + 0.7 * random.normal();
            sample->cells.push_back(world.skewed ? std::exp(value) : value);
        }
    }
    sample->population = static_cast<std::int64_t>(rows);
    return std::shared_ptr<const RowSample>(std::move(sample));
}

}  // namespace

std::vector<Together> together() {
    return {{.situation = "five columns together, unchanged"}, {.situation = "five skewed columns together, unchanged", .skewed = true}, {.situation = "five columns together, unchanged, reference 10 times as large", .reference_times = 10}};
}

Estimate reconstructed(const Together& world, std::uint32_t size, std::uint64_t seed) {
    base::Random random(seed);
    const Metric& metric = *find("reconstruction_error");
    Setting setting;
    for (const Parameter& parameter : parameters_of(metric)) setting.numbers.emplace(parameter.name, parameter.fallback);
    const Statistic reference = sample_of(world, static_cast<std::size_t>(world.reference_times * size), random);
    return evaluate(metric, sample_of(world, size, random), &reference, setting);
}

}  // namespace simulate
