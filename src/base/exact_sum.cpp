#include "base/exact_sum.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/assert.h"
#include "base/wide.h"

namespace base {

namespace {

constexpr int exponent_offset = 1088;      // a multiple of 32 beyond 1074: the smallest subnormal has a place
constexpr int pending_max = 1 << 29;       // each addition moves a limb by less than 2^33
constexpr std::int64_t limb_base = std::int64_t{1} << 32;

}  // namespace

void ExactSum::reach(int first, int last) {
    if (limbs_.empty()) first_ = first;
    if (first < first_) {
        limbs_.insert(limbs_.begin(), static_cast<std::size_t>(first_ - first), 0);
        first_ = first;
    }
    if (last >= first_ + static_cast<int>(limbs_.size())) limbs_.resize(static_cast<std::size_t>(last - first_ + 1), 0);
}

void ExactSum::add(double value) {
    ASSERT(std::isfinite(value));
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const int biased = static_cast<int>((bits >> 52) & 0x7FF);
    std::uint64_t mantissa = bits & ((std::uint64_t{1} << 52) - 1);
    if (biased != 0) mantissa |= std::uint64_t{1} << 52;
    if (mantissa == 0) return;
    const int place = std::max(biased, 1) - 1075 + exponent_offset;  // of the mantissa's lowest bit
    const int limb = place >> 5;
    const Wide wide = static_cast<Wide>(mantissa) << (place & 31);
    if (limbs_.empty() || limb < first_ || limb + 2 >= first_ + static_cast<int>(limbs_.size())) reach(limb, limb + 2);
    std::int64_t* target = limbs_.data() + (limb - first_);
    const std::int64_t sign = (bits >> 63) != 0 ? -1 : 1;
    target[0] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(wide));
    target[1] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(wide >> 32));
    target[2] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(wide >> 64));
    if (++pending_ >= pending_max) settle();
}

/// Brings every limb but the last into [0, 2^32); the last keeps the sign.
void ExactSum::settle() {
    pending_ = 0;
    if (limbs_.empty()) return;
    for (std::size_t i = 0; i < limbs_.size(); ++i) {
        const std::int64_t carry = limbs_[i] >> 32;  // arithmetic shift: rounds down
        if (i + 1 == limbs_.size()) {
            if (carry == 0 || carry == -1) return;
            limbs_.push_back(0);
        }
        limbs_[i] -= carry * limb_base;
        limbs_[i + 1] += carry;
    }
}

void ExactSum::merge(const ExactSum& other, int sign) {
    if (other.limbs_.empty()) return;
    settle();
    ExactSum settled = other;
    settled.settle();
    reach(settled.first_, settled.first_ + static_cast<int>(settled.limbs_.size()) - 1);
    for (std::size_t i = 0; i < settled.limbs_.size(); ++i) {
        limbs_[static_cast<std::size_t>(settled.first_ - first_) + i] += sign * settled.limbs_[i];
    }
    settle();
}

double ExactSum::value() const {
    ExactSum magnitude = *this;
    magnitude.settle();
    const bool negative = !magnitude.limbs_.empty() && magnitude.limbs_.back() < 0;
    if (negative) {
        for (auto& limb : magnitude.limbs_) limb = -limb;
        magnitude.settle();
    }
    auto& limbs = magnitude.limbs_;
    while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
    if (limbs.empty()) return 0.0;

    // The topmost 64 significant bits, the rest folded into the lowest of them, then one rounding by the processor.
    Wide top = 0;
    int taken = 0;
    const int count = static_cast<int>(limbs.size());
    while (taken < 3 && taken < count) top = (top << 32) | static_cast<std::uint64_t>(limbs[static_cast<std::size_t>(count - ++taken)]);
    int place = (magnitude.first_ + count - taken) * 32 - exponent_offset;
    bool sticky = std::any_of(limbs.begin(), limbs.begin() + (count - taken), [](std::int64_t limb) { return limb != 0; });
    while (top >> 64 != 0) {
        sticky = sticky || (top & 1) != 0;
        top >>= 1;
        ++place;
    }
    auto significant = static_cast<std::uint64_t>(top);
    if (sticky) significant |= 1;
    // A subnormal result keeps fewer than 53 bits; rounding to 53 first and again in ldexp could differ, so cut first.
    const int bits = static_cast<int>(std::bit_width(significant));
    const int lowest = std::max(place + bits - 53, -1074);
    const int drop = lowest - place;
    double result = 0;
    if (drop <= 0) {
        result = std::ldexp(static_cast<double>(significant), place);
    } else if (drop <= 64) {
        const std::uint64_t kept = drop == 64 ? 0 : significant >> drop;
        const std::uint64_t half = std::uint64_t{1} << (drop - 1);
        const std::uint64_t rest = significant & (half | (half - 1));
        const bool up = rest > half || (rest == half && (kept & 1) != 0);
        result = std::ldexp(static_cast<double>(kept + (up ? 1 : 0)), lowest);
    }
    return negative ? -result : result;
}

ExactSum::Limbs ExactSum::limbs() const {
    ExactSum settled = *this;
    settled.settle();
    auto& limbs = settled.limbs_;
    while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
    // A limb of all ones under a sign of -1 says what a single negative limb would.
    while (limbs.size() > 1 && limbs.back() == -1) {
        limbs.pop_back();
        limbs.back() -= limb_base;
    }
    const auto first = std::find_if(limbs.begin(), limbs.end(), [](std::int64_t limb) { return limb != 0; });
    const auto skipped = static_cast<int>(first - limbs.begin());
    return {limbs.empty() ? 0 : settled.first_ + skipped, {first, limbs.end()}};
}

bool ExactSum::assign(const Limbs& limbs) {
    constexpr int place_max = 80;  // of doubles 66 at most, and a few more for the sum of many
    const auto count = static_cast<int>(limbs.values.size());
    if (limbs.first < 0 || count > place_max || limbs.first + count > place_max) return false;
    for (std::size_t i = 0; i < limbs.values.size(); ++i) {
        const std::int64_t value = limbs.values[i];
        if (value >= limb_base || value < (i + 1 == limbs.values.size() ? -limb_base : 0)) return false;
    }
    limbs_ = limbs.values;
    first_ = limbs.first;
    pending_ = 0;
    return true;
}

bool ExactSum::operator==(const ExactSum& other) const {
    ExactSum difference = *this;
    difference.remove(other);
    return difference.value() == 0.0;
}

}  // namespace base
