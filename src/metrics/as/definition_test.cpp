#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/json.h"
#include "metrics/as/definition.h"
#include "metrics/as/scipy.h"
#include "metrics/evaluate.h"
#include "metrics/golden_classes_test.h"
#include "metrics/intervals/class_foresight.h"
#include "metrics/statistics/example.h"

/// Peers' numbers against the peers themselves: tests/golden/as_*.json, which the packages made (tests/golden/as_*.py).
///
/// A case names the definition and the number, and gives what it is computed of: `inputs`, a column of drift.json; or
/// `current`, `reference` and `groups`, numbers that are read as a metric's example is. `tolerance` (1e-9, relative) is
/// larger only where an approximation is at work that the definition's file states.
namespace metrics::as {

namespace {

namespace json = base::json;
using std::filesystem::path;

const path folder = path(CHARTER_SOURCE) / "tests/golden";

json::value read(const path& file) {
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    auto document = base::parse_json(text.str());
    EXPECT_TRUE(static_cast<bool>(document)) << file;
    return *document;
}

double real(const json::value& value) { return value.to_number<double>(); }

std::vector<double> numbers(const json::value& list) {
    std::vector<double> all;
    for (const auto& one : list.as_array()) all.push_back(real(one));
    return all;
}

Statistic histogram_of(const json::value& inputs, const char* side, std::size_t row) {
    Split<Histogram> sample;
    for (const auto& pair : inputs.at(side).as_array()) {
        const auto rows = pair.at(1).to_number<std::int64_t>();
        sample.total.categories[std::string(pair.at(0).as_string())] += rows * mass_one;
        sample.total.tally.merge({rows, rows * mass_one, rows * mass_one});
    }
    const auto missing = inputs.at("missing").at(row).to_number<std::int64_t>();
    sample.total.missing = missing * mass_one;
    sample.total.tally.merge({missing, missing * mass_one, missing * mass_one});
    return sample;
}

Statistic runs_of(const json::value& inputs, const char* side, std::size_t row) {
    std::vector<Run> runs;
    for (const auto& pair : inputs.at(side).as_array()) runs.push_back({Runs::key_of(real(pair.at(0))), 0, 0, pair.at(1).to_number<Mass>() * mass_one});
    auto all = std::make_shared<RunsInMemory>(std::move(runs));
    const auto& infinite = inputs.at("infinite").at(row);
    all->left_out = inputs.at("missing").at(row).to_number<std::int64_t>() + infinite.at(0).to_number<std::int64_t>() + infinite.at(1).to_number<std::int64_t>();
    return std::shared_ptr<const Runs>(std::move(all));
}

Estimate of_column(const Definition& definition, const json::value& inputs) {
    const bool text = inputs.at("categorical").as_bool();
    Setting setting;
    setting.whole_numbers = inputs.at("whole").as_bool();
    const Statistic reference = text ? histogram_of(inputs, "reference", 0) : runs_of(inputs, "reference", 0);
    const Statistic current = text ? histogram_of(inputs, "current", 1) : runs_of(inputs, "current", 1);
    return evaluate(text ? definition.evaluate_text.value() : definition.evaluate, current, &reference, setting);
}

Estimate of_example(const Definition& definition, const json::object& one) {
    Setting setting;
    if (const auto* classes = one.if_contains("classes")) {
        const GoldenClasses sides = golden_case(std::string(classes->as_string()));
        const Statistic reference = sides.reference;
        return evaluate(definition.evaluate, sides.current, &reference, setting);
    }
    for (const auto& parameter : parameters_of(*metrics::find(definition.metric))) setting.numbers.emplace(parameter.name, parameter.fallback);
    if (const auto* given = one.if_contains("parameters")) {
        for (const auto& parameter : given->as_object()) setting.numbers[std::string(parameter.key())] = real(parameter.value());
    }
    if (const auto* category = one.if_contains("category")) setting.category = std::string(category->as_string());
    if (const auto* all = one.if_contains("groups")) {
        std::vector<Statistic> statistics;
        for (const auto& group : all->as_array()) statistics.push_back(example_statistic(definition.needs, numbers(group)));
        std::vector<GroupStatistic> groups;
        for (const Statistic& statistic : statistics) groups.push_back({"group " + std::to_string(groups.size()), &statistic});
        return evaluate_groups(definition.evaluate, groups, setting);
    }
    std::vector<Parameter> parameters = parameters_of(*metrics::find(definition.metric));
    for (Parameter& parameter : parameters) parameter.fallback = setting.number(parameter.name);
    const Statistic current = example_statistic(definition.needs, numbers(one.at("current")), 10, 0.5, parameters);
    if (!definition.needs.reference) return evaluate(definition.evaluate, current, nullptr, setting);
    const Statistic reference = example_statistic(definition.needs, numbers(one.at("reference")));
    return evaluate(definition.evaluate, current, &reference, setting);
}

void expect_close(std::optional<double> ours, const json::object& one, const char* key, double tolerance) {
    const auto* theirs = one.if_contains(key);
    if (theirs == nullptr) return;
    ASSERT_TRUE(ours.has_value()) << key;
    // Roots and one minus a share leave rounding of about 1e-8 where the truth is nothing.
    EXPECT_NEAR(*ours, real(*theirs), std::max(tolerance * std::abs(real(*theirs)), std::abs(real(*theirs)) < 1e-7 ? 3e-8 : 0)) << key;
}

const Definition* by_id(std::string_view id) {
    for (const Definition* one : definitions()) {
        if (one->id == id) return one;
    }
    return nullptr;
}

TEST(AsPeer, GivesThePeersNumbers) {
    std::map<std::string, json::value> columns;
    const json::value drift = read(folder / "drift.json");
    for (const auto& one : drift.at("cases").as_array()) columns.emplace(one.at("name").as_string(), one);
    std::map<std::string_view, int> compared;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("as_") || entry.path().extension() != ".json") continue;
        const json::value document = read(entry.path());
        for (const auto& value : document.at("cases").as_array()) {
            const json::object& one = value.as_object();
            const std::string id(one.at("as").as_string());
            SCOPED_TRACE(name + ": " + id + ": " + std::string(one.at(one.if_contains("inputs") ? "inputs" : "name").as_string()));
            const Definition* definition = by_id(id);
            ASSERT_NE(definition, nullptr);
            const auto* inputs = one.if_contains("inputs");
            const Estimate estimate = inputs != nullptr ? of_column(*definition, columns.at(std::string(inputs->as_string()))) : of_example(*definition, one);
            const double tolerance = one.if_contains("tolerance") ? real(one.at("tolerance")) : 1e-9;
            expect_close(estimate.value, one, "value", tolerance);
            expect_close(estimate.p_value, one, "p_value", tolerance);
            ++compared[definition->id];
        }
    }
    for (const Definition* one : definitions()) EXPECT_GE(compared[one->id], 3) << one->id << " has no vectors of the package itself";
}

