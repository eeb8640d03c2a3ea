#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/quantile.h"

namespace metrics {

namespace {

Setting setting_for(std::string_view id) {
    Setting setting;
    for (const Parameter& parameter : parameters_of(*find(id))) setting.numbers.emplace(parameter.name, parameter.fallback);
    return setting;
}

Estimate of(std::string_view id, const Statistic& statistic, const Setting& setting) { return evaluate(*find(id), statistic, nullptr, setting); }
Estimate of(std::string_view id, const Statistic& statistic) { return of(id, statistic, setting_for(id)); }

template <class S>
Split<S> rows(S total) {
    Split<S> split;
    split.units = total.tally.rows;
    split.total = std::move(total);
    return split;
}

Split<Powers> powers(const std::vector<double>& numbers, LeftOut left_out = {}) {
    Powers total;
    for (const double x : numbers) total.add(x, mass_one);
    total.left_out = left_out;
    return rows(total);
}

/// Units of `size` rows each.
Split<Powers> units(const std::vector<double>& numbers, std::size_t size) {
    Split<Powers> split;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i % size == 0) {
            split.keys.push_back(i / size);
            split.parts.emplace_back();
        }
        split.parts.back().add(numbers[i], mass_one);
    }
    for (const Powers& part : split.parts) split.total.merge(part);
    split.units = static_cast<std::int64_t>(split.parts.size());
    return split;
}

Statistic runs(const std::vector<double>& numbers) {
    std::vector<Run> all;
    for (const double x : numbers) all.push_back({Runs::key_of(x), 0, 0, mass_one});
    return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(all)));
}

std::vector<double> normals(int count, std::uint64_t seed = 1) {
    base::Random random(seed);
    std::vector<double> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(random.normal());
    return numbers;
}

TEST(RowMetrics, SayWhyThereIsNoNumber) {
    EXPECT_EQ(of("mae", powers({})).reason, Reason::no_rows);
    EXPECT_EQ(of("mae", powers({}, {.unlabelled = 3})).reason, Reason::no_labels);
    EXPECT_EQ(of("mae", powers({}, {.missing = 3})).detail, "no row has a value");
    EXPECT_EQ(of("mape", powers({}, {.undefined = 3})).reason, Reason::no_denominator);
    const Estimate infinite = of("mae", powers({1, 2, 3}, {.infinite = 1}));
    EXPECT_FALSE(infinite.value.has_value()) << "a mean with an infinite value in it is no number";
    EXPECT_EQ(infinite.reason, Reason::infinite_values);
}

TEST(RowMetrics, CountWhatIsLeftOut) {
    const Estimate estimate = of("mape", powers(std::vector<double>(20, 0.5), {.unlabelled = 2, .undefined = 1}));
    EXPECT_EQ(estimate.value, 0.5);
    EXPECT_EQ(estimate.left_out, 3);
    EXPECT_EQ(estimate.detail, "1 row is left out because a share of 0 does not exist");
}

TEST(RowMetrics, OfEqualValuesHaveNoLimits) {
    const Estimate estimate = of("mae", powers(std::vector<double>(500, 3)));
    EXPECT_EQ(estimate.value, 3.0);
    EXPECT_EQ(estimate.reason, Reason::no_spread) << "equal errors do not show how far others may lie";
    EXPECT_TRUE(std::isinf(estimate.limits(0.025).high));
}

TEST(RowMetrics, OfAFewLargeValuesAreTooSkewedAndSayWhatWouldBeEnough) {
    std::vector<double> numbers(200, 0.0);
    numbers[0] = 1000;
    numbers[1] = 2000;
    const Estimate estimate = of("cost_per_prediction", powers(numbers));
    EXPECT_EQ(estimate.reason, Reason::too_skewed);
    EXPECT_GT(estimate.enough, 1000);
}

