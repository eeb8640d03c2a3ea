#pragma once

#include <cmath>
#include <cstdlib>

/// How simulations of intervals are judged: each end may err in 3.5 % of samples, and chance adds to that what it adds to so many.
namespace base::coverage {

/// Samples of a simulation: a modest number in every run of the tests, and so many times as many where `CHARTER_SAMPLES` says so, as
/// `./check long` does.
inline int samples(int usual) {
    const char* times = std::getenv("CHARTER_SAMPLES");
    const int factor = times == nullptr ? 1 : std::atoi(times);
    return usual * (factor < 1 ? 1 : factor > 1000 ? 1000 : factor);
}

/// 3.5 % and what chance adds once in a hundred.
inline int errors_allowed(int samples) {
    constexpr double share = 0.035, deviations = 2.33;
    return static_cast<int>(samples * share + deviations * std::sqrt(samples * share * (1 - share)));
}

}  // namespace base::coverage
