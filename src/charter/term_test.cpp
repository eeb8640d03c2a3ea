#include "charter/term.h"

#include <gtest/gtest.h>

namespace charter {

namespace {

std::string end(const char* start, const char* length) { return base::format(end_of_term(*base::parse_time(start), *base::parse_duration(length), base::Zone())); }

}  // namespace

TEST(Term, EndsAsManyDaysOrMonthsLater) {
    EXPECT_EQ(end("2024-03-01T08:30Z", "365d"), "2025-03-01T08:30Z");
    EXPECT_EQ(end("2024-03-15", "6mo"), "2024-09-15");
    EXPECT_EQ(end("2024-02-29", "1y"), "2025-02-28");
    EXPECT_EQ(end("2024-08-31T23:59Z", "1mo"), "2024-09-30T23:59Z");
}

TEST(Term, KeepsTheHourAcrossADaylightChange) {
    const auto berlin = base::Zone::find("Europe/Berlin");
    ASSERT_TRUE(berlin);
    EXPECT_EQ(base::format(end_of_term(*base::parse_time("2024-01-15T11:00Z"), *base::parse_duration("6mo"), *berlin)), "2024-07-15T10:00Z");
}

}  // namespace charter
