#include "metrics/as/evidently.h"

#include <algorithm>

#include "metrics/as/numpy.h"

namespace metrics::as {

namespace {

constexpr std::int64_t values_max = 20;

/// A column of whole numbers with missing values is one of floating numbers to pandas.
Sample pandas_sample(const Runs& runs, const Setting& setting) {
    Sample sample = sample_of(runs);
    sample.whole = setting.whole_numbers && runs.left_out == 0;
    return sample;
}

}  // namespace

Sides evidently_bins(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting&) { return counts_by_value(reference, current); }

Sides evidently_bins(Reference<Runs> reference, Current<Runs> current, const Setting& setting) {
    const Sample before = pandas_sample(reference.of, setting);
    const Sample now = pandas_sample(current.of, setting);
    if (before.size == 0 || now.size == 0) return {{}, {}, before.size, now.size};
    if (before.distinct <= values_max) return counts_by_value(reference, current);
    const auto edges = sturges(joined(before, now));
    return {counts(reference.of, edges), counts(current.of, edges), before.size, now.size};
}

std::vector<double> filled(std::vector<double> shares) {
    double least = 1;
    for (const double share : shares) {
        if (share != 0) least = std::min(least, share);
    }
    for (double& share : shares) {
        if (share == 0) share = least <= 0.0001 ? least / 1e6 : 0.0001;
    }
    return shares;
}

}  // namespace metrics::as
