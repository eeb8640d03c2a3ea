#include "metrics/statistics/labelled_bands.h"

#include <algorithm>

namespace metrics {

std::vector<LabelledBand> labelled_bands(const Runs& scores, const Runs& labelled, int count) {
    std::vector<LabelledBand> bands;
    const double all = weight_of(scores.tally.weight);
    double seen = 0;
    scores.visit([&](const Run& run) {
        const double score = Runs::value_of(run.key);
        const bool full = bands.empty() || (seen * count >= all * static_cast<double>(bands.size()) && score > bands.back().high);
        if (full) bands.push_back({score, score, 0, 0});
        bands.back().high = score;
        bands.back().rows += weight_of(run.mass);
        seen += weight_of(run.mass);
    });
    labelled.visit([&](const Run& run) {
        const double score = Runs::value_of(run.key);
        const auto band = std::find_if(bands.begin(), bands.end(), [&](const LabelledBand& one) { return score <= one.high; });
        if (band != bands.end()) band->labelled += weight_of(run.mass);
    });
    return bands;
}

}  // namespace metrics
