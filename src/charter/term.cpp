#include "charter/term.h"

#include <date/date.h>

namespace charter {

base::Time end_of_term(base::Time start, base::Duration length, const base::Zone& zone) {
    const base::Time later{start.micros + length.micros};
    if (length.months == 0) return later;
    const date::local_time<std::chrono::microseconds> local{std::chrono::microseconds(zone.to_local(later))};
    const auto day = date::floor<date::days>(local);
    auto date_then = date::year_month_day(day) + date::months(length.months);
    if (!date_then.ok()) date_then = date_then.year() / date_then.month() / date::last;
    const auto then = date::local_days(date_then) + (local - day);
    return zone.from_local(std::chrono::duration_cast<std::chrono::microseconds>(then.time_since_epoch()).count());
}

}  // namespace charter
