#include "metrics/statistics/packed.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace metrics {

namespace {

Split<Histogram> numbers(std::uint64_t seed, int units) {
    base::Random random(seed);
    Split<Histogram> split;
    split.parts.resize(static_cast<std::size_t>(units));
    for (int i = 0; i < 2'000; ++i) {
        Histogram& part = split.parts[random.below(static_cast<std::uint64_t>(units))];
        part.numbers[Histogram::bucket_of((random.uniform() - 0.3) * 1e6)] += i % 7 == 0 ? mass_of(0.37) : mass_one;
        part.tally.add(i % 7 == 0 ? mass_of(0.37) : mass_one);
    }
    for (int i = 0; i < units; ++i) split.keys.push_back(seed * 1'000 + static_cast<std::uint64_t>(i));
    for (const Histogram& part : split.parts) split.total.merge(part);
    split.units = units;
    return split;
}

Statistic summary(std::uint64_t seed, int rows) {
    base::Random random(seed);
    Summary one;
    for (int i = 0; i < rows; ++i) {
        const double x = random.uniform() * 1e-7 + 1e6;
        one.sum.add(x);
        one.square.add(x * x);
        ++one.rows;
        ++one.summed;
        one.min = one.min ? std::min(*one.min, x) : x;
        one.max = one.max ? std::max(*one.max, x) : x;
        one.distinct.add(base::Random::mix(static_cast<std::uint64_t>(i) + seed));
    }
    if (one.distinct.value() > Summary::distinct_exact_max) one.distinct.sketch();
    return one;
}

std::string bytes_of(const Statistic& statistic) {
    base::Packer to;
    EXPECT_TRUE(pack(statistic, to));
    return to.bytes();
}

Statistic read_back(const Statistic& statistic) {
    const std::string bytes = bytes_of(statistic);
    base::Unpacker from(bytes);
    Statistic out = unpack(from);
    EXPECT_FALSE(from.failed());
    EXPECT_EQ(from.left(), 0u);
    return out;
}

std::vector<Statistic> samples() {
    Split<Histogram> words;
    words.total.categories = {{"", 3 * mass_one}, {"a", mass_one}, {"b\0c", -mass_one}};
    words.total.missing = 5 * mass_one;
    Split<Moments> moments;
    for (const double x : {0.1, -1e300, 4.9e-324, 1e300}) moments.total.sum.add(x);
    moments.total.add(Expression::log_loss, true, 0.3, mass_one);
    Split<Reliability> reliability;
    reliability.total.add(0.73, true, mass_one, 10);
    Split<Confusion> confusion;
    confusion.total.add(Confusion::Label::positive, false, mass_one);
    return {numbers(3, 12), words, moments, reliability, confusion, summary(1, 100), summary(2, 5'000), Extent{7, base::Time{-5}, base::Time{9}}, Quality{4, 1, 2, {{"below 0", 2}}}, Unanswered{"because"}};
}

}  // namespace

TEST(PackedStatistics, AreReadBackToTheBit) {
    for (const Statistic& statistic : samples()) {
        const Statistic again = read_back(statistic);
        EXPECT_EQ(again.index(), statistic.index());
        EXPECT_EQ(bytes_of(again), bytes_of(statistic));
        if (const auto* split = std::get_if<Split<Histogram>>(&statistic)) {
            EXPECT_EQ(std::get<Split<Histogram>>(again).total, split->total);
        }
        if (const auto* split = std::get_if<Split<Moments>>(&statistic)) {
            EXPECT_EQ(std::get<Split<Moments>>(again).total, split->total);
        }
    }
    const Statistic runs = std::shared_ptr<const Runs>();
    base::Packer to;
    EXPECT_FALSE(pack(runs, to));
}

TEST(PackedStatistics, AnyPrefixIsRefused) {
    for (const Statistic& statistic : samples()) {
        const std::string bytes = bytes_of(statistic);
        for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 500) {
            base::Unpacker from(std::string_view(bytes).substr(0, size));
            unpack(from);
            EXPECT_TRUE(from.failed()) << size;
        }
    }
}

TEST(PackedStatistics, EqualSumsHaveEqualBytesHoweverTheyWereAdded) {
    Split<Moments> forth, back;
    const double values[] = {1e20, -1e20, 0.1, -3, 3e-310, 2.9};
    for (const double x : values) forth.total.sum.add(x);
    for (int i = 5; i >= 0; --i) back.total.sum.add(values[i]);
    EXPECT_EQ(bytes_of(forth), bytes_of(back));
    Split<Moments> less, same;
    less.total.sum.add(-2);
    for (const double x : {-3.0, 1.0, 1e30, -1e30}) same.total.sum.add(x);
    EXPECT_EQ(bytes_of(less), bytes_of(same));
    same.total.sum.remove(less.total.sum);
    EXPECT_EQ(same.total.sum.limbs().values.size(), 0u);
}

TEST(JoinedStatistics, HoldTheUnitsOfBoth) {
    Statistic whole = numbers(1, 20);
    ASSERT_TRUE(join(whole, numbers(2, 30)));
    const auto& split = std::get<Split<Histogram>>(whole);
    EXPECT_EQ(split.units, 50);
    EXPECT_EQ(split.parts.size(), 50u);
    EXPECT_TRUE(split.units_exact);
    Histogram sum;
    for (const Histogram& part : split.parts) sum.merge(part);
    EXPECT_EQ(sum, split.total);
    EXPECT_TRUE(std::is_sorted(split.keys.begin(), split.keys.end()));
    ASSERT_TRUE(join(whole, numbers(1, 20)));
    EXPECT_EQ(std::get<Split<Histogram>>(whole).units, 50);  // the first twenty again
}

TEST(JoinedStatistics, GatherUnitsBeyondTheLimit) {
    Statistic whole = numbers(1, 200);
    ASSERT_TRUE(join(whole, numbers(2, 200)));
    const auto& split = std::get<Split<Histogram>>(whole);
    EXPECT_EQ(split.units, 400);
    EXPECT_EQ(split.parts.size(), 64u);
    Statistic more = numbers(3, 5);
    ASSERT_TRUE(join(more, whole));
    EXPECT_EQ(std::get<Split<Histogram>>(more).parts.size(), 64u);
    EXPECT_EQ(std::get<Split<Histogram>>(more).units, 405);
    EXPECT_FALSE(std::get<Split<Histogram>>(more).units_exact);
}

TEST(JoinedStatistics, OfDifferentKindsAreRefused) {
    Statistic extent = Extent{};
    EXPECT_FALSE(join(extent, Quality{}));
    ASSERT_TRUE(join(extent, Unanswered{"no"}));
    EXPECT_EQ(std::get<Unanswered>(extent).why, "no");
}

TEST(Summary, SpreadIsNotHiddenByALargeMean) {
    Summary summary;
    for (int i = 0; i < 1'000; ++i) {
        const double x = 1e9 + i % 2;
        summary.sum.add(x);
        summary.square.add(x * x);
        summary.square.add(std::fma(x, x, -(x * x)));
        ++summary.summed;
    }
    EXPECT_DOUBLE_EQ(*summary.mean(), 1e9 + 0.5);
    EXPECT_NEAR(*summary.standard_deviation(), std::sqrt(0.25 * 1'000 / 999), 1e-9);
}

}  // namespace metrics
