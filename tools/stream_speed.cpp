// How long a streaming detector takes for one value, in nanoseconds: the median of so many runs over so many standard normal values.
//
//   stream_speed [VALUES] [RUNS]
//
// Prints JSON. The values are made beforehand, so that only the detectors are timed.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "base/random.h"
#include "metrics/statistics/adaptive_window.h"

namespace {

template <class Detector>
double nanoseconds(const std::vector<double>& values, int runs, std::int64_t& alarms) {
    std::vector<double> all;
    for (int run = 0; run < runs; ++run) {
        Detector detector{typename Detector::Options{}};
        alarms = 0;
        const auto begin = std::chrono::steady_clock::now();
        for (const double value : values) alarms += detector.update(value) ? 1 : 0;
        all.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() / static_cast<double>(values.size()));
    }
    std::nth_element(all.begin(), all.begin() + runs / 2, all.end());
    return all[static_cast<std::size_t>(runs / 2)];
}

}  // namespace

int main(int count, char** arguments) {
    const int values_wanted = count > 1 ? std::atoi(arguments[1]) : 10'000'000;
    const int runs = count > 2 ? std::atoi(arguments[2]) : 5;
    if (values_wanted <= 0 || runs <= 0) {
        fmt::print(stderr, "usage: stream_speed [VALUES] [RUNS]\n");
        return 3;
    }
    base::Random random(1);
    std::vector<double> values(static_cast<std::size_t>(values_wanted));
    for (double& value : values) value = random.normal();
    std::int64_t adwin = 0;
    std::int64_t page_hinkley = 0;
    const double first = nanoseconds<metrics::AdaptiveWindow>(values, runs, adwin);
    const double second = nanoseconds<metrics::PageHinkley>(values, runs, page_hinkley);
    fmt::print("{{\"values\": {}, \"runs\": {}, \"adwin\": {{\"ns\": {:.2f}, \"alarms\": {}}}, \"page_hinkley\": {{\"ns\": {:.2f}, \"alarms\": {}}}}}\n", values_wanted, runs, first, adwin, second, page_hinkley);
    return 0;
}
