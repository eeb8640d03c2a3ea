#pragma once

#include "metrics/metric.h"

/// What people do over time: reductions that the metrics of use, return and money share. Times are counted from a
/// subject's first row, in days of 24 hours. Rows without a time are passed over.
namespace metrics::subjects {

inline constexpr std::int64_t micros_per_day = 86'400'000'000;

/// First and last moment of a subject; `first` is above `last` when no row has a time.
struct Span {
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    bool known() const { return first <= last; }
};
Span span_of(std::span<const KeyRow> rows);
bool has_time(const KeyRow& row);

/// An amount that can be added: 0 where there is none.
double amount(double value);

/// What a subject's rows add up to, at most `cap` (0: no cap).
double total(std::span<const KeyRow> rows, double cap);

/// How long a subject stayed: after that long it went, or (not `gone`) was there when last looked at.
struct Stay {
    double age = 0;
    bool gone = false;
};
void stayed(Reduced& reduced, const Stay& stay);

/// Days of use until a subject has not come for `idle` days, from its rows.
void days_of_use(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced);

/// Of days of use, for each metric that looks at them.
extern const Reduction use;
inline constexpr std::array<Parameter, 2> use_parameters{{
    {.name = "at", .sentence = "After so many days.", .fallback = 30, .lowest = 0},
    {.name = "idle", .sentence = "A subject who does not come for so many days is gone.", .fallback = 30, .lowest = 0.001},
}};

}  // namespace metrics::subjects
