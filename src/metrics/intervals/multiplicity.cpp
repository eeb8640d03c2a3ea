#include "metrics/intervals/multiplicity.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "base/assert.h"

namespace metrics {
namespace {

// Stable, so that equal p-values keep their order and the answer does not depend on the sort.
std::vector<std::size_t> ascending(const std::vector<double>& p_values) {
    for (const double p : p_values) ASSERT(p >= 0 && p <= 1);
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    return order;
}

std::vector<bool> first_of(const std::vector<std::size_t>& order, std::size_t count) {
    ASSERT(count <= order.size());
    std::vector<bool> rejected(order.size(), false);
    for (std::size_t i = 0; i < count; ++i) rejected[order[i]] = true;
    ASSERT(static_cast<std::size_t>(std::count(rejected.begin(), rejected.end(), true)) == count);
    return rejected;
}

}  // namespace

std::vector<bool> holm(const std::vector<double>& p_values, double error) {
    ASSERT(error > 0 && error < 1);
    const std::vector<std::size_t> order = ascending(p_values);
    std::size_t count = 0;
    while (count < order.size() && p_values[order[count]] <= error / static_cast<double>(order.size() - count)) ++count;
    return first_of(order, count);
}

std::vector<bool> benjamini_hochberg(const std::vector<double>& p_values, double error) {
    ASSERT(error > 0 && error < 1);
    const std::vector<std::size_t> order = ascending(p_values);
    const auto size = static_cast<double>(order.size());
    std::size_t count = order.size();
    while (count > 0 && p_values[order[count - 1]] > static_cast<double>(count) * error / size) --count;
    return first_of(order, count);
}

}  // namespace metrics
