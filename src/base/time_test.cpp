#include "base/time.h"

#include <gtest/gtest.h>

namespace base {
namespace {

std::int64_t micros(std::string_view text) {
    const auto time = parse_time(text);
    EXPECT_TRUE(time) << text;
    return time ? time->micros : -1;
}

TEST(Time, ReadsDatesTimesAndOffsets) {
    EXPECT_EQ(micros("1970-01-02"), micros_per_day);
    EXPECT_EQ(micros("2001-03-01"), 983'404'800 * micros_per_second);  // date -u -d 2001-03-01 +%s
    EXPECT_EQ(micros("2001-03-01T08:30:00Z"), 983'435'400 * micros_per_second);
    EXPECT_EQ(micros("2001-03-01 08:30"), micros("2001-03-01T08:30:00Z"));
    EXPECT_EQ(micros("2001-03-01T10:30:00+02:00"), micros("2001-03-01T08:30:00Z"));
    EXPECT_EQ(micros("2001-03-01T03:30:00-0500"), micros("2001-03-01T08:30:00Z"));
    EXPECT_EQ(micros("2001-03-01T08:30:00.25Z"), micros("2001-03-01T08:30:00Z") + 250'000);
}

TEST(Time, RefusesWhatIsNoTime) {
    for (const char* text : {"", "yesterday", "2001-02-29", "2001-13-01", "2001-3-1", "2001-03-01T25:00", "2001-03-01T08:30:61Z", "2001-03-01x", "2001-03-01T08:30:00+2", "-001-03-01"}) {
        EXPECT_FALSE(parse_time(text)) << text;
    }
}

TEST(Time, IsWrittenAsShortAsItCanBe) {
    for (const char* text : {"2001-03-01", "2001-03-01T08:30Z", "2001-03-01T08:30:15Z", "2001-03-01T08:30:15.250000Z", "1969-12-31T23:59:59Z"}) {
        EXPECT_EQ(format(Time{micros(text)}), text);
    }
}

TEST(Duration, ReadsAndWritesLengths) {
    EXPECT_EQ(parse_duration("7d")->micros, 7 * micros_per_day);
    EXPECT_EQ(parse_duration("4w")->micros, 28 * micros_per_day);
    EXPECT_EQ(parse_duration("15min")->micros, 900 * micros_per_second);
    EXPECT_EQ(parse_duration("1y")->months, 12);
    EXPECT_EQ(format(*parse_duration("48h")), "2d");
    EXPECT_EQ(format(*parse_duration("1w")), "7d");
    EXPECT_EQ(format(*parse_duration("18mo")), "18mo");
}

TEST(Duration, RefusesWhatOverflowsOrHasNoUnit) {
    // A count that fits its own type but not the product with the unit once overflowed.
    for (const char* text : {"", "7", "d", "-7d", "0d", "7 d", "1.5d", "7days", "9223372036854775807w", "9223372036854775807y", "100000000w", "101y"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
    EXPECT_TRUE(parse_duration("100y"));
}

TEST(Zone, KnowsItsClockOnBothSidesOfAChange) {
    const auto berlin = Zone::find("Europe/Berlin");
    ASSERT_TRUE(berlin);
    const Time winter{micros("2024-01-15T12:00:00Z")};
    const Time summer{micros("2024-07-15T12:00:00Z")};
    EXPECT_EQ(berlin->to_local(winter) - winter.micros, 3'600 * micros_per_second);
    EXPECT_EQ(berlin->to_local(summer) - summer.micros, 7'200 * micros_per_second);
    EXPECT_EQ(berlin->from_local(berlin->to_local(summer)), summer);
    EXPECT_FALSE(Zone::find("Europe/Atlantis"));
}

}  // namespace
}  // namespace base
