#include "metrics/intervals/paired.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/coverage.h"
#include "base/golden_test.h"
#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/paired_area.h"

/// Against scikit-learn, statsmodels, SciPy and NumPy: tests/golden/paired.py made the vectors.
namespace metrics {
namespace {

namespace json = base::json;
using Label = Confusion::Label;

const json::object& golden() {
    static const auto document = base::golden("paired.json");
    return document.as_object();
}

double number(const json::value& of, const char* key) { return of.at(key).to_number<double>(); }

std::vector<double> numbers(const json::value& of) {
    std::vector<double> out;
    for (const auto& one : of.as_array()) out.push_back(one.to_number<double>());
    return out;
}

void expect_near(double got, double wanted) { EXPECT_NEAR(got, wanted, 1e-9 * std::max(1.0, std::abs(wanted))); }

TEST(PairedArea, IsDeLongsWithTiesToo) {
    for (const auto& one : golden().at("areas").as_array()) {
        std::vector<std::uint8_t> label;
        for (const double value : numbers(one.at("label"))) label.push_back(value != 0 ? 1 : 0);
        const Placements first = placements_of(numbers(one.at("first")), label), second = placements_of(numbers(one.at("second")), label);
        expect_near(first.area, number(one, "first_area"));
        expect_near(second.area, number(one, "second_area"));
        expect_near(paired_area_deviation(first, second), number(one, "deviation"));
        const Estimate difference = paired_area(first, second);
        EXPECT_NEAR(*difference.value, first.area - second.area, 1e-15);
        const Limits limits = difference.limits(0.025);
        EXPECT_LT(limits.low, *difference.value);
        EXPECT_GT(limits.high, *difference.value);
        EXPECT_GE(limits.high - limits.low, 2 * 1.959963 * number(one, "deviation"));  // t is wider than the normal
    }
}

TEST(PairedArea, OfTheSameRankingIsNoDifference) {
    std::vector<double> scores, squares;
    std::vector<std::uint8_t> label;
    base::Random random(1);
    for (int i = 0; i < 200; ++i) {
        scores.push_back(random.uniform());
        squares.push_back(scores.back() * scores.back());
        label.push_back(random.uniform() < scores.back() ? 1 : 0);
    }
    const Estimate difference = paired_area(placements_of(scores, label), placements_of(squares, label));
    EXPECT_EQ(*difference.value, 0);
    EXPECT_TRUE(difference.is_fact());
}

TEST(PairedArea, SaysNothingOfFewRowsOfALabel) {
    const std::vector<double> a{0.1, 0.2, 0.3, 0.9}, b{0.3, 0.2, 0.8, 0.7};
    const std::vector<std::uint8_t> label{0, 0, 1, 1};
    EXPECT_EQ(paired_area(placements_of(a, label), placements_of(b, label)).reason, Reason::few_events);
}

TEST(PairedShares, AreTangosAndMcNemars) {
    for (const auto& one : golden().at("proportions").as_array()) {
        const Discordant of{number(one, "gained"), number(one, "lost"), number(one, "rows")};
        const Limits limits = tango_limits(of, 0.025);
        expect_near(limits.low, number(one, "low"));
        expect_near(limits.high, number(one, "high"));
        expect_near(mcnemar(of), number(one, "mcnemar"));
    }
}

TEST(PairedShares, WithoutAnyDiscordantRowAreUncertainStill) {
    const Limits limits = tango_limits({0, 0, 100}, 0.025);
    EXPECT_LT(limits.low, -0.02);
    EXPECT_GT(limits.high, 0.02);
    EXPECT_EQ(mcnemar({0, 0, 100}), 1);
}

PairedTable table_of(const json::value& cells) {
    PairedTable table;
    for (const auto& [key, count] : cells.as_object()) table.at(key[0] == '1' ? Label::positive : Label::negative, key[1] == '1', key[2] == '1') = count.as_int64();
    return table;
}

TEST(PairedDecisions, AreTheJackknifeRowByRow) {
    for (const auto& one : golden().at("jackknife").as_array()) {
        const auto amounts = numbers(one.at("amounts"));
        Setting setting;
        setting.amounts = Amounts{amounts[0], amounts[1], amounts[2], amounts[3]};
        for (const auto& [id, wanted] : one.at("metrics").as_object()) {
            const Metric& metric = *find(std::string(id));
            setting.numbers = fallbacks_of(metric);
            const Estimate difference = paired_decisions(metric, setting, table_of(one.at("cells")));
            ASSERT_TRUE(difference.value) << id;
            expect_near(*difference.value, number(wanted, "value"));
            const Limits limits = difference.limits(0.025);
            expect_near(limits.low, number(wanted, "low"));
            expect_near(limits.high, number(wanted, "high"));
        }
    }
}

TEST(PairedDecisions, KnowWhichMetricsAreSharesOfRowsThatDoNotDependOnTheDecision) {
    PairedTable table;
    table.at(Label::positive, true, false) = 7;
    table.at(Label::positive, false, true) = 3;
    table.at(Label::negative, true, false) = 4;
    table.at(Label::negative, false, false) = 86;
    const auto of = [&](const char* id) {
        Setting setting;
        setting.numbers = fallbacks_of(*find(id));
        return discordant(*find(id), setting, table);
    };
    EXPECT_EQ(of("recall")->gained, 7);
    EXPECT_EQ(of("recall")->lost, 3);
    EXPECT_EQ(of("recall")->rows, 10);
    EXPECT_EQ(of("accuracy")->gained, 7);
    EXPECT_EQ(of("accuracy")->lost, 7);
    EXPECT_EQ(of("positive_rate")->gained, 11);
    EXPECT_FALSE(of("precision"));
    EXPECT_FALSE(of("f1"));
}

TEST(PairedDecisions, OfAFewRowsThatPartDecideNothing) {
    PairedTable table;
    table.at(Label::positive, true, true) = 50;
    table.at(Label::negative, false, false) = 500;
    table.at(Label::negative, true, false) = 4;
    Setting setting;
    setting.numbers = fallbacks_of(*find("precision"));
    EXPECT_EQ(paired_decisions(*find("precision"), setting, table).reason, Reason::few_events);
}

TEST(PairedParts, AreTheJackknifeOfDifferences) {
    Estimate first = Estimate::fact(0.80, 900), second = Estimate::fact(0.78, 900);
    base::Random random(5);
    for (std::uint64_t unit = 0; unit < 30; ++unit) {
        const double common = 0.02 * (random.uniform() - 0.5), own = 0.002 * (random.uniform() - 0.5);
        first.replicates.push_back({unit, 0.80 + common + own, 1.0 / 30});
        second.replicates.push_back({unit, 0.78 + common, 1.0 / 30});
    }
    const Estimate difference = paired_parts(*find("roc_auc"), first, second);
    ASSERT_EQ(difference.reason, Reason::none);
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < 30; ++i) mean += (first.replicates[i].value - second.replicates[i].value) / 30;
    for (std::size_t i = 0; i < 30; ++i) squares += std::pow(first.replicates[i].value - second.replicates[i].value - mean, 2);
    const double half = 2.0452296 * std::sqrt(29.0 / 30 * squares);
    const Limits limits = difference.limits(0.025);
    EXPECT_LE(limits.low, 0.02 - half + 1e-6);
    EXPECT_GE(limits.high, 0.02 + half - 1e-6);
    EXPECT_LT(limits.high - limits.low, 2.4 * half);
}

TEST(PairedParts, OfTheLargestOfSeveralThingsHaveNoInterval) {
    const Estimate one = Estimate::fact(0.1, 100), other = Estimate::fact(0.2, 100);
    const Estimate difference = paired_parts(*find("expected_calibration_error"), one, other);
    EXPECT_EQ(difference.reason, Reason::not_computed);
    EXPECT_NEAR(*difference.value, -0.1, 1e-15);
}

/// How often a limit lies beyond the truth.
struct Errors {
    int low = 0, high = 0;
    void count(const Limits& limits, double truth) {
        low += limits.low > truth ? 1 : 0;
        high += limits.high < truth ? 1 : 0;
    }
    void expect_held(const char* what, int samples) const {
        EXPECT_LE(low, base::coverage::errors_allowed(samples)) << what;
        EXPECT_LE(high, base::coverage::errors_allowed(samples)) << what;
    }
};

TEST(PairedIntervals, ErrOnEachSideAsOftenAsTheySay) {
    constexpr int rows = 400;
    const int samples = base::coverage::samples(1000);
    Errors accuracy, recall, precision, worth, area;
    Setting setting;
    setting.amounts = Amounts{6, -2, 0, 0};
    // Label 1 in 30 %; each model's score is the label's and a noise that they partly share.
    const auto draw = [&](base::Random& random, std::vector<std::uint8_t>& label, std::vector<double>& a, std::vector<double>& b, int count) {
        for (int i = 0; i < count; ++i) {
            const bool positive = random.uniform() < 0.3;
            const double common = random.normal();
            label.push_back(positive ? 1 : 0);
            a.push_back((positive ? 1.2 : 0) + common + 0.6 * random.normal());
            b.push_back((positive ? 1.0 : 0) + common + 0.9 * random.normal());
        }
    };
    const auto table_for = [](const std::vector<std::uint8_t>& label, const std::vector<double>& a, const std::vector<double>& b) {
        PairedTable table;
        for (std::size_t i = 0; i < label.size(); ++i) ++table.at(label[i] != 0 ? Label::positive : Label::negative, a[i] >= 0.8, b[i] >= 0.8);
        return table;
    };
    std::vector<std::uint8_t> label;
    std::vector<double> a, b;
    base::Random large(99);
    draw(large, label, a, b, 1'000'000);
    const PairedTable all = table_for(label, a, b);
    const auto truth = [&](const char* id) {
        setting.numbers = fallbacks_of(*find(id));
        return *paired_decisions(*find(id), setting, all).value;
    };
    const double true_area = *paired_area(placements_of(a, label), placements_of(b, label)).value;
    const double truths[] = {truth("accuracy"), truth("recall"), truth("precision"), truth("value_per_decision")};
    for (int sample = 0; sample < samples; ++sample) {
        label.clear(), a.clear(), b.clear();
        base::Random random(base::Random::mix(static_cast<std::uint64_t>(sample) + 1000));
        draw(random, label, a, b, rows);
        const PairedTable table = table_for(label, a, b);
        const auto limits = [&](const char* id) {
            setting.numbers = fallbacks_of(*find(id));
            return paired_decisions(*find(id), setting, table).limits(0.025);
        };
        accuracy.count(limits("accuracy"), truths[0]);
        recall.count(limits("recall"), truths[1]);
        precision.count(limits("precision"), truths[2]);
        worth.count(limits("value_per_decision"), truths[3]);
        area.count(paired_area(placements_of(a, label), placements_of(b, label)).limits(0.025), true_area);
    }
    accuracy.expect_held("accuracy", samples);
    recall.expect_held("recall", samples);
    precision.expect_held("precision", samples);
    worth.expect_held("value_per_decision", samples);
    area.expect_held("roc_auc", samples);
}

/// Days that are good or bad for both models, and others that are for one of them alone; of unequal size.
std::array<Split<Confusion>, 2> clustered(base::Random& random, std::size_t units, int rows) {
    std::array<Split<Confusion>, 2> both;
    for (auto& side : both) {
        side.parts.resize(units);
        for (std::size_t unit = 0; unit < units; ++unit) side.keys.push_back(unit);
        side.units = static_cast<std::int64_t>(units);
    }
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double day = 0.3 * random.normal(), own = 0.2 * random.normal();
        const auto size = static_cast<int>(rows * (0.5 + random.uniform()));
        for (int row = 0; row < size; ++row) {
            const bool positive = random.uniform() < 0.3;
            const double common = random.normal() + day;
            const auto label = positive ? Confusion::Label::positive : Confusion::Label::negative;
            const std::array<double, 2> scores{(positive ? 1.2 : 0) + common + 0.6 * random.normal(), (positive ? 1.0 : 0) + common + own + 0.9 * random.normal()};
            for (std::size_t model = 0; model < 2; ++model) {
                both[model].total.add(label, scores[model] >= 0.8, mass_one);
                both[model].parts[unit].add(label, scores[model] >= 0.8, mass_one);
            }
        }
    }
    return both;
}