TEST(AsPeer, SaysWhatDiffers) {
    for (const Definition* one : definitions()) {
        SCOPED_TRACE(one->id);
        const Metric* metric = metrics::find(one->metric);
        ASSERT_NE(metric, nullptr) << one->metric;
        EXPECT_TRUE(one->id.starts_with(one->peer));
        EXPECT_FALSE(one->version.empty());
        EXPECT_FALSE(one->call.empty());
        ASSERT_FALSE(one->differs.empty());
        EXPECT_EQ(one->differs.back(), '.');
        EXPECT_TRUE(one->defect.empty() || one->defect.back() == '.');
        EXPECT_EQ(one->needs.reference, metric->needs.reference || one->estimated);
        EXPECT_TRUE(!one->estimated || metric->estimable || estimable_over_classes(*metric));
        EXPECT_EQ(one->needs.column, metric->needs.column);
        EXPECT_EQ(find(one->metric, one->id), one);
        ASSERT_NE(find(one->metric, one->peer), nullptr);
    }
}

TEST(AsPeer, IsFoundByPeerOrByItsOwnName) {
    EXPECT_EQ(find("psi", "evidently")->id, "evidently_psi");
    EXPECT_EQ(find("chi_square", "evidently")->id, "evidently_chi_square") << "of two, the one that is named as the metric";
    EXPECT_EQ(find("chi_square", "evidently_z")->id, "evidently_z");
    EXPECT_EQ(find("psi", "scipy"), nullptr);
    EXPECT_EQ(find("psi", "evidently_z"), nullptr) << "a definition of another metric";
    EXPECT_EQ(find("psi", ""), nullptr);
}

