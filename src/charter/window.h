#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace charter {

/// Windows of a length lie side by side on the wall clock of the charter's zone, half-open, so that none overlap and none
/// leave a gap, and where they lie does not depend on when one looks. Lengths of days and weeks start from a Monday
/// (1970-01-05 00:00), shorter ones from midnight of that day, months and years from the calendar. Without a length the
/// one window is all of time.
class Windowing {
public:
    Windowing() = default;  ///< one window: everything
    Windowing(base::Duration length, base::Zone zone) : length_(length), zone_(std::move(zone)) {}

    bool whole() const { return !length_; }
    const std::optional<base::Duration>& length() const { return length_; }
    const base::Zone& zone() const { return zone_; }

    /// The number of the window that holds this moment; consecutive windows have consecutive numbers. 0 when whole.
    std::int64_t index_of(base::Time time) const;
    base::Time start_of(std::int64_t index) const;
    base::Time end_of(std::int64_t index) const { return start_of(index + 1); }

private:
    std::optional<base::Duration> length_;
    base::Zone zone_;
};

}  // namespace charter
