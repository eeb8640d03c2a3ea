#include "metrics/as/numpy.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.h"
#include "metrics/statistics/side_by_side.h"

namespace metrics::as {

namespace {

/// Calls `each` with every distinct value and its mass.
template <class Each>
void for_values(const Runs& runs, Each each) {
    bool any = false;
    std::uint64_t key = 0;
    Mass mass = 0;
    runs.visit([&](const Run& run) {
        if (any && run.key != key) each(Runs::value_of(key), weight_of(std::exchange(mass, 0)));
        any = true;
        key = run.key;
        mass += run.mass;
    });
    if (any) each(Runs::value_of(key), weight_of(mass));
}

std::vector<double> edges(const Sample& sample, double width) {
    if (sample.whole && width < 1) width = 1;
    const auto bins = width > 0 ? static_cast<std::int64_t>(std::ceil((sample.high - sample.low) / width)) : std::int64_t{1};
    return even_edges(sample.low, sample.high, std::max<std::int64_t>(bins, 1));
}

}  // namespace

Sample sample_of(const Runs& runs) {
    Sample sample;
    double sum = 0;
    for_values(runs, [&](double value, double weight) {
        if (sample.distinct++ == 0) sample.low = value;
        sample.high = value;
        sample.size += weight;
        sum += weight * value;
    });
    if (sample.distinct == 0) return sample;
    sample.mean = sum / sample.size;
    double squares = 0;
    for_values(runs, [&](double value, double weight) { squares += weight * (value - sample.mean) * (value - sample.mean); });
    sample.deviation = std::sqrt(squares / sample.size);
    if (sample.deviation == 0) return sample;
    double cubes = 0;
    for_values(runs, [&](double value, double weight) {
        const double z = (value - sample.mean) / sample.deviation;
        cubes += weight * z * z * z;
    });
    sample.skewness = cubes / sample.size;
    return sample;
}

Sample joined(const Sample& a, const Sample& b) {
    Sample both;
    both.size = a.size + b.size;
    both.low = std::min(a.low, b.low);
    both.high = std::max(a.high, b.high);
    both.whole = a.whole && b.whole;
    return both;
}

Sample distinct_of(const Runs& a, const Runs& b) {
    Sample sample;
    side_by_side(a, b, [&](const Step& step) {
        if (sample.distinct++ == 0) sample.low = step.value;
        sample.high = step.value;
        sample.size += 1;
    });
    return sample;
}

std::vector<double> sturges(const Sample& sample) { return edges(sample, (sample.high - sample.low) / (std::log2(sample.size) + 1)); }

std::vector<double> doane(const Sample& sample) {
    const double n = sample.size;
    if (n <= 2 || sample.deviation <= 0) return edges(sample, 0);
    const double error = std::sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
    return edges(sample, (sample.high - sample.low) / (1 + std::log2(n) + std::log2(1 + std::abs(sample.skewness) / error)));
}

std::vector<double> even_edges(double low, double high, std::int64_t count) {
    ASSERT(count >= 1);
    if (low == high) {
        low -= 0.5;
        high += 0.5;
    }
    const double step = (high - low) / static_cast<double>(count);
    std::vector<double> all;
    for (std::int64_t i = 0; i < count; ++i) all.push_back(static_cast<double>(i) * step + low);
    all.push_back(high);
    return all;
}

std::vector<double> counts(const Runs& runs, const std::vector<double>& edges) {
    ASSERT(edges.size() >= 2);
    std::vector<double> all(edges.size() - 1, 0);
    std::size_t bin = 0;
    runs.visit([&](const Run& run) {
        const double value = Runs::value_of(run.key);
        if (value < edges.front() || value > edges.back()) return;
        while (bin + 1 < all.size() && value >= edges[bin + 1]) ++bin;
        all[bin] += weight_of(run.mass);
    });
    return all;
}

}  // namespace metrics::as
