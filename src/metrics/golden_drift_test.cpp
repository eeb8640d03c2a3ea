#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/golden_test.h"
#include "metrics/evaluate.h"
#include "metrics/statistics/joined.h"
#include "metrics/statistics/bins.h"

/// Our numbers against SciPy's and Fairlearn's, on the same inputs. tests/golden/drift.py and fairness.py made the vectors.
namespace metrics {

namespace {

namespace json = base::json;
using base::golden;

double number(const json::value& value) { return value.to_number<double>(); }

void expect_close(double value, const json::value& expected) {
    EXPECT_NEAR(value, number(expected), 1e-9 * std::max(1e-6, std::abs(number(expected))));
}

/// One side of a case: 0 the reference, 1 the current rows.
Split<Histogram> histogram_of(const json::value& of, const char* side, std::size_t row) {
    Split<Histogram> sample;
    Histogram& total = sample.total;
    for (const auto& pair : of.at(side).as_array()) {
        const auto rows = pair.at(1).to_number<std::int64_t>();
        if (pair.at(0).is_string()) total.categories[std::string(pair.at(0).as_string())] += rows * mass_one;
        else total.numbers[Histogram::bucket_of(number(pair.at(0)))] += rows * mass_one;
        for (std::int64_t i = 0; i < rows; ++i) total.tally.add(mass_one);
    }
    total.missing = of.at("missing").at(row).to_number<Mass>() * mass_one;
    total.minus_infinity = of.at("infinite").at(row).at(0).to_number<Mass>() * mass_one;
    total.plus_infinity = of.at("infinite").at(row).at(1).to_number<Mass>() * mass_one;
    const Mass others = total.missing + total.minus_infinity + total.plus_infinity;
    for (Mass i = 0; i < others / mass_one; ++i) total.tally.add(mass_one);
    sample.units = total.tally.rows;
    return sample;
}

std::shared_ptr<const Runs> runs_of(const json::value& of, const char* side) {
    std::vector<Run> runs;
    for (const auto& pair : of.at(side).as_array()) {
        runs.push_back({Runs::key_of(number(pair.at(0))), 0, 0, pair.at(1).to_number<Mass>() * mass_one});
    }
    return std::make_shared<RunsInMemory>(std::move(runs));
}

double value_of(const char* id, const Statistic& reference, const Statistic& current, const Setting& setting) {
    const Estimate estimate = evaluate(*find(id), current, &reference, setting);
    EXPECT_TRUE(estimate.value.has_value()) << id << ": " << name(estimate.reason);
    return estimate.value.value_or(std::nan(""));
}

TEST(GoldenDrift, BinsAreThoseOfTheStatedDefinition) {
    const auto document = golden("drift.json");
    for (const auto& of : document.at("cases").as_array()) {
        SCOPED_TRACE(of.at("name").as_string().c_str());
        const Binned bins = binned(histogram_of(of, "reference", 0), histogram_of(of, "current", 1), {of.at("bins").to_number<int>()});
        const auto& table = of.at("table");
        ASSERT_EQ(bins.labels.size(), table.at(0).as_array().size());
        for (std::size_t b = 0; b < bins.labels.size(); ++b) {
            EXPECT_EQ(weight_of(bins.reference[b]), number(table.at(0).at(b))) << bins.labels[b];
            EXPECT_EQ(weight_of(bins.current[b]), number(table.at(1).at(b))) << bins.labels[b];
        }
    }
}

TEST(GoldenDrift, DistancesOverBinsAgree) {
    const auto document = golden("drift.json");
    for (const auto& of : document.at("cases").as_array()) {
        SCOPED_TRACE(of.at("name").as_string().c_str());
        Setting setting;
        setting.bins = of.at("bins").to_number<int>();
        const Statistic reference = histogram_of(of, "reference", 0);
        const Statistic current = histogram_of(of, "current", 1);
        for (const char* id : {"psi", "kl_divergence", "js_distance", "hellinger_distance", "total_variation", "l_infinity", "chi_square", "cramers_v"}) {
            SCOPED_TRACE(id);
            if (id == std::string("l_infinity") && !of.at("categorical").as_bool()) continue;  // ours is of categories
            expect_close(value_of(id, reference, current, setting), of.at(id));
        }
    }
}

TEST(GoldenDrift, DistancesOfValuesAgree) {
    const auto document = golden("drift.json");
    int compared = 0;
    for (const auto& of : document.at("cases").as_array()) {
        if (of.at("categorical").as_bool()) continue;
        SCOPED_TRACE(of.at("name").as_string().c_str());
        const Statistic reference = runs_of(of, "reference");
        const Statistic current = runs_of(of, "current");
        for (const char* id : {"ks_distance", "wasserstein_distance", "energy_distance"}) {
            SCOPED_TRACE(id);
            expect_close(value_of(id, reference, current, {}), of.at(id));
        }
        ++compared;
    }
    EXPECT_GE(compared, 20);
}

Statistic confusion_of(const json::value& counts) {
    using Label = Confusion::Label;
    Split<Confusion> split;
    const auto add = [&](std::size_t at, Label label, bool predicted) {
        for (auto i = counts.at(at).to_number<std::int64_t>(); i > 0; --i) split.total.add(label, predicted, mass_one);
    };
    add(0, Label::positive, true);
    add(1, Label::negative, true);
    add(2, Label::positive, false);
    add(3, Label::negative, false);
    split.units = split.total.all.rows;
    return split;
}

bool has(const json::value& list) { return !list.as_array().empty(); }

/// Of any group and all rows, and the worst group, where Fairlearn has no 0 / 0 that it takes for 0.
void check_comparisons(const json::value& of, const std::vector<GroupStatistic>& groups) {
    std::vector<const Statistic*> parts;
    for (const auto& group : groups) parts.push_back(group.statistic);
    const Statistic all = joined(parts).value();
    const std::map<std::string, std::string> missing{{"positive_rate", ""}, {"recall", "recall_missing"}, {"precision", "precision_missing"}};
    for (const auto& [id, key] : missing) {
        if (groups.size() < 2 || (!key.empty() && has(of.at(key)))) continue;
        SCOPED_TRACE(id);
        const Metric& metric = *find(id);
        const Estimate overall = evaluate(metric, all, nullptr, {});
        std::vector<Beside> beside;
        std::vector<NamedEstimate> each;
        for (const auto& group : groups) {
            each.push_back({group.name, evaluate(metric, *group.statistic, nullptr, {})});
            beside.push_back({each.back(), evaluate(metric, without(all, *group.statistic), nullptr, {}), overall});
        }
        const Estimate farthest = largest_from_overall(beside, 1);
        expect_close(farthest.value.value(), of.at("to_overall").at(id));
        EXPECT_GE(farthest.limits(0.025).high, *farthest.value);
        EXPECT_LE(farthest.limits(0.025).low, *farthest.value);
        if (id != "positive_rate") expect_close(worst_group(each, Worst::lowest, 0, 1).value.value(), of.at("worst").at(id));
    }
}

TEST(GoldenFairness, GapsBetweenGroupsAgree) {
    const auto document = golden("fairness.json");
    for (const auto& of : document.at("cases").as_array()) {
        SCOPED_TRACE(of.at("name").as_string().c_str());
        std::vector<Statistic> statistics;
        std::vector<GroupStatistic> groups;
        for (const auto& group : of.at("groups").as_object()) statistics.push_back(confusion_of(group.value()));
        for (const auto& group : of.at("groups").as_object()) groups.push_back({std::string(group.key()), &statistics[groups.size()]});
        const auto check = [&](const char* id) {
            SCOPED_TRACE(id);
            const Estimate estimate = evaluate_groups(*find(id), groups, {});
            ASSERT_TRUE(estimate.value.has_value()) << name(estimate.reason);
            expect_close(*estimate.value, of.at(id));
        };
        check("demographic_parity_difference");
        check("demographic_parity_ratio");
        // Fairlearn takes 0 / 0 for 0, we leave the group out: only where every rate exists are the numbers the same.
        if (!has(of.at("recall_missing"))) check("equal_opportunity_difference");
        if (!has(of.at("recall_missing")) && !has(of.at("false_positive_rate_missing"))) check("equalized_odds_difference");
        const auto check_if = [&](const char* id) {
            if (!of.at(id).is_null()) check(id);
        };
        if (!has(of.at("recall_missing"))) check_if("equal_opportunity_ratio");
        if (!has(of.at("recall_missing")) && !has(of.at("false_positive_rate_missing"))) check_if("equalized_odds_ratio");
        if (!has(of.at("precision_missing"))) check_if("predictive_parity_difference");
        if (!has(of.at("precision_missing"))) check_if("predictive_parity_ratio");
        check_comparisons(of, groups);
    }
}

TEST(GoldenFairness, InequalityOfBenefitsAgrees) {
    const auto document = golden("fairness_index.json");
    for (const auto& of : document.at("cases").as_array()) {
        SCOPED_TRACE(of.at("name").as_string().c_str());
        const Statistic counts = confusion_of(of.at("counts"));
        for (const auto& index : of.at("generalized_entropy_index").as_object()) {
            Setting setting;
            setting.numbers["alpha"] = std::stod(std::string(index.key()));
            const Estimate estimate = evaluate(*find("generalized_entropy_index"), counts, nullptr, setting);
            ASSERT_TRUE(estimate.value.has_value());
            EXPECT_NEAR(*estimate.value, index.value().to_number<double>(), 1e-12 + 1e-9 * index.value().to_number<double>()) << index.key();
        }
        EXPECT_NEAR(*evaluate(*find("theil_index"), counts, nullptr, {}).value, of.at("theil_index").to_number<double>(), 1e-12);
    }
}

}  // namespace

}  // namespace metrics
