#pragma once

#include <cstdint>
#include <vector>

namespace base {

/// A sum of doubles that does not depend on their order: the same numbers give the same digits whatever the order of
/// rows, the number of threads or the way the data were split, so a verdict can be recomputed to the bit.
///
/// Each addend is cut into 32-bit pieces that are added to 64-bit limbs at fixed places; carries are settled now and
/// then. The value is the exact sum, rounded once to the nearest double (Neal 2015, "Fast exact summation using small
/// and large superaccumulators"). Only the limbs that the data reach are held, so a sum of shares costs some 64 bytes.
///
/// Limits: finite numbers only (callers count NaN and infinities apart); 2^62 addends.
class ExactSum {
public:
    void add(double value);
    void merge(const ExactSum& other) { merge(other, 1); }
    void remove(const ExactSum& other) { merge(other, -1); }  ///< exactly: adding and removing leaves nothing
    double value() const;
    bool operator==(const ExactSum& other) const;

    /// As whole multiples of 2^(32 * first - 1088), 2^(32 * (first + 1) - 1088), ..., each from 0 to 2^32 but the last,
    /// which has the sign; without zeros at either end, so that equal sums look alike.
    struct Limbs {
        int first = 0;
        std::vector<std::int64_t> values;
    };
    Limbs limbs() const;
    /// False, and nothing changed, when the limbs are not what `limbs` gives.
    bool assign(const Limbs& limbs);

private:
    void merge(const ExactSum& other, int sign);
    void reach(int first, int last);
    void settle();

    std::vector<std::int64_t> limbs_;  ///< limb i has weight 2^(32 * (first_ + i)) times 2^-1088
    int first_ = 0;
    int pending_ = 0;  ///< additions since carries were settled
};

}  // namespace base
