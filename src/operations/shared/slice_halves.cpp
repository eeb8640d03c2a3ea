#include "operations/shared/slice_halves.h"

#include <algorithm>

#include "base/random.h"

namespace operations {

std::vector<std::uint8_t> halves(const std::vector<std::uint64_t>& keys, std::uint64_t seed) {
    std::vector<std::uint64_t> mixed(keys.size());
    const std::uint64_t salt = base::Random::mix(seed + 0x9E3779B97F4A7C15ull);
    for (std::size_t row = 0; row < keys.size(); ++row) mixed[row] = base::Random::mix(keys[row] ^ salt);
    std::vector<std::uint64_t> distinct = mixed;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    std::vector<std::uint8_t> searched(keys.size());
    if (distinct.empty()) return searched;
    const std::uint64_t middle = distinct[distinct.size() / 2];
    for (std::size_t row = 0; row < keys.size(); ++row) searched[row] = mixed[row] < middle ? 1 : 0;
    return searched;
}

}  // namespace operations
