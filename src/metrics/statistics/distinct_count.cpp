#include "metrics/statistics/distinct_count.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace metrics {

namespace {

constexpr std::size_t register_count = std::size_t{1} << 14;

/// Ertl's sigma: what empty registers contribute.
double sigma(double x) {
    if (x == 1) return std::numeric_limits<double>::infinity();
    double y = 1;
    double z = x;
    for (double before = -1; z != before;) {
        before = z;
        x *= x;
        z += x * y;
        y += y;
    }
    return z;
}

/// Ertl's tau: what saturated registers contribute.
double tau(double x) {
    if (x == 0 || x == 1) return 0;
    double y = 1;
    double z = 1 - x;
    for (double before = -1; z != before;) {
        before = z;
        x = std::sqrt(x);
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    }
    return z / 3;
}

}  // namespace

void DistinctCount::sketch() {
    if (!exact()) return;
    registers_.assign(register_count, 0);
    for (const auto hash : hashes_) note(hash);
    hashes_ = {};
}

std::vector<std::uint64_t> DistinctCount::hashes() const {
    std::vector<std::uint64_t> all(hashes_.begin(), hashes_.end());
    std::sort(all.begin(), all.end());
    return all;
}

bool DistinctCount::assign(std::vector<std::uint8_t> registers) {
    if (registers.size() != register_count || *std::max_element(registers.begin(), registers.end()) > rank_max) return false;
    hashes_ = {};
    registers_ = std::move(registers);
    return true;
}

void DistinctCount::merge(const DistinctCount& other) {
    if (!other.exact()) sketch();
    for (const auto hash : other.hashes_) add(hash);
    for (std::size_t i = 0; i < other.registers_.size(); ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
}

std::int64_t DistinctCount::value() const {
    if (exact()) return static_cast<std::int64_t>(hashes_.size());
    constexpr double m = static_cast<double>(register_count);
    std::array<int, rank_max + 1> counts{};
    for (const auto rank : registers_) ++counts[rank];
    double z = m * tau(1 - counts[rank_max] / m);
    for (int k = rank_max - 1; k >= 1; --k) z = 0.5 * (z + counts[static_cast<std::size_t>(k)]);
    z += m * sigma(counts[0] / m);
    return std::llround(m / (2 * std::numbers::ln2) * m / z);
}

}  // namespace metrics
