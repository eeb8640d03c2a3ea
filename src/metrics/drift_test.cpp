#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/random.h"
#include "metrics/evaluate.h"

/// Drift metrics as promises use them: what they say of samples that moved, did not move, or cannot tell.
namespace metrics {

namespace {

using base::Random;

constexpr const char* all_drift[] = {"psi", "kl_divergence", "js_distance", "hellinger_distance", "total_variation", "chi_square", "cramers_v", "ks_distance", "wasserstein_distance", "energy_distance"};

/// A sample as both of the statistics that drift metrics wish for.
struct Sample {
    Split<Histogram> histogram;
    std::vector<Run> runs;

    void add(double value, std::uint32_t unit = 0, std::int64_t rows = 1) {
        for (Histogram* of : {&histogram.total, histogram.parts.empty() ? nullptr : &histogram.parts[unit]}) {
            if (of == nullptr) continue;
            of->numbers[Histogram::bucket_of(value)] += rows * mass_one;
            for (std::int64_t i = 0; i < rows; ++i) of->tally.add(mass_one);
        }
        runs.push_back({Runs::key_of(value), unit, 0, rows * mass_one});
    }
    Statistic statistic(const Metric& metric) const {
        if (metric.needs.kind == Kind::histogram) return histogram;
        return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(runs, histogram.keys));
    }
};

Sample with_units(std::size_t units) {
    Sample sample;
    sample.histogram.parts.resize(units);
    for (std::size_t unit = 0; unit < units; ++unit) sample.histogram.keys.push_back(unit);
    sample.histogram.units = static_cast<std::int64_t>(units);
    return sample;
}

Estimate compare(const char* id, const Sample& reference, const Sample& current, std::uint64_t seed = 1) {
    const Metric& metric = *find(id);
    Setting setting;
    setting.seed = seed;
    const Statistic then = reference.statistic(metric);
    return evaluate(metric, current.statistic(metric), &then, setting);
}

Sample two_values(std::int64_t zeros, std::int64_t ones) {
    Sample sample;
    sample.add(0, 0, zeros);
    sample.add(1, 0, ones);
    return sample;
}

Sample normals(Random& random, int rows, double shift) {
    Sample sample;
    for (int i = 0; i < rows; ++i) sample.add(random.normal() + shift);
    return sample;
}

/// Days whose values move together: every day has a mean of its own.
Sample days(Random& random, std::size_t count, int rows_each, double between, double shift = 0) {
    Sample sample = with_units(count);
    for (std::uint32_t day = 0; day < count; ++day) {
        const double mean = shift + between * random.normal();
        for (int i = 0; i < rows_each; ++i) sample.add(mean + random.normal(), day);
    }
    return sample;
}

TEST(Psi, HasTheLimitsOfNoncentralChiSquare) {
    // 500 and 500 against 600 and 400; computed apart with scipy.stats.ncx2 and the two derivatives by hand.
    const Estimate psi = compare("psi", two_values(500, 500), two_values(600, 400));
    EXPECT_NEAR(*psi.value, 0.1 * std::log(1.2) - 0.1 * std::log(0.8), 1e-12);
    EXPECT_NEAR(psi.limits(0.025).low, 0.012846941522640098, 1e-7);
    EXPECT_NEAR(psi.limits(0.025).high, 0.08341378661396838, 1e-7);
    EXPECT_NEAR(*psi.unchanged, 1.0 / 500, 1e-12) << "one degree of freedom over nm/(n+m)";
}

TEST(Psi, CountsAnEmptyBinAsHalfAnObservation) {
    // 50, 50, 0 against 50, 40, 10: by hand (0.4 - 0.5) ln 0.8 + (0.1 - 0.005) ln 20.
    Split<Histogram> reference;
    Split<Histogram> current;
    reference.total.categories = {{"a", 50 * mass_one}, {"b", 50 * mass_one}};
    current.total.categories = {{"a", 50 * mass_one}, {"b", 40 * mass_one}, {"c", 10 * mass_one}};
    for (int i = 0; i < 100; ++i) reference.total.tally.add(mass_one), current.total.tally.add(mass_one);
    const Statistic then = reference;
    const Estimate psi = evaluate(*find("psi"), current, &then, {});
    EXPECT_NEAR(*psi.value, -0.1 * std::log(0.8) + 0.095 * std::log(20.0), 1e-12);
}

TEST(KsDistance, HasMassartsLimitBelow) {
    // 100 values against 100 beyond them: D = 1, less sqrt(ln(2 / 0.025) / 2 (1/100 + 1/100)).
    Sample low;
    Sample high;
    for (int i = 0; i < 100; ++i) low.add(i), high.add(1000 + i);
    const Estimate distance = compare("ks_distance", low, high);
    EXPECT_EQ(*distance.value, 1);
    EXPECT_NEAR(distance.limits(0.025).low, 0.7906670920597079, 1e-9);
    EXPECT_EQ(distance.limits(0.025).high, 1);
}

TEST(ChiSquare, ExpectsItsDegreesOfFreedomWhenNothingChanged) {
    Random random(11);
    const Estimate statistic = compare("chi_square", normals(random, 2000, 0), normals(random, 2000, 0));
    EXPECT_NEAR(*statistic.unchanged, 9, 1e-9);
    EXPECT_LE(statistic.limits(0.025).low, 9 + 1e-9);
}

TEST(Drift, IsSeenWhereThereIsSome) {
    Random random(12);
    const Sample reference = normals(random, 3000, 0);
    const Sample current = normals(random, 3000, 0.5);
    for (const char* id : all_drift) {
        const Estimate estimate = compare(id, reference, current);
        ASSERT_EQ(estimate.reason, Reason::none) << id;
        const double nothing = std::string(id) == "chi_square" ? 9 : 0;
        EXPECT_GT(estimate.limits(0.025).low, nothing) << id;
        EXPECT_NEAR(estimate.fixed_share, 0.5, 0.05) << id << ": half of the noise is the reference's";
    }
    EXPECT_NEAR(*compare("wasserstein_distance", reference, current).value, 0.5, 0.08) << "a shift by 0.5 moves every value by 0.5";
}

TEST(Drift, IsNotSeenInDaysThatOnlyDiffer) {
    // 59 days and then 7 of the same process. Taken as rows a quarter of such weeks is called moved; by day at most 3.5 %.
    constexpr int weeks = 200;
    std::map<std::string, int> called;
    std::map<std::string, int> called_by_row;
    for (int week = 0; week < weeks; ++week) {
        Random random(1000 + static_cast<std::uint64_t>(week));
        Sample reference = days(random, 59, 40, 0.5);
        Sample current = days(random, 7, 40, 0.5);
        for (const char* id : {"psi", "js_distance", "ks_distance", "wasserstein_distance"}) {
            const Estimate estimate = compare(id, reference, current, static_cast<std::uint64_t>(week));
            if (estimate.reason == Reason::none && estimate.limits(0.025).low > 0) ++called[id];
        }
        for (Sample* sample : {&reference, &current}) {
            sample->histogram.parts.clear();
            sample->histogram.keys.clear();
            for (auto& run : sample->runs) run.unit = 0;
        }
        for (const char* id : {"psi", "ks_distance"}) called_by_row[id] += compare(id, reference, current).limits(0.025).low > 0;
    }
    // Of 200 weeks at 2.5 %: 5 expected, more than 12 once in 400.
    for (const auto& [id, count] : called) EXPECT_LE(count, 12) << id;
    for (const auto& [id, count] : called_by_row) EXPECT_GT(count, weeks / 5) << id;
}

TEST(Drift, OfDaysIsSeenWhereItExceedsThem) {
    Random random(13);
    const Sample reference = days(random, 59, 40, 0.2);
    const Sample current = days(random, 14, 40, 0.2, 1.0);
    for (const char* id : {"psi", "js_distance", "ks_distance", "wasserstein_distance"}) {
        const Estimate estimate = compare(id, reference, current);
        EXPECT_TRUE(estimate.units_named);
        EXPECT_EQ(estimate.reason, Reason::none) << id;
        EXPECT_GT(estimate.limits(0.025).low, 0) << id;
    }
}

TEST(Drift, NeedsFiveUnitsOnEitherSide) {
    Random random(14);
    const Sample many = days(random, 30, 40, 0.2);
    const Sample few = days(random, 3, 40, 0.2);
    for (const char* id : all_drift) EXPECT_EQ(compare(id, many, few).reason, Reason::few_units) << id;
}

TEST(Drift, OfOneOverwhelmingUnitIsNotJudged) {
    Random random(15);
    const Sample reference = days(random, 30, 40, 0.01);
    Sample current = with_units(30);
    for (std::uint32_t day = 0; day < 30; ++day) {
        for (int i = 0; i < 40; ++i) current.add(random.normal() + (day == 0 ? 30 : 0), day);
    }
    for (const char* id : {"psi", "ks_distance", "wasserstein_distance"}) EXPECT_EQ(compare(id, reference, current).reason, Reason::too_skewed) << id;
}

TEST(Drift, OfAConstantIsNotJudged) {
    Sample constant;
    constant.add(5, 0, 1000);
    for (const char* id : all_drift) {
        const Estimate estimate = compare(id, constant, constant);
        EXPECT_EQ(*estimate.value, 0) << id;
        EXPECT_EQ(estimate.reason, Reason::constant) << id;
    }
    Sample moved;
    moved.add(6, 0, 1000);
    EXPECT_GT(compare("psi", constant, moved).limits(0.025).low, 1);
    EXPECT_GT(compare("ks_distance", constant, moved).limits(0.025).low, 0.9);
}

TEST(Drift, HasReasonsWhereThereIsNothing) {
    Sample some;
    some.add(1, 0, 100);
    some.add(2, 0, 100);
    for (const char* id : all_drift) {
        EXPECT_EQ(compare(id, some, {}).reason, Reason::no_rows) << id;
        EXPECT_EQ(compare(id, {}, some).reason, Reason::no_reference) << id;
    }
}

TEST(Drift, OfManyRareCategoriesCanBeBrokenButNotKept) {
    Split<Histogram> reference;
    for (int i = 0; i < 3000; ++i) {
        reference.total.categories["id " + std::to_string(i % 1500)] += mass_one;
        reference.total.tally.add(mass_one);
    }
    const Statistic then = reference;
    const Estimate psi = evaluate(*find("psi"), reference, &then, {});
    EXPECT_FALSE(psi.reason == Reason::none && std::isfinite(psi.limits(0.025).high));
}

TEST(WassersteinDistance, OfHeavyTailsIsNotJudged) {
    Sample heavy;
    for (int i = 0; i < 200; ++i) heavy.add(i);
    heavy.add(1e9);
    EXPECT_EQ(compare("wasserstein_distance", heavy, heavy).reason, Reason::too_skewed);
}

Split<Histogram> categories(const std::vector<std::int64_t>& counts, const std::string& prefix = "c") {
    Split<Histogram> sample;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        sample.total.categories[prefix + std::to_string(1000 + i)] += counts[i] * mass_one;
        sample.total.tally.merge({counts[i], counts[i] * mass_one, counts[i] * mass_one});
    }
    sample.units = sample.total.tally.rows;
    return sample;
}

