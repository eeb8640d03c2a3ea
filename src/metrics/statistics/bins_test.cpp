#include <gtest/gtest.h>

#include <cmath>

#include "metrics/statistics/bins.h"

namespace metrics {

namespace {

Split<Histogram> numbers(const std::vector<std::pair<double, int>>& counts, int missing = 0) {
    Split<Histogram> sample;
    for (const auto& [value, rows] : counts) sample.total.numbers[Histogram::bucket_of(value)] += rows * mass_one;
    sample.total.missing = missing * mass_one;
    return sample;
}

Split<Histogram> categories(const std::vector<std::pair<std::string, int>>& counts, int missing = 0) {
    Split<Histogram> sample;
    for (const auto& [name, rows] : counts) sample.total.categories[name] += rows * mass_one;
    sample.total.missing = missing * mass_one;
    return sample;
}

using Labels = std::vector<std::string>;
using Masses = std::vector<Mass>;

Masses rows(std::vector<int> counts) {
    Masses masses;
    for (const int count : counts) masses.push_back(count * mass_one);
    return masses;
}

TEST(Bins, CutWholeNumbersIntoEqualCounts) {
    std::vector<std::pair<double, int>> hundred;
    for (int i = 1; i <= 100; ++i) hundred.push_back({i, 1});
    const auto sample = numbers(hundred);
    const Binned bins = binned(sample, sample, {4});
    EXPECT_EQ(bins.labels, (Labels{"below 26", "26 to 51", "51 to 76", "76 or more"}));
    EXPECT_EQ(bins.reference, rows({25, 25, 25, 25}));
}

TEST(Bins, DoNotDependOnTheCurrentData) {
    const auto reference = numbers({{1, 10}, {2, 10}, {3, 10}, {4, 10}});
    const Binned far = binned(reference, numbers({{-1000, 1}, {1000, 2}}), {2});
    EXPECT_EQ(far.labels, (Labels{"below 3", "3 or more"}));
    EXPECT_EQ(far.current, rows({1, 2})) << "what lies outside falls into the end bins";
}

TEST(Bins, GiveFewValuesABinEach) {
    const auto reference = numbers({{0, 30}, {1, 70}});
    EXPECT_EQ(binned(reference, reference, {10}).reference, rows({30, 70}));
}

TEST(Bins, OfAConstantStillShowWhereItMoved) {
    const Binned bins = binned(numbers({{5, 40}}), numbers({{4, 1}, {5, 2}, {6, 3}}), {10});
    EXPECT_EQ(bins.labels, (Labels{"below 5", "5", "above 5"}));
    EXPECT_EQ(bins.reference, rows({0, 40, 0}));
    EXPECT_EQ(bins.current, rows({1, 2, 3}));
}

TEST(Bins, KeepMissingAndInfinityInTheirPlaces) {
    auto current = numbers({{1, 1}, {2, 1}}, 7);
    current.total.minus_infinity = 3 * mass_one;
    current.total.plus_infinity = 4 * mass_one;
    const Binned bins = binned(numbers({{1, 5}, {2, 5}}), current, {10});
    EXPECT_EQ(bins.labels, (Labels{"below 2", "2 or more", "(missing)"}));
    EXPECT_EQ(bins.current, rows({4, 5, 7}));
}

TEST(Bins, GatherUnseenCategories) {
    const Binned bins = binned(categories({{"a", 5}, {"b", 5}}), categories({{"a", 1}, {"c", 2}, {"d", 3}}, 1), {10});
    EXPECT_EQ(bins.labels, (Labels{"a", "b", "(unseen)", "(missing)"}));
    EXPECT_EQ(bins.current, rows({1, 0, 5, 1}));
}

TEST(Bins, LeaveOutWhatNeitherHas) {
    const Binned bins = binned(categories({{"a", 5}}), categories({{"a", 1}}), {10});
    EXPECT_EQ(bins.labels, (Labels{"a"}));
}

TEST(Bins, NeverLoseAMinorityBesideAHeavyValue) {
    // A rule that takes the first value at or above each decile puts all of these into one bin, and no drift is ever seen.
    std::vector<std::pair<double, int>> heavy{{100, 950}};
    for (int i = 0; i < 20; ++i) heavy.push_back({i, 2});
    const auto sample = numbers(heavy);
    EXPECT_EQ(binned(sample, sample, {10}).reference, rows({40, 950}));
}

TEST(Bins, CountEachUnitInTheSameBins) {
    auto current = numbers({{1, 3}, {2, 4}});
    current.parts = {numbers({{1, 3}}).total, numbers({{2, 4}}).total};
    current.keys = {1, 2};
    const Binned bins = binned(numbers({{1, 5}, {2, 5}}), current, {10});
    EXPECT_EQ(bins.current_parts, (std::vector<Masses>{rows({3, 0}), rows({0, 4})}));
    EXPECT_TRUE(bins.reference_parts.empty());
}

TEST(Bins, RefuseToCompareNumbersWithText) {
    EXPECT_FALSE(same_type(numbers({{1, 1}}).total, categories({{"a", 1}}).total));
    EXPECT_FALSE(same_type(categories({{"a", 1}}).total, numbers({{1, 1}}).total));
    EXPECT_TRUE(same_type(categories({{"a", 1}}).total, numbers({}, 5).total)) << "nothing but missing values goes with both";
}

}  // namespace

}  // namespace metrics
