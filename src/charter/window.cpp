#include "charter/window.h"

#include <date/date.h>

#include "base/assert.h"

namespace charter {

namespace {

/// 1970-01-05 was a Monday, so lengths that divide a week begin on Mondays.
constexpr std::int64_t origin = 4 * base::micros_per_day;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// Months since January of the year 0 on a wall clock.
std::int64_t month_of(std::int64_t local) {
    const auto day = date::local_days{date::days{floor_divide(local, base::micros_per_day)}};
    const date::year_month_day date{day};
    return std::int64_t{int{date.year()}} * 12 + static_cast<std::int64_t>(unsigned{date.month()}) - 1;
}

std::int64_t first_of_month(std::int64_t month) {
    const auto year = date::year{static_cast<int>(floor_divide(month, 12))};
    const auto in_year = static_cast<unsigned>(month - floor_divide(month, 12) * 12) + 1;
    return date::local_days{year / date::month{in_year} / 1}.time_since_epoch().count() * base::micros_per_day;
}

std::int64_t index_of_local(const base::Duration& length, std::int64_t local) {
    if (length.months != 0) return floor_divide(month_of(local), length.months);
    return floor_divide(local - origin, length.micros);
}

}  // namespace

std::int64_t Windowing::index_of(base::Time time) const {
    if (whole()) return 0;
    std::int64_t index = index_of_local(*length_, zone_.to_local(time));
    // When clocks are set back the wall clock shows an hour twice, and its second showing belongs to the window that has
    // already begun: a window is an interval of real time, so the starts decide.
    while (start_of(index + 1) <= time) ++index;
    while (start_of(index) > time) --index;
    return index;
}

base::Time Windowing::start_of(std::int64_t index) const {
    ASSERT(!whole());
    const std::int64_t local = length_->months != 0 ? first_of_month(index * length_->months) : origin + index * length_->micros;
    return zone_.from_local(local);
}

}  // namespace charter