TEST(RowMetrics, SeeThatRowsOfAUnitAreAlike) {
    std::vector<double> numbers;
    for (const double x : normals(40)) numbers.insert(numbers.end(), 25, x);
    const auto by_row = of("mean", powers(numbers)).interval(0.95);
    const Estimate by_unit = of("mean", units(numbers, 25));
    EXPECT_EQ(by_unit.units, 40);
    EXPECT_GT(by_unit.interval(0.95)->high - by_unit.interval(0.95)->low, 4 * (by_row->high - by_row->low));
}

TEST(Wape, IsUnknownWhereTheSumOfLabelsIs) {
    Cross total;
    for (int i = 0; i < 30; ++i) total.add(i == 0 ? 50 : 0, 1 + i % 3, mass_one);
    const Estimate estimate = of("wape", rows(total));
    EXPECT_TRUE(estimate.value.has_value());
    EXPECT_EQ(estimate.reason, Reason::too_skewed);
}

TEST(R2, HasNoValueWhereThereIsNothingToExplain) {
    Cross total;
    for (int i = 0; i < 30; ++i) total.add(4, i, mass_one);
    EXPECT_EQ(of("r2", rows(total)).reason, Reason::no_spread);
}

TEST(R2, IsNotCertainWhenItIsOne) {
    Cross total;
    for (int i = 0; i < 30; ++i) total.add(i, 0, mass_one);
    const Estimate estimate = of("r2", rows(total));
    EXPECT_EQ(estimate.value, 1.0);
    EXPECT_EQ(estimate.reason, Reason::no_spread);
}

TEST(Quantile, IsOpenWhereTheSampleHasNoSuchRank) {
    Setting setting = setting_for("latency");
    setting.numbers["q"] = 0.95;
    const Estimate few = of("latency", runs(normals(71)), setting);
    EXPECT_TRUE(std::isinf(few.interval(0.95)->high));
    EXPECT_TRUE(std::isfinite(few.interval(0.95)->low));
    EXPECT_EQ(few.enough, 72);
    EXPECT_TRUE(std::isfinite(of("latency", runs(normals(72)), setting).interval(0.95)->high));
    EXPECT_EQ(rows_for_limits(0.5, 0.025), 6);
    EXPECT_EQ(rows_for_limits(0.99, 0.025), 368);
}

TEST(Quantile, BearsInfinitiesUntilItIsOne) {
    std::vector<double> numbers{1, 2, 3, 4, 5, 6, 7, std::numeric_limits<double>::infinity()};
    EXPECT_EQ(of("quantile", runs(numbers)).value, 4.5);
    Setting high = setting_for("quantile");
    high.numbers["q"] = 0.99;
    EXPECT_EQ(of("quantile", runs(numbers), high).reason, Reason::infinite_values);
}

