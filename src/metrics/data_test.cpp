#include <gtest/gtest.h>

#include "metrics/evaluate.h"

/// Facts about delivered rows, and the share of a category.
namespace metrics {

namespace {

Estimate fact(const char* id, const Statistic& of, const Setting& setting = {}) { return evaluate(*find(id), of, nullptr, setting); }

TEST(DataFacts, AreExactAndHaveNoInterval) {
    Quality quality;
    quality.rows = 200;
    quality.missing = 3;
    quality.invalid = 5;
    quality.reasons = {{"below 0", 4}, {"not a number", 1}};
    EXPECT_EQ(fact("missing_share", quality).value, 0.015);
    const Estimate invalid = fact("invalid_share", quality);
    EXPECT_EQ(invalid.value, 0.025);
    EXPECT_EQ(invalid.detail, "most often below 0");
    EXPECT_TRUE(invalid.is_fact());
    EXPECT_FALSE(invalid.interval(0.95).has_value());
}

TEST(DataFacts, OfNoRowsAreMissingButTheirNumberIsZero) {
    EXPECT_EQ(fact("missing_share", Quality{}).reason, Reason::no_rows);
    EXPECT_EQ(fact("freshness", Extent{}).reason, Reason::no_rows);
    EXPECT_EQ(fact("row_count", Extent{}).value, 0.0);
}

TEST(Freshness, CountsFromTheNewestRow) {
    Setting setting;
    setting.as_of = base::Time{10 * base::micros_per_second};
    Extent extent;
    extent.add(base::Time{2 * base::micros_per_second});
    extent.add(base::Time{7'500'000});
    EXPECT_EQ(fact("freshness", extent, setting).value, 2.5);
    extent.add(base::Time{11 * base::micros_per_second});
    EXPECT_EQ(fact("freshness", extent, setting).value, 0.0) << "a row from the future is not older than nothing";
}

TEST(Freshness, WithoutTimesIsMissing) {
    Extent extent;
    extent.add(std::nullopt);
    Setting setting;
    setting.as_of = base::Time{0};
    EXPECT_EQ(fact("freshness", extent, setting).reason, Reason::missing_column);
}

TEST(DuplicateShare, CountsAnIdentityOnceAcrossUnits) {
    // 7 7 8 in one unit, 7 9 in the other: three identities in five rows.
    const std::vector<metrics::Run> runs{{7, 0, 0, 2 * mass_one}, {8, 0, 0, mass_one}, {7, 1, 0, mass_one}, {9, 1, 0, mass_one}};
    const Statistic identities = std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(runs, std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(fact("duplicate_share", identities).value, 0.4);
}

TEST(DuplicateShare, KnowsTheIdentityWhoseHashIsZero) {
    const Statistic identities = std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::vector<metrics::Run>{{0, 0, 0, 2 * mass_one}}));
    EXPECT_EQ(fact("duplicate_share", identities).value, 0.5);
}

Split<Histogram> coded(const std::vector<std::pair<double, int>>& counts, int missing = 0) {
    Split<Histogram> sample;
    for (const auto& [value, rows] : counts) {
        sample.total.numbers[Histogram::bucket_of(value)] += rows * mass_one;
        for (int i = 0; i < rows; ++i) sample.total.tally.add(mass_one);
    }
    sample.total.missing = missing * mass_one;
    for (int i = 0; i < missing; ++i) sample.total.tally.add(mass_one);
    return sample;
}

Estimate share_of(const Split<Histogram>& sample, const std::string& category) {
    Setting setting;
    setting.category = category;
    return fact("category_share", sample, setting);
}

TEST(CategoryShare, IsOfTheRowsWithAValue) {
    const Estimate share = share_of(coded({{0, 30}, {1, 50}}, 20), "1");
    EXPECT_EQ(share.value, 50.0 / 80);
    EXPECT_EQ(share.rows, 80);
    EXPECT_EQ(share.left_out, 20);
    // Clopper and Pearson's limits of 50 of 80 are 0.5097 and 0.7308; mid-P's lie just inside.
    EXPECT_NEAR(share.limits(0.025).low, 0.5097, 0.01);
    EXPECT_NEAR(share.limits(0.025).high, 0.7308, 0.01);
}

TEST(CategoryShare, ReadsANumberInAnySpelling) {
    EXPECT_EQ(share_of(coded({{0, 30}, {1, 50}}), "1.0").value, 50.0 / 80);
    EXPECT_EQ(share_of(coded({{-3, 30}, {255, 50}}), "-3").value, 30.0 / 80);
    EXPECT_EQ(share_of(coded({{0, 30}, {1, 50}}), "2").value, 0.0);
}

TEST(CategoryShare, RefusesNumbersThatBucketsCannotTellApart) {
    EXPECT_EQ(share_of(coded({{0, 30}, {0.3, 50}}), "0").reason, Reason::wrong_type) << "measured, not coded";
    EXPECT_EQ(share_of(coded({{0, 30}, {300, 50}}), "300").reason, Reason::wrong_type) << "300 shares its bucket with 301";
    EXPECT_EQ(share_of(coded({{0, 30}, {1, 50}}), "yes").reason, Reason::wrong_type);
}

TEST(CategoryShare, DoesNotKnowACategoryThatWasGathered) {
    Split<Histogram> sample;
    sample.total.categories = {{"a", 5 * mass_one}, {"(other)", 5 * mass_one}};
    for (int i = 0; i < 10; ++i) sample.total.tally.add(mass_one);
    EXPECT_EQ(share_of(sample, "z").reason, Reason::not_computed);
    EXPECT_EQ(share_of(sample, "a").value, 0.5);
}

TEST(CategoryShare, VariesByUnitWhereUnitsAreNamed) {
    // Twenty units that are all of one category or all of the other: as many observations as units, not 2,000.
    Split<Histogram> sample;
    for (std::uint64_t unit = 0; unit < 20; ++unit) {
        Histogram part;
        part.categories[unit % 2 == 0 ? "a" : "b"] = 100 * mass_one;
        for (int i = 0; i < 100; ++i) part.tally.add(mass_one);
        sample.total.merge(part);
        sample.parts.push_back(part);
        sample.keys.push_back(unit);
    }
    sample.units = 20;
    const Estimate share = share_of(sample, "a");
    EXPECT_EQ(share.value, 0.5);
    EXPECT_TRUE(share.units_named);
    EXPECT_LT(share.limits(0.025).low, 0.31);
    EXPECT_GT(share.limits(0.025).high, 0.69);
}

}  // namespace

}  // namespace metrics
