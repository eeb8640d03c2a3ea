#include "metrics/subjects.h"

#include <algorithm>
#include <cmath>

#include "base/exact_sum.h"
#include "metrics/statistics/runs.h"

namespace metrics::subjects {

bool has_time(const KeyRow& row) { return row.time != std::numeric_limits<std::int64_t>::min(); }

Span span_of(std::span<const KeyRow> rows) {
    Span span;
    for (const KeyRow& row : rows) {
        if (!has_time(row)) continue;
        span.first = std::min(span.first, row.time);
        span.last = std::max(span.last, row.time);
    }
    return span;
}

double amount(double value) { return std::isfinite(value) ? value : 0; }

double total(std::span<const KeyRow> rows, double cap) {
    double sum = 0;
    if (rows.size() == 1) {
        sum = amount(rows.front().value);
    } else {
        base::ExactSum exact;
        for (const KeyRow& row : rows) exact.add(amount(row.value));
        sum = exact.value();
    }
    return cap > 0 ? std::min(sum, cap) : sum;
}

void stayed(Reduced& reduced, const Stay& stay) {
    reduced.fate = Reduced::Fate::counted;
    reduced.runs.emplace_back(Runs::key_of(stay.age), stay.gone);
}

void days_of_use(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    std::vector<std::int64_t> times;
    for (const KeyRow& row : rows) {
        if (has_time(row)) times.push_back(row.time);
    }
    if (times.empty()) return;
    std::sort(times.begin(), times.end());
    const auto days = [&](std::int64_t until) { return static_cast<double>(until - times.front()) / static_cast<double>(micros_per_day); };
    const double idle = given.number("idle");
    // Gone when `idle` days have passed without a row: what comes later is a return, and known only later.
    for (std::size_t i = 0; i < times.size(); ++i) {
        const std::int64_t next = i + 1 < times.size() ? times[i + 1] : given.as_of;
        if (static_cast<double>(next - times[i]) >= idle * static_cast<double>(micros_per_day)) return stayed(reduced, {days(times[i]) + idle, true});
    }
    stayed(reduced, {days(std::max(times.back(), given.as_of)), false});
}

extern const Reduction use{.name = "days_of_use", .key = Key::subject, .cohort = true, .time = true, .reduce = days_of_use};

}  // namespace metrics::subjects
