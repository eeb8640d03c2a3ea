#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"
#include "metrics/estimate.h"
#include "verdicts/forecast.h"
#include "verdicts/verdict.h"

/// What only a product that is watched has: the second and third of the three questions (docs/live.md), and where the trend goes.
namespace report {

/// How it has been since the release: may be looked at all the time.
struct SinceRelease {
    base::Time since;                         ///< the start of the first window that counts
    std::int64_t windows = 0;                 ///< matured ones that count
    std::int64_t rows = 0;
    std::optional<double> value;
    std::optional<metrics::Limits> limits;    ///< of the sequence, or of the last declared look
    verdicts::Verdict verdict = verdicts::Verdict::unproven;
    std::string method;                       ///< "beta-binomial mixture", "declared look 3", ...
    std::string why;                          ///< there are no limits yet
};

/// Whether it has begun to break.
struct Beginning {
    double evidence = 0;
    double threshold = 0;                     ///< 0: a fact, which cannot err
    std::int64_t windows = 0;                 ///< since the start or the last alarm
    std::int64_t waiting = 0;                 ///< windows too weak by themselves, to be joined with the next
    std::optional<base::Time> alarmed;        ///< end of the window of the last alarm
};

struct Live {
    std::string check;                        ///< the column or group that it is about, where there are several
    std::optional<SinceRelease> since;
    std::optional<Beginning> beginning;
    std::optional<verdicts::Forecast> forecast;
};

}  // namespace report