TEST(PairedIntervals, ErrOnEachSideAsOftenAsTheySayOverUnitsToo) {
    const std::vector<const char*> ids{"precision", "recall", "accuracy", "f1", "value_per_decision"};
    Setting setting;
    setting.amounts = Amounts{6, -2, 0, 0};
    const auto difference = [&](const char* id, const std::array<Split<Confusion>, 2>& both) {
        setting.numbers = fallbacks_of(*find(id));
        return paired_parts(*find(id), evaluate(*find(id), both[0], nullptr, setting), evaluate(*find(id), both[1], nullptr, setting));
    };
    base::Random large(98);
    const auto all = clustered(large, 20'000, 40);
    std::vector<double> truths;
    for (const char* id : ids) {
        // Each unit by itself is too many to hold: the truth needs the totals alone.
        std::array<Split<Confusion>, 2> whole;
        for (std::size_t model = 0; model < 2; ++model) whole[model].total = all[model].total, whole[model].units = all[model].total.all.rows;
        setting.numbers = fallbacks_of(*find(id));
        truths.push_back(*evaluate(*find(id), whole[0], nullptr, setting).value - *evaluate(*find(id), whole[1], nullptr, setting).value);
    }
    for (const std::size_t units : {12u, 40u}) {
        const int samples = base::coverage::samples(400);
        std::vector<Errors> errors(ids.size());
        for (int sample = 0; sample < samples; ++sample) {
            base::Random random(base::Random::mix(static_cast<std::uint64_t>(sample) + 7000 * units));
            const auto both = clustered(random, units, 60);
            for (std::size_t i = 0; i < ids.size(); ++i) {
                const Estimate estimate = difference(ids[i], both);
                ASSERT_TRUE(estimate.value);
                if (estimate.reason == Reason::none) errors[i].count(estimate.limits(0.025), truths[i]);
            }
        }
        for (std::size_t i = 0; i < ids.size(); ++i) errors[i].expect_held(ids[i], samples);
    }
}

}  // namespace
}  // namespace metrics