TEST(Quantile, RemembersEnoughRanksOfALargeSample) {
    // 1 ... 200,000: the value at a rank is the rank, so that the limits can be looked up.
    std::vector<double> numbers;
    for (int i = 1; i <= 200'000; ++i) numbers.push_back(i);
    const Limits limits = *of("quantile", runs(numbers)).interval(0.95);
    const double half_width = 1.96 * std::sqrt(200'000 * 0.25);
    EXPECT_NEAR(limits.low, 100'000 - half_width, 4);
    EXPECT_NEAR(limits.high, 100'001 + half_width, 4);
}

TEST(Quantile, SeesThatRowsOfAUnitAreAlike) {
    std::vector<metrics::Run> all;
    std::vector<std::uint64_t> keys;
    const auto of_units = normals(40, 9);
    for (std::uint32_t unit = 0; unit < 40; ++unit) {
        keys.push_back(unit);
        for (int i = 0; i < 25; ++i) all.push_back({Runs::key_of(of_units[unit] + 1e-3 * i), unit, 0, mass_one});
    }
    auto made = std::make_shared<RunsInMemory>(all, keys);
    made->units = 40;
    const Estimate by_unit = of("quantile", Statistic(std::shared_ptr<const Runs>(made)));
    for (metrics::Run& run : all) run.unit = 0;
    const Estimate by_row = of("quantile", Statistic(std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(all))));
    EXPECT_EQ(by_unit.value, by_row.value);
    EXPECT_EQ(by_unit.reason, Reason::none);
    EXPECT_LT(by_unit.interval(0.95)->low, by_row.interval(0.95)->low);
    EXPECT_GT(by_unit.interval(0.95)->high, by_row.interval(0.95)->high);
}

Split<Histogram> categories(const std::map<std::string, int>& counts) {
    Histogram total;
    for (const auto& [name, count] : counts) {
        total.categories[name] = count * mass_one;
        for (int i = 0; i < count; ++i) total.tally.add(mass_one);
    }
    return rows(total);
}

Estimate represented(const std::map<std::string, int>& counts, const std::map<std::string, double>& population) {
    Setting setting;
    setting.population = population;
    return of("representativeness", categories(counts), setting);
}

TEST(Representativeness, SaysWhichWeightsWouldRepairIt) {
    const Estimate estimate = represented({{"a", 800}, {"b", 200}}, {{"a", 0.5}, {"b", 0.5}});
    EXPECT_NEAR(*estimate.value, 0.3, 1e-15);
    ASSERT_EQ(estimate.weights.size(), 2u);
    EXPECT_EQ(estimate.weights[0].second, 0.625);
    EXPECT_EQ(estimate.weights[1].second, 2.5);
    // Kish: 1000 / (0.25 / 0.8 + 0.25 / 0.2) = 640.
    EXPECT_EQ(estimate.detail, "weights that would repair it: a 0.625, b 2.5; the 1000 rows would then be worth 640");
    EXPECT_GT(estimate.interval(0.95)->low, 0.26);
    EXPECT_LT(estimate.interval(0.95)->high, 0.34);
}

TEST(Representativeness, CannotBeRepairedWithoutRows) {
    const Estimate estimate = represented({{"a", 100}}, {{"a", 0.5}, {"b", 0.5}});
    EXPECT_EQ(estimate.value, 0.5);
    EXPECT_TRUE(estimate.weights.empty());
    EXPECT_EQ(estimate.detail, "no weights would repair it, for there are no rows of: b");
}

TEST(Representativeness, CountsWhatIsNotDeclaredTogether) {
    EXPECT_NEAR(*represented({{"a", 50}, {"x", 25}, {"y", 25}}, {{"a", 0.9}}).value, 0.4, 1e-15);
    EXPECT_EQ(represented({{"a", 50}, {"b", 50}}, {}).reason, Reason::no_population);
    EXPECT_EQ(represented({{"a", 50}, {"b", 50}}, {{"a", 0.5}, {"b", 0.5}}).interval(0.95)->low, 0.0);
}

TEST(UnseenCategoryShare, NamesWhatIsNew) {
    const Statistic before = categories({{"a", 5}, {"b", 5}});
    const Statistic now = categories({{"a", 6}, {"c", 3}, {"d", 1}});
    const Estimate estimate = evaluate(*find("unseen_category_share"), now, &before, {});
    EXPECT_EQ(estimate.value, 0.4);
    EXPECT_EQ(estimate.detail, "unseen: c, d");
}

TEST(Throughput, IsOverTheWindow) {
    Extent extent{.rows = 48, .first = base::Time{0}, .last = base::Time{3'600 * base::micros_per_second}};
    Setting setting = setting_for("throughput");
    EXPECT_EQ(of("throughput", extent, setting).value, 48.0 / 3600);
    setting.seconds = 86'400;
    setting.numbers["per"] = 3600;
    EXPECT_EQ(of("throughput", extent, setting).value, 2.0);
    extent.last = extent.first;
    setting.seconds.reset();
    EXPECT_EQ(of("throughput", extent, setting).reason, Reason::no_denominator);
}

}  // namespace

}  // namespace metrics
