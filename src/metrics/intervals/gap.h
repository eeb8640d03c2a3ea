#pragma once

#include <limits>
#include <vector>

namespace metrics {

/// A difference of two samples' shares, and how sure it is: one of those that a distance is the largest of (engine S).
struct Gap {
    double difference = 0;
    double error = 0;  ///< standard error
    double degrees = std::numeric_limits<double>::infinity();

    /// Its upper limit.
    double at(double tail) const;
};

/// The gaps that can be largest at some error probability: difference + z error for a z of zero or more. These are the
/// upper hull of the points (error, difference). Most hulls are a handful of millions; along smooth curves all points are on
/// the hull, and neighbours are joined into one that is as high as both, so that at most `held_max` are held: the limit can
/// only rise, by less than a hundredth of its distance from the value. Only for gaps without degrees of freedom.
class Gaps {
public:
    void add(Gap gap) {
        points_.push_back(gap);
        if (points_.size() >= 2 * held_max) reduce();
    }
    std::vector<Gap> hull() {
        reduce();
        return points_;
    }

private:
    static constexpr std::size_t held_max = 2'048;

    void reduce();

    std::vector<Gap> points_;
};

/// The largest upper limit; at least 0.
double highest(const std::vector<Gap>& gaps, double tail);

/// One observation added on either side, so that a share of 0 or 1 is not taken for certain (Agresti and Caffo 2000).
double variance_of_share(double share, double rows);

}  // namespace metrics
