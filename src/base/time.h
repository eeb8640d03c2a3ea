#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

/// Moments, lengths and zones. Nobody below `app/` asks what time it is: the time is an argument.
namespace base {

/// A moment: microseconds since 1970-01-01T00:00:00Z.
struct Time {
    std::int64_t micros = 0;
    auto operator<=>(const Time&) const = default;
};

inline constexpr std::int64_t micros_per_second = 1'000'000;
inline constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;

/// `2001-03-01`, `2001-03-01T08:30:00Z`, `2001-03-01 08:30:00.5+02:00`. Without an offset: UTC.
Result<Time> parse_time(std::string_view text);

/// The shortest of `2001-03-01`, `2001-03-01T08:30Z`, `2001-03-01T08:30:15Z`, `...15.250000Z` that loses nothing.
std::string format(Time time);

/// A length of time: either fixed (micros) or whole calendar months.
struct Duration {
    std::int64_t micros = 0;
    int months = 0;
    bool operator==(const Duration&) const = default;
};

/// `90s`, `15min`, `2h`, `7d`, `4w`, `1mo`, `1y`. A year is twelve months. Positive whole numbers only.
Result<Duration> parse_duration(std::string_view text);
std::string format(Duration duration);

/// A zone of the IANA time zone database: `UTC`, `Europe/Berlin`.
class Zone {
public:
    Zone();  ///< UTC
    static Result<Zone> find(std::string_view name);

    /// The wall clock there, as microseconds since 1970-01-01T00:00 on that clock.
    std::int64_t to_local(Time time) const;
    /// The first moment at which the wall clock shows this or (in a gap) more.
    Time from_local(std::int64_t local_micros) const;
    const std::string& name() const { return name_; }

private:
    std::string name_;
    const void* zone_ = nullptr;  ///< date::time_zone, which lives as long as the process; null: UTC
};

}  // namespace base
