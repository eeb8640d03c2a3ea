#include "report/numbers.h"

#include <gtest/gtest.h>

#include "report/testing.h"

namespace report {

namespace {

using Kind = Measure::Kind;

std::string alone(Kind kind, double value, std::vector<double> bounds = {}) {
    return write(measure(kind, "USD", std::vector<double>{value}, bounds), value);
}

}  // namespace

TEST(Numbers, AreWrittenForPeople) {
    EXPECT_EQ(alone(Kind::share, 0.612), "61.2 %");
    EXPECT_EQ(alone(Kind::share, 0.00073), "0.073 %");
    EXPECT_EQ(alone(Kind::share, 0), "0 %");
    EXPECT_EQ(alone(Kind::points, 0.071), "7.1 points");
    EXPECT_EQ(alone(Kind::number, 0.0432), "0.043");
    EXPECT_EQ(alone(Kind::number, 0.0043), "0.0043");
    EXPECT_EQ(alone(Kind::number, 1234.5), "1,234");  // halves go to the even neighbour
    EXPECT_EQ(alone(Kind::number, -0.5), "−0.500");
    EXPECT_EQ(alone(Kind::money, 0.42), "USD 0.42");
    EXPECT_EQ(alone(Kind::money, 1234567), "USD 1,234,567");
    EXPECT_EQ(alone(Kind::count, 16484), "16,484");
    EXPECT_EQ(alone(Kind::number, 3e-9), "3e-09");
}

TEST(Numbers, WriteTimeInItsTwoLargestUnits) {
    EXPECT_EQ(alone(Kind::seconds, 6000), "1 h 40 min");
    EXPECT_EQ(alone(Kind::seconds, 7200), "2 h");
    EXPECT_EQ(alone(Kind::seconds, 45), "45 s");
    EXPECT_EQ(alone(Kind::seconds, 0.25), "0.25 s");
    EXPECT_EQ(alone(Kind::seconds, 86400 * 3 + 3600 * 4 + 59), "3 d 4 h");
    EXPECT_EQ(alone(Kind::seconds, 86399.9), "1 d");
}

TEST(Numbers, GetFinerUntilAValueBesideTheBoundLooksDifferent) {
    EXPECT_EQ(alone(Kind::share, 0.59999, {0.6}), "59.999 %");
    EXPECT_EQ(alone(Kind::share, 0.6, {0.6}), "60.0 %");
    EXPECT_EQ(alone(Kind::money, 0.3999, {0.4}), "USD 0.3999");
    EXPECT_EQ(alone(Kind::seconds, 7203, {7200}), "2 h 3 s");
}

TEST(Numbers, WriteIntervalsAndBounds) {
    const Measure share{.kind = Kind::share, .currency = {}, .precision = 1};
    EXPECT_EQ(write(share, metrics::Limits{0.596, 0.628}), "59.6 to 62.8 %");
    EXPECT_EQ(write(share, metrics::Limits{0.5, testing::infinity}), "50.0 % or more");
    EXPECT_EQ(write(share, metrics::Limits{-testing::infinity, 0.5}), "50.0 % or less");
    EXPECT_EQ(write(share, testing::at_least(0.6)), "at least 60 %");
    EXPECT_EQ(write(share, testing::between(0.1, 0.25)), "between 10 and 25 %");
    const Measure money{.kind = Kind::money, .currency = "USD", .precision = 2};
    EXPECT_EQ(write(money, testing::at_least(0.4)), "at least USD 0.40");
    const Measure time{.kind = Kind::seconds, .currency = {}, .precision = 2};
    EXPECT_EQ(write(time, testing::at_most(5400)), "at most 1 h 30 min");
}

TEST(Numbers, GroupThousands) {
    EXPECT_EQ(grouped(std::int64_t{999}), "999");
    EXPECT_EQ(grouped(std::int64_t{1000}), "1,000");
    EXPECT_EQ(grouped(std::int64_t{-1234567}), "−1,234,567");
    EXPECT_EQ(grouped(1234.5, 2), "1,234.50");
    EXPECT_EQ(grouped(-0.001, 2), "0.00");
}

}  // namespace report
