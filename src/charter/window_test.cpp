#include "charter/window.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace charter {
namespace {

Windowing windows(std::string_view length, std::string_view zone = "UTC") {
    return {*base::parse_duration(length), *base::Zone::find(zone)};
}

std::string start(const Windowing& windowing, std::string_view time) {
    return base::format(windowing.start_of(windowing.index_of(*base::parse_time(time))));
}
std::string end(const Windowing& windowing, std::string_view time) {
    return base::format(windowing.end_of(windowing.index_of(*base::parse_time(time))));
}

TEST(Windowing, WithoutALengthIsAllOfTime) {
    EXPECT_TRUE(Windowing{}.whole());
    EXPECT_EQ(Windowing{}.index_of(*base::parse_time("2001-01-01")), 0);
}

TEST(Windowing, WeeksBeginOnMondays) {
    // 2001-03-05 was a Monday.
    EXPECT_EQ(start(windows("7d"), "2001-03-05"), "2001-03-05");
    EXPECT_EQ(start(windows("7d"), "2001-03-11T23:59:59.999999Z"), "2001-03-05");
    EXPECT_EQ(start(windows("1w"), "2001-03-12"), "2001-03-12");
    EXPECT_EQ(start(windows("7d"), "1969-12-31T23:00Z"), "1969-12-29");
    EXPECT_EQ(start(windows("7d"), "1900-01-01"), "1900-01-01");
}

TEST(Windowing, ShortLengthsBeginAtMidnight) {
    EXPECT_EQ(start(windows("6h"), "2001-03-05T07:30:00Z"), "2001-03-05T06:00Z");
    EXPECT_EQ(start(windows("15min"), "2001-03-05T07:44:59Z"), "2001-03-05T07:30Z");
    EXPECT_EQ(start(windows("1h"), "1969-12-31T23:30:00Z"), "1969-12-31T23:00Z");
}

TEST(Windowing, MonthsAndYearsFollowTheCalendar) {
    EXPECT_EQ(start(windows("1mo"), "2004-02-29T12:00:00Z"), "2004-02-01");
    EXPECT_EQ(end(windows("1mo"), "2004-02-29T12:00:00Z"), "2004-03-01");
    EXPECT_EQ(start(windows("3mo"), "2001-06-30"), "2001-04-01");
    EXPECT_EQ(start(windows("1y"), "2001-06-30"), "2001-01-01");
    EXPECT_EQ(start(windows("1y"), "1969-06-30"), "1969-01-01");
    EXPECT_EQ(end(windows("1mo"), "1969-12-31"), "1970-01-01");
}

TEST(Windowing, FollowsTheWallClockOfItsZone) {
    // Berlin is one hour ahead of UTC in winter, two in summer; 2001 changed on 25 March and 28 October.
    const Windowing days = windows("1d", "Europe/Berlin");
    EXPECT_EQ(start(days, "2001-01-15T12:00:00Z"), "2001-01-14T23:00Z");
    EXPECT_EQ(start(days, "2001-07-15T12:00:00Z"), "2001-07-14T22:00Z");
    EXPECT_EQ(start(days, "2001-03-25T12:00:00Z"), "2001-03-24T23:00Z");
    EXPECT_EQ(end(days, "2001-03-25T12:00:00Z"), "2001-03-25T22:00Z");   // 23 hours
    EXPECT_EQ(start(days, "2001-10-28T12:00:00Z"), "2001-10-27T22:00Z");
    EXPECT_EQ(end(days, "2001-10-28T12:00:00Z"), "2001-10-28T23:00Z");   // 25 hours
    EXPECT_EQ(start(windows("1mo", "Europe/Berlin"), "2001-03-31T22:30:00Z"), "2001-03-31T22:00Z");
}

TEST(Windowing, TheHourThatIsShownTwiceIsNotCutIntoPieces) {
    // 02:30 summer time is 00:30Z, 02:30 winter time is 01:30Z; the half hour that began at 00:30Z lasts until 03:00 winter time.
    const Windowing halves = windows("30min", "Europe/Berlin");
    EXPECT_EQ(start(halves, "2001-10-28T01:10:00Z"), "2001-10-28T00:30Z");
    EXPECT_EQ(end(halves, "2001-10-28T01:10:00Z"), "2001-10-28T02:00Z");
}

TEST(Windowing, NeitherOverlapsNorLeavesGaps) {
    base::Random random(5);
    const std::int64_t from = base::parse_time("1965-01-01")->micros;
    const std::int64_t span = base::parse_time("2030-01-01")->micros - from;
    for (const std::string_view zone : {"UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"}) {
        for (const std::string_view length : {"10min", "1h", "5h", "1d", "3d", "7d", "1mo", "5mo", "1y"}) {
            const Windowing windowing = windows(length, zone);
            for (int i = 0; i < 60; ++i) {
                const base::Time time{from + static_cast<std::int64_t>(random.uniform() * static_cast<double>(span))};
                const std::int64_t index = windowing.index_of(time);
                ASSERT_LE(windowing.start_of(index), time) << zone << length;
                ASSERT_LT(time, windowing.end_of(index)) << zone << length;
                ASSERT_EQ(windowing.index_of(windowing.start_of(index)), index) << zone << length;
                ASSERT_LT(windowing.index_of(base::Time{windowing.start_of(index).micros - 1}), index);
            }
        }
    }
}

}  // namespace
}  // namespace charter
