#pragma once

#include <cstdint>
#include <vector>

/// Slices are searched for in one half of the rows and judged on the other.
namespace operations {

/// The rows in two halves of the keys, so that units stay whole: true for those to search.
std::vector<std::uint8_t> halves(const std::vector<std::uint64_t>& keys, std::uint64_t seed);

/// Moves the marked into `first` and the others into `second`.
template <class T>
void split(std::vector<T>& all, const std::vector<std::uint8_t>& searched, std::vector<T>& first, std::vector<T>& second) {
    first.reserve(all.size() / 2 + 1);
    second.reserve(all.size() / 2 + 1);
    for (std::size_t row = 0; row < all.size(); ++row) (searched[row] != 0 ? first : second).push_back(all[row]);
    all = {};
}

}  // namespace operations
