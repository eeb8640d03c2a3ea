#include "tools/simulate/drift.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.h"
#include "metrics/intervals/distributions.h"

namespace simulate {
namespace {

constexpr std::uint64_t truth_points = 1u << 21;
constexpr std::size_t categories = 30;

// Cumulated shares of the categories.
std::array<double, categories> shares(double shift) {
    std::array<double, categories> cumulated{};
    double sum = 0;
    for (std::size_t i = 0; i < categories; ++i) {
        sum += std::exp(i < categories / 3 ? shift : 0.0) / static_cast<double>(i + 1);
        cumulated[i] = sum;
    }
    for (double& share : cumulated) share /= sum;
    return cumulated;
}

// One sample's values: a standard normal number becomes a value.
class Maker {
public:
    Maker(const Drift& drift, double shift) : shape_(drift.shape), shift_(shift), deviation_(drift.unit_deviation) {
        if (shape_ == Shape::categories) shares_ = shares(shift);
    }
    /// Units move the value and leave its variance at one.
    double value(double unit, double own) const {
        return whole(deviation_ * unit + std::sqrt(1 - deviation_ * deviation_) * own);
    }
    double whole(double z) const {
        switch (shape_) {
            case Shape::normal: return z + shift_;
            case Shape::lognormal: return std::exp(z + shift_);
            case Shape::whole: return std::round(1.5 * (z + shift_));
            case Shape::categories: break;
        }
        const auto place = std::lower_bound(shares_.begin(), shares_.end() - 1, metrics::normal_cdf(z));
        return static_cast<double>(place - shares_.begin());
    }

private:
    Shape shape_;
    double shift_, deviation_;
    std::array<double, categories> shares_{};
};

Values draw_values(const Drift& drift, double shift, std::uint32_t size, base::Random& random) {
    const Maker maker(drift, shift);
    Values values;
    if (drift.clustering != Clustering::rows) values.units = size;
    for (std::uint32_t unit = 0; unit < size; ++unit) {
        const double effect = random.normal();
        const std::uint32_t rows = rows_of_unit(drift.clustering, std::max(random.uniform(), 0x1p-54));
        for (std::uint32_t i = 0; i < rows; ++i) values.rows.push_back({maker.value(effect, random.normal()), unit});
    }
    return values;
}

Values even_values(const Drift& drift, double shift) {
    const Maker maker(drift, shift);
    Values values;
    values.rows.reserve(truth_points);
    // Effects of units and rows together are one standard normal number, so one dimension is enough, and there the
    // midpoints of equal steps are as even as can be.
    for (std::uint64_t i = 0; i < truth_points; ++i) {
        const double u = (static_cast<double>(i) + 0.5) / static_cast<double>(truth_points);
        values.rows.push_back({maker.whole(metrics::normal_quantile(u)), 0});
    }
    return values;
}

}  // namespace

Pair draw(const Drift& drift, std::uint32_t size, std::uint64_t seed) {
    base::Random random(seed);
    const auto reference_size = static_cast<std::uint32_t>(std::lround(drift.reference_times * size));
    Pair pair;
    pair.reference = draw_values(drift, 0, reference_size, random);
    pair.current = draw_values(drift, drift.shift, size, random);
    return pair;
}

Pair truth_of(const Drift& drift) { return {even_values(drift, 0), even_values(drift, drift.shift)}; }

}  // namespace simulate