TEST(AsPeer, HasNoIntervalAndNoNumberThatIsNone) {
    const Estimate finite = number(0.5, 10, 0.01);
    EXPECT_FALSE(finite.interval(0.95).has_value());
    EXPECT_EQ(finite.p_value, 0.01);
    const Estimate infinite = number(std::numeric_limits<double>::infinity(), 10);
    EXPECT_FALSE(infinite.value.has_value());
    EXPECT_EQ(infinite.detail, "the peer's number is infinite");
}

TEST(AsPeer, IsAbsentWhereASideHasNoValue) {
    for (const Definition* one : definitions()) {
        if (!one->needs.reference) continue;
        SCOPED_TRACE(one->id);
        const std::vector<double> some{1, 2, 3, 4};
        const Need need{.kind = one->needs.kind};
        const Statistic full = example_statistic(need, some);
        const Statistic none = example_statistic(need, {});
        EXPECT_EQ(evaluate(one->evaluate, none, &full, {}).reason, Reason::no_rows);
        EXPECT_EQ(evaluate(one->evaluate, full, &none, {}).reason, Reason::no_reference);
    }
}

TEST(KolmogorovTail, AgreesWithScipyInEveryRegime) {
    // scipy.stats.kstwo.sf(d, n), SciPy 1.17.1.
    struct Point {
        std::int64_t n;
        double d, tail;
    };
    const Point points[] = {
        {1, 0.6, 0.8},
        {1, 0.9, 0.19999999999999996},
        {5, 0.15, 0.9988},
        {5, 0.25, 0.8446},
        {5, 0.3, 0.664},
        {5, 0.45, 0.19399374999999963},
        {5, 0.7, 0.005560000000000004},
        {5, 0.95, 6.250000000000028e-07},
        {50, 0.05, 0.9990238098461883},
        {50, 0.08, 0.880839701941023},
        {50, 0.1, 0.6623112704658186},
        {50, 0.15, 0.19026366518248072},
        {50, 0.2, 0.03143877776953241},
        {50, 0.3, 0.00017353260202718738},
        {50, 0.55, 9.869988245761123e-15},
        {140, 0.03, 0.9992547123063266},
        {140, 0.05, 0.8576480297656114},
        {140, 0.08, 0.31480749911643063},
        {140, 0.12, 0.03252638258561632},
        {140, 0.2, 2.1981563302200222e-05},
        {141, 0.03, 0.9992107601012719},
        {141, 0.05, 0.854845693009663},
        {141, 0.07, 0.47315284500403054},
        {141, 0.1, 0.11128445516467944},
        {141, 0.2, 2.0276784223976912e-05},
        {2000, 0.008, 0.9994517278228311},
        {2000, 0.012, 0.9322014100608377},
        {2000, 0.02, 0.3953133626892045},
        {2000, 0.03, 0.05354694793932557},
        {2000, 0.06, 1.0604306943365804e-06},
        {50000, 0.001, 0.9999999997471354},
        {50000, 0.002, 0.9880386605338913},
        {50000, 0.004, 0.3994316646755731},
        {50000, 0.006, 0.05442749636006261},
        {50000, 0.01, 9.018048811843602e-05},
        {50000, 0.03, 1.5783051787103078e-39},
        {500000, 0.0005, 0.9996286945544336},
        {500000, 0.001, 0.6989801443663661},
        {500000, 0.0015, 0.21034190155828947},
        {500000, 0.002, 0.036582179671620585},
        {500000, 0.003, 0.00024632301239186754},
        {500000, 0.006, 4.619269692908277e-16},
        {500000, 0.02, 3.6481966551764204e-174},
    };
    for (const Point& point : points) EXPECT_NEAR(kolmogorov_tail(point.n, point.d), point.tail, 1e-9 * point.tail) << point.n << " " << point.d;
}

}  // namespace

}  // namespace metrics::as
