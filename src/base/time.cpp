#include "base/time.h"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <charconv>

namespace base {

namespace {

Error not_a_time(std::string_view text) {
    return {Fault::input, "not a time: \"" + std::string(text) + "\"", "write a date (2001-03-31) or a time (2001-03-31T08:30:00Z, or with an offset like +02:00)"};
}

/// Reads exactly `digits` digits; false leaves `text` as it was.
bool take_number(std::string_view& text, std::size_t digits, int& value) {
    if (text.size() < digits) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || text[0] == '-') return false;
    text.remove_prefix(digits);
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

bool take_fraction(std::string_view& text, std::int64_t& micros) {
    std::int64_t scale = 100'000;
    bool any = false;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        micros += (text[0] - '0') * scale;
        scale /= 10;
        any = true;
        text.remove_prefix(1);
    }
    return any;
}

bool take_clock(std::string_view& text, std::int64_t& micros) {
    int hour = 0, minute = 0, second = 0;
    if (!take_number(text, 2, hour) || !take(text, ':') || !take_number(text, 2, minute)) return false;
    if (take(text, ':') && !take_number(text, 2, second)) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    micros += ((hour * 60 + minute) * 60 + second) * micros_per_second;
    return !take(text, '.') || take_fraction(text, micros);
}

bool take_offset(std::string_view& text, std::int64_t& micros) {
    if (take(text, 'Z')) return true;
    const bool ahead = take(text, '+');
    if (!ahead && !take(text, '-')) return text.empty();
    int hours = 0, minutes = 0;
    if (!take_number(text, 2, hours)) return false;
    take(text, ':');
    if (!text.empty() && !take_number(text, 2, minutes)) return false;
    if (hours > 23 || minutes > 59) return false;
    const std::int64_t offset = (hours * 60 + minutes) * 60 * micros_per_second;
    micros += ahead ? -offset : offset;
    return true;
}

struct Suffix {
    std::string_view text;
    std::int64_t micros;
    int months;
};

constexpr std::array<Suffix, 7> suffixes{{
    {"mo", 0, 1},
    {"y", 0, 12},
    {"w", 7 * micros_per_day, 0},
    {"d", micros_per_day, 0},
    {"h", 3'600 * micros_per_second, 0},
    {"min", 60 * micros_per_second, 0},
    {"s", micros_per_second, 0},
}};

}  // namespace

Result<Time> parse_time(std::string_view text) {
    std::string_view rest = text;
    int year = 0, month = 0, day = 0;
    if (!take_number(rest, 4, year) || !take(rest, '-') || !take_number(rest, 2, month) || !take(rest, '-') || !take_number(rest, 2, day)) return not_a_time(text);
    const auto date = date::year{year} / month / day;
    if (!date.ok()) return not_a_time(text);
    std::int64_t micros = date::sys_days{date}.time_since_epoch().count() * micros_per_day;
    if (!rest.empty()) {
        if (!take(rest, 'T') && !take(rest, ' ')) return not_a_time(text);
        if (!take_clock(rest, micros) || !take_offset(rest, micros) || !rest.empty()) return not_a_time(text);
    }
    return Time{micros};
}

std::string format(Time time) {
    const auto moment = date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{time.micros}};
    const auto day = date::floor<date::days>(moment);
    const date::year_month_day calendar{day};
    const int year = static_cast<int>(calendar.year());
    // Four digits are written by hand: a stream takes ten times as long, and a history of a year has 18,000 moments.
    std::string text = year >= 0 && year <= 9999 ? fmt::format("{:04}-{:02}-{:02}", year, static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day())) : date::format("%F", day);
    const std::int64_t clock = (moment - day).count();
    if (clock == 0) return text;
    const std::int64_t seconds = clock / micros_per_second, part = clock % micros_per_second;
    text += fmt::format("T{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    if (seconds % 60 != 0 || part != 0) text += fmt::format(":{:02}", seconds % 60);
    if (part != 0) text += fmt::format(".{:06}", part);
    return text + "Z";
}

Result<Duration> parse_duration(std::string_view text) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (error == std::errc{} && count > 0) {
        for (const auto& known : suffixes) {
            if (suffix != known.text) continue;
            // A century is long enough for every promise, and far from where microseconds overflow.
            if (known.months != 0 ? count > 1200 / known.months : count > 36'525 * micros_per_day / known.micros) break;
            return Duration{count * known.micros, static_cast<int>(count) * known.months};
        }
    }
    return Error{Fault::input, "not a length of time: \"" + std::string(text) + "\"", "write a whole number and one of s, min, h, d, w, mo, y, at most a century: 7d"};
}

std::string format(Duration duration) {
    if (duration.months != 0) {
        if (duration.months % 12 == 0) return std::to_string(duration.months / 12) + "y";
        return std::to_string(duration.months) + "mo";
    }
    for (const auto& known : suffixes) {
        if (known.months != 0 || known.text == "w") continue;
        if (duration.micros % known.micros == 0) return std::to_string(duration.micros / known.micros) + std::string(known.text);
    }
    return std::to_string(duration.micros) + "us";
}

Zone::Zone() : name_("UTC") {}

Result<Zone> Zone::find(std::string_view name) {
    Zone zone;
    if (name == "UTC") return zone;
    try {
        zone.zone_ = date::locate_zone(std::string(name));
        zone.name_ = std::string(name);
        return zone;
    } catch (const std::exception&) {
        return Error{Fault::input, "not a time zone we know: \"" + std::string(name) + "\"", "use a name of the IANA time zone database, like UTC or Europe/Berlin"};
    }
}

std::int64_t Zone::to_local(Time time) const {
    if (zone_ == nullptr) return time.micros;
    const auto moment = date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{time.micros}};
    return static_cast<const date::time_zone*>(zone_)->to_local(moment).time_since_epoch().count();
}

Time Zone::from_local(std::int64_t local_micros) const {
    if (zone_ == nullptr) return Time{local_micros};
    const auto local = date::local_time<std::chrono::microseconds>{std::chrono::microseconds{local_micros}};
    return Time{static_cast<const date::time_zone*>(zone_)->to_sys(local, date::choose::earliest).time_since_epoch().count()};
}

}  // namespace base