Estimate compare(const char* id, const Split<Histogram>& reference, const Split<Histogram>& current) {
    const Statistic then = reference;
    return evaluate(*find(id), current, &then, {});
}

TEST(TotalVariation, LeavesOutNoiseBelowAndAllowsForItAbove) {
    // 500 and 500 against 600 and 400: the noise is one normal number, of standard error sqrt(0.25 / 1000 + 0.24 / 1000).
    const Estimate distance = compare("total_variation", two_values(500, 500), two_values(600, 400));
    EXPECT_NEAR(*distance.value, 0.1, 1e-12);
    EXPECT_NEAR(distance.limits(0.025).low, 0.1 - 2.2414 * std::sqrt(0.49 / 1000), 0.005);
    EXPECT_NEAR(distance.limits(0.025).high, 0.1 + 1.96 * std::sqrt(0.49 / 1000), 1e-3);
}

TEST(LInfinity, IsTheLargestDifferenceOfABin) {
    const Estimate distance = compare("l_infinity", categories({500, 300, 200}), categories({450, 300, 250}));
    EXPECT_NEAR(*distance.value, 0.05, 1e-12);
    EXPECT_LT(distance.limits(0.025).low, 0.05);
    EXPECT_GT(distance.limits(0.025).high, 0.05);
}

