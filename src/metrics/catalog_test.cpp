#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/statistics/example.h"

/// Every metric, present and future, answers these questions.
namespace metrics {

namespace {

/// The mean target of the nearest rows of the lesson: enough to learn an example.
std::vector<double> nearest(const Lesson& lesson, const Table& asked) {
    std::vector<double> answers;
    for (std::size_t row = 0; row < asked.rows(); ++row) {
        double least = std::numeric_limits<double>::infinity();
        double sum = 0;
        double count = 0;
        for (std::size_t other = 0; other < lesson.rows.rows(); ++other) {
            double distance = 0;
            for (std::size_t i = 0; i < asked.columns.size(); ++i) distance += std::abs(asked.columns[i].cells[row] - lesson.rows.columns[i].cells[other]);
            if (distance < least) least = distance, sum = count = 0;
            if (distance == least) sum += lesson.targets[other], count += 1;
        }
        answers.push_back(count > 0 ? sum / count : 0);
    }
    return answers;
}

/// What the metric declares, at its fallbacks.
Setting example_setting(const Metric& metric) {
    Setting setting;
    setting.numbers = fallbacks_of(metric);
    if (setting.numbers.contains("max")) setting.numbers["max"] = 10;  // a range that is not given is no range
    setting.population = {{"a", 0.5}, {"b", 0.5}};
    setting.learner = nearest;
    setting.amounts = Amounts{18, -2.5, -11, 0};
    setting.as_of = example_as_of;
    setting.category = "a";
    setting.seed = 7;
    return setting;
}

std::span<const double> current_of(const Example& example) { return {example.current.data(), example.current_size}; }
std::span<const double> reference_of(const Example& example) { return {example.reference.data(), example.reference_size}; }

Estimate evaluate_with_groups(const Metric& metric, const std::vector<Statistic>& statistics) {
    std::vector<GroupStatistic> groups;
    for (std::size_t i = 0; i < statistics.size(); ++i) groups.push_back({"group " + std::to_string(i), &statistics[i]});
    return evaluate_groups(metric, groups, example_setting(metric));
}

/// Two counts for each column.
Estimate evaluate_with_columns(const Metric& metric, std::span<const double> current, std::span<const double> reference) {
    std::vector<NamedEstimate> columns;
    for (std::size_t i = 0; i + 1 < std::min(current.size(), reference.size()); i += 2) {
        const Statistic now = example_statistic(metric.needs, current.subspan(i, 2));
        const Statistic then = example_statistic(metric.needs, reference.subspan(i, 2));
        columns.push_back({"column " + std::to_string(columns.size()), evaluate(*metric.of_each, now, &then, example_setting(*metric.of_each))});
    }
    return evaluate_columns(metric, columns, example_setting(metric));
}

Estimate evaluate_numbers(const Metric& metric, std::span<const double> current, std::span<const double> reference) {
    if (metric.needs.groups) return evaluate_with_groups(metric, example_groups(current));
    if (metric.needs.columns) return evaluate_with_columns(metric, current, reference);
    const Setting setting = example_setting(metric);
    const double at = metric.needs.at.empty() ? 0 : setting.number(metric.needs.at);
    const Statistic now = example_statistic(metric.needs, current, setting.bins, at, metric.parameters);
    if (!metric.needs.reference) return evaluate(metric, now, nullptr, setting);
    const Statistic then = example_statistic(metric.needs, reference, setting.bins, at, metric.parameters);
    return evaluate(metric, now, &then, setting);
}

/// Shares and flags where the metric is one, else numbers of any size, ties and zeros among them.
std::vector<double> random_row_values(const Metric& metric, base::Random& random) {
    const bool flags = metric.needs.x == RowValue::flag || metric.needs.x == RowValue::correct;
    const bool shares = metric.needs.x == RowValue::edit_share;
    const bool positive = metric.lowest == 0 && (metric.needs.x == RowValue::column || metric.needs.x == RowValue::correct || metric.needs.x == RowValue::edit_distance);
    const double scale = std::pow(10.0, static_cast<double>(random.below(5)) * 3 - 6);
    std::vector<double> numbers;
    for (std::uint64_t rows = 1 + random.below(60); rows > 0; --rows) {
        // Six numbers make rows of one, of two and of three.
        for (int i = 0; i < 6; ++i) {
            double number = random.below(3) == 0 ? static_cast<double>(random.below(4)) : random.normal() * scale;
            if (positive) number = std::abs(number);
            if (shares) number = random.uniform();
            if (of_class_scores(metric.needs.x)) number = metric.highest * random.uniform();
            if (flags && (metric.needs.kind != Kind::row_cross || i % 2 == 0)) number = static_cast<double>(random.below(2));
            numbers.push_back(number);
        }
    }
    return numbers;
}

/// Numbers of the kind that the metric's example has, drawn anew.
std::vector<double> random_numbers(const Metric& metric, base::Random& random) {
    const auto count = [&](std::uint64_t most) { return static_cast<double>(random.below(most)); };
    const double scale = std::pow(10.0, static_cast<double>(random.below(3)));
    std::vector<double> numbers;
    switch (metric.needs.kind) {
        case Kind::confusion:
            for (int i = 0; i < (metric.needs.groups ? 12 : 4); ++i) numbers.push_back(std::floor(count(6) * scale));
            break;
        case Kind::classes:
            for (int i = 0; i < 9; ++i) numbers.push_back(std::floor(count(6) * scale));
            break;
        case Kind::histogram:
            for (int i = 0; i < 5; ++i) numbers.push_back(std::floor(count(6) * scale));
            break;
        case Kind::quality: numbers = {100, count(50), count(50)}; break;
        case Kind::summary: break;  // no metric's
        case Kind::extent: numbers = {1 + count(50), count(100'000)}; break;
        case Kind::row_powers:
        case Kind::row_cross:
        case Kind::row_extremes:
        case Kind::row_runs: numbers = random_row_values(metric, random); break;
        case Kind::value_runs:
        case Kind::identity_runs:
        case Kind::sequence:
        case Kind::row_sample:
            for (int i = 0; i < 40; ++i) numbers.push_back(count(30) - 10);
            break;
        case Kind::key_sums:
            // Queries are lists of relevances; shares are of ones and noughts; the rest fills the metric's range.
            for (double keys = 2 + count(30) * scale; keys > 0; --keys) {
                if (metric.needs.versions) numbers.push_back(count(2));
                const bool share = metric.lowest == 0 && metric.highest == 1;
                const bool bounded = std::isfinite(metric.lowest) && std::isfinite(metric.highest);
                const double low = bounded ? metric.lowest : 0;
                const double high = bounded ? metric.highest : scale;
                numbers.push_back(share || metric.needs.reduction->key == Key::query ? count(2) : low + (high - low) * random.uniform());
            }
            break;
        case Kind::key_ratings:
            for (double items = 1 + count(30) * scale; items > 0; --items) {
                numbers.push_back(count(4));
                numbers.push_back(random.below(2) == 0 ? numbers.back() : count(4));
            }
            break;
        case Kind::class_runs:
            for (double rows = 1 + count(30) * scale; rows > 0; --rows) {
                numbers.push_back(count(3));
                for (int k = 0; k < 3; ++k) numbers.push_back(std::round(random.uniform() * 20) / 20);
            }
            break;
        case Kind::key_runs:
            for (double keys = 1 + count(30) * scale; keys > 0; --keys) {
                numbers.push_back(count(40));
                numbers.push_back(count(2));
            }
            break;
        case Kind::moments:
        case Kind::reliability:
        case Kind::score_runs:
            for (double rows = 2 + count(30) * scale; rows > 0; --rows) {
                const double score = random.below(4) == 0 ? std::round(random.uniform()) : random.uniform();
                numbers.push_back(random.uniform() < score ? 1 : 0);
                numbers.push_back(score);
            }
    }
    return numbers;
}

void expect_honest(const Metric& metric, const Estimate& estimate) {
    if (!estimate.value) {
        EXPECT_NE(estimate.reason, Reason::none);
        return;
    }
    const double value = *estimate.value;
    EXPECT_TRUE(std::isfinite(value));
    EXPECT_GE(value, metric.lowest);
    EXPECT_LE(value, metric.highest);
    EXPECT_FALSE(estimate.method.empty());
    if (metric.fact) {
        EXPECT_TRUE(estimate.is_fact());
        return;
    }
    ASSERT_TRUE(static_cast<bool>(estimate.limits)) << "neither a fact nor an interval";
    Limits outer{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    for (const double tail : {1e-6, 1e-3, 0.005, 0.025, 0.1, 0.3, 0.5}) {
        const Limits limits = estimate.limits(tail);
        ASSERT_FALSE(std::isnan(limits.low)) << tail;
        ASSERT_FALSE(std::isnan(limits.high)) << tail;
        EXPECT_LE(limits.low, limits.high + 1e-9) << tail;
        EXPECT_GE(limits.low, metric.lowest) << tail;
        EXPECT_LE(limits.high, metric.highest) << tail;
        EXPECT_GE(limits.low, outer.low - 1e-9) << "the interval does not shrink at tail " << tail;
        EXPECT_LE(limits.high, outer.high + 1e-9) << "the interval does not shrink at tail " << tail;
        // Limits of a distance from zero may both lie on one side of it: its value is biased upwards. So may those of draws.
        if (!metric.needs.reference && tail <= 0.1) {
            EXPECT_LE(limits.low, value + 1e-9) << tail;
            EXPECT_GE(limits.high, value - 1e-9) << tail;
        }
        outer = limits;
    }
}

class EveryMetric : public testing::TestWithParam<const Metric*> {};

TEST_P(EveryMetric, SaysWhatItIsAndWhereItComesFrom) {
    const Metric& metric = *GetParam();
    ASSERT_FALSE(metric.summary.empty());
    EXPECT_EQ(metric.summary.back(), '.');
    ASSERT_FALSE(metric.estimand.empty());
    EXPECT_EQ(metric.estimand.back(), '.');
    EXPECT_FALSE(metric.formula.empty());
    EXPECT_FALSE(metric.source.empty());
    EXPECT_FALSE(metric.interval.empty());
    EXPECT_LT(metric.lowest, metric.highest);
    EXPECT_FALSE(metric.example.says.empty());
    EXPECT_GT(metric.example.current_size, 0u);
}

TEST_P(EveryMetric, IsReadAloudWithItsValue) {
    const Words& words = GetParam()->words;
    EXPECT_TRUE(words.sentence.empty() || words.sentence.find("{value}") != std::string_view::npos);
    for (const Frequency& frequency : {words.share, words.of_rows}) {
        EXPECT_EQ(frequency.of.empty(), frequency.one.empty());
        EXPECT_EQ(frequency.of.empty(), frequency.many.empty());
    }
    EXPECT_TRUE(words.compares.empty() || find(words.compares) != nullptr);
}

TEST_P(EveryMetric, ShowsItsExample) {
    const Metric& metric = *GetParam();
    const Estimate estimate = evaluate_numbers(metric, current_of(metric.example), reference_of(metric.example));
    ASSERT_TRUE(estimate.value.has_value()) << name(estimate.reason);
    EXPECT_NEAR(*estimate.value, metric.example.value, 1e-12 * std::max(1e-3, std::abs(metric.example.value)));
    expect_honest(metric, estimate);
}

TEST_P(EveryMetric, IsHonestAboutAnyData) {
    const Metric& metric = *GetParam();
    base::Random random(20'260'101);
    for (int i = 0; i < 60; ++i) {
        const auto current = random_numbers(metric, random);
        const auto reference = random_numbers(metric, random);
        SCOPED_TRACE(testing::Message() << "draw " << i);
        expect_honest(metric, evaluate_numbers(metric, current, reference));
        if (testing::Test::HasFailure()) return;
    }
}

TEST_P(EveryMetric, HasAReasonWhereThereIsNothing) {
    const Metric& metric = *GetParam();
    const std::vector<double> none = metric.needs.kind == Kind::confusion ? std::vector<double>(4, 0.0)
                                     : metric.needs.kind == Kind::classes ? std::vector<double>(9, 0.0)
                                     : metric.needs.kind == Kind::quality ? std::vector<double>(3, 0.0)
                                     : metric.needs.kind == Kind::extent  ? std::vector<double>(2, 0.0)
                                                                          : std::vector<double>{};
    const Estimate estimate = evaluate_numbers(metric, none, none);
    if (metric.id == "row_count") {
        EXPECT_EQ(estimate.value, 0.0) << "no rows is a number of rows";
        return;
    }
    EXPECT_FALSE(estimate.value.has_value());
    EXPECT_NE(estimate.reason, Reason::none);
    EXPECT_FALSE(sentence(estimate.reason).empty());
}

TEST_P(EveryMetric, IsFoundByItsName) { EXPECT_EQ(find(GetParam()->id), GetParam()); }

std::vector<const Metric*> all_metrics() { return {catalogue().begin(), catalogue().end()}; }

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryMetric, testing::ValuesIn(all_metrics()),
                         [](const auto& metric) { return std::string(metric.param->id); });

TEST(Catalogue, FindsNothingUnderAnotherName) {
    EXPECT_EQ(find("psi2"), nullptr);
    EXPECT_EQ(find(""), nullptr);
    EXPECT_EQ(find("zzz"), nullptr);
}

TEST(Reasons, HaveADistinctNameAndASentence) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(Reason::not_computed); ++i) {
        const auto reason = static_cast<Reason>(i);
        EXPECT_TRUE(names.insert(name(reason)).second);
        EXPECT_EQ(sentence(reason).back(), '.');
    }
    EXPECT_EQ(name(Reason::few_events), "few_events");
}

}  // namespace

}  // namespace metrics