TEST(LInfinity, IsOfCategoriesAndOfFewNumbers) {
    Random random(23);
    EXPECT_EQ(compare("l_infinity", normals(random, 100, 0), normals(random, 100, 0)).reason, Reason::wrong_type);
    EXPECT_NEAR(*compare("l_infinity", two_values(500, 500), two_values(600, 400)).value, 0.1, 1e-12);
}

TEST(EnergyDistance, GrowsLikeTheShift) {
    // Of a small shift d of normal numbers it is d / pi^(1/4).
    Random random(21);
    const Estimate distance = compare("energy_distance", normals(random, 20'000, 0), normals(random, 20'000, 0.3));
    EXPECT_NEAR(*distance.value, 0.3 / std::pow(3.14159265, 0.25), 0.02);
    EXPECT_GT(distance.limits(0.025).low, 0.17);
    EXPECT_LT(distance.limits(0.025).high, 0.28);
}

TEST(CramersV, DoesNotGrowWithTheRows) {
    const Estimate few = compare("cramers_v", categories({50, 50}), categories({80, 20}));
    const Estimate many = compare("cramers_v", categories({50'000, 50'000}), categories({8'000, 2'000}));
    EXPECT_NEAR(*many.value, std::sqrt(0.09890109890109891), 1e-3);
    EXPECT_NEAR(*few.value, *many.value, 0.01);
    EXPECT_EQ(*compare("cramers_v", categories({50, 50}), categories({50, 50})).value, 0);
}

TEST(Drift, ChoosesItsCellsByTypeAndSize) {
    Random random(22);
    const auto said = [](const Estimate& estimate) { return estimate.detail; };
    EXPECT_EQ(said(compare("drift", normals(random, 200, 0), normals(random, 200, 0))), "numbers in 4 bins of about equal count");
    EXPECT_EQ(said(compare("drift", normals(random, 2000, 0), normals(random, 50, 0))), "numbers in 10 bins of about equal count");
    EXPECT_EQ(said(compare("drift", two_values(500, 500), two_values(5, 5))), "numbers with 2 different values, a cell each");
    EXPECT_EQ(said(compare("drift", categories({50, 50, 50}), categories({50, 50}))), "3 categories, a cell each");
    EXPECT_EQ(said(compare("drift", categories(std::vector<std::int64_t>(40, 20)), categories({5}))), "the most frequent of 40 categories, the others together");
}

TEST(Drift, IsKnownOfAColumnOfManyRareValues) {
    // Half of the rows are names that occur once. To js_distance all of these moved; here they are one cell.
    const Split<Histogram> then = categories([] { std::vector<std::int64_t> c(2000, 1); c[0] = 2000; return c; }());
    const Split<Histogram> now = categories([] { std::vector<std::int64_t> c(2000, 1); c[0] = 0; return c; }(), "d");
    Split<Histogram> other = now;
    other.total.categories["c1000"] = 2000 * mass_one;
    other.total.tally.merge({2000, 2000 * mass_one, 2000 * mass_one});
    other.units = other.total.tally.rows;
    const Estimate same = compare("drift", then, other);
    EXPECT_LT(*same.value, 1e-6);
    EXPECT_LT(same.limits(0.025).high, 0.1);
    EXPECT_GT(*compare("js_distance", then, other).value, 0.5);
}

Estimate share_of(const std::vector<NamedEstimate>& columns, double limit = 0.1) {
    Setting setting;
    setting.numbers["limit"] = limit;
    return evaluate_columns(*find("drifted_share"), columns, setting);
}

TEST(DriftedShare, ListsTheColumnsBeyondTheLimit) {
    std::vector<NamedEstimate> columns;
    for (int i = 0; i < 18; ++i) columns.push_back({"still " + std::to_string(i), compare("drift", categories({5000, 5000}), categories({5100, 4900}))});
    columns.push_back({"moved", compare("drift", categories({5000, 5000}), categories({9000, 1000}))});
    columns.push_back({"gone", compare("drift", categories({5000, 5000}), categories({0, 0, 5000, 5000}))});
    const Estimate share = share_of(columns);
    EXPECT_NEAR(*share.value, 0.1, 1e-12);
    EXPECT_EQ(share.detail, "2 of 20 columns: moved, gone");
    EXPECT_NEAR(share.limits(0.025).low, 0.1, 1e-12);
    EXPECT_NEAR(share.limits(0.025).high, 0.1, 1e-12) << "the others are known to lie below";
}

TEST(DriftedShare, LeavesOpenWhatIsNotKnown) {
    std::vector<NamedEstimate> columns;
    columns.push_back({"still", compare("drift", categories({5000, 5000}), categories({5100, 4900}))});
    columns.push_back({"constant", compare("drift", categories({50}), categories({50}))});
    columns.push_back({"empty", Estimate::absent(Reason::no_rows)});
    columns.push_back({"at the limit", compare("drift", categories({500, 500}), categories({617, 383}))});
    const Estimate share = share_of(columns);
    EXPECT_EQ(*share.value, 0);
    EXPECT_EQ(share.limits(0.025).low, 0);
    EXPECT_NEAR(share.limits(0.025).high, 0.75, 1e-12);
    EXPECT_EQ(share.detail, "none of 4 columns; of 2 it is not known");
}

TEST(DriftedShare, IsAbsentWhereNothingIsKnown) {
    EXPECT_EQ(share_of({}).reason, Reason::no_rows);
    EXPECT_EQ(share_of({{"empty", Estimate::absent(Reason::no_reference)}}).reason, Reason::no_reference);
}

}  // namespace

}  // namespace metrics
