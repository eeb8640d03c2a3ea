#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/golden_test.h"
#include "metrics/evaluate.h"

/// Our numbers of decisions, classes, rankings and calibration against scikit-learn's, SciPy's, statsmodels' and plain definitions, on
/// the same inputs. tests/golden/classes.py made the vectors.
namespace metrics {

namespace {

namespace json = base::json;
namespace fs = std::filesystem;

struct Row {
    bool positive = false;
    double score = 0;
};

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

const json::value& golden() {
    static const auto document = base::golden("classes.json");
    return document;
}

/// Cells of a table without quoted commas; lines end with any of the usual ends.
std::vector<std::vector<std::string>> table_of(const fs::path& path) {
    std::string text = text_of(path);
    std::replace(text.begin(), text.end(), '\r', '\n');
    std::vector<std::vector<std::string>> rows;
    std::stringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        std::stringstream cells(line);
        auto& row = rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    }
    return rows;
}

std::size_t place_of(const std::vector<std::string>& names, const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

Statistic statistic_of(const Metric& metric, const std::vector<Row>& rows) {
    Split<Confusion> confusion;
    Split<Moments> moments;
    Split<Reliability> reliability;
    std::vector<Run> runs;
    for (const Row& row : rows) {
        confusion.total.add(row.positive ? Confusion::Label::positive : Confusion::Label::negative, row.score >= 0.5, mass_one);
        moments.total.add(metric.needs.expression, row.positive, row.score, mass_one);
        reliability.total.add(row.score, row.positive, mass_one, 10);
        runs.push_back({Runs::key_of(row.score), 0, row.positive ? 1u : 0u, mass_one});
    }
    switch (metric.needs.kind) {
        case Kind::confusion: return confusion;
        case Kind::moments: return moments;
        case Kind::reliability: return reliability;
        default: return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs)));
    }
}

/// "f_beta beta=0.5 error": a metric, a parameter that is not its fallback, and what of the estimate is meant.
struct Asked {
    const Metric* metric = nullptr;
    Setting setting;
    bool error = false;

    explicit Asked(const std::string& key) {
        std::stringstream words(key);
        std::string word;
        words >> word;
        metric = find(word);
        if (metric == nullptr) return;
        setting.numbers = fallbacks_of(*metric);
        while (words >> word) {
            const auto equals = word.find('=');
            if (equals == std::string::npos) error = true;
            else setting.numbers[word.substr(0, equals)] = std::stod(word.substr(equals + 1));
        }
    }
};

void expect_near(double found, double expected, const std::string& key) { EXPECT_NEAR(found, expected, 1e-9 * std::abs(expected) + 1e-15) << key; }

void check_value(const Estimate& estimate, const json::value& expected, const std::string& key) {
    if (expected.is_null()) {
        EXPECT_FALSE(estimate.value.has_value()) << key;
        EXPECT_NE(estimate.reason, Reason::none) << key;
        return;
    }
    ASSERT_TRUE(estimate.value.has_value()) << key << ": " << name(estimate.reason);
    expect_near(*estimate.value, expected.to_number<double>(), key);
}

void check(const std::vector<Row>& rows, const json::value& expected) {
    for (const auto& [key, value] : expected.as_object()) {
        const Asked asked{std::string(key)};
        ASSERT_NE(asked.metric, nullptr) << key;
        const Estimate estimate = evaluate(*asked.metric, statistic_of(*asked.metric, rows), nullptr, asked.setting);
        if (!asked.error) {
            check_value(estimate, value, std::string(key));
        } else if (estimate.reason == Reason::none) {
            const Limits limits = estimate.limits(0.025);
            expect_near((limits.high - limits.low) / (2 * 1.959963984540054), value.to_number<double>(), std::string(key));
        }
    }
}

TEST(GoldenClasses, AgreesOnDecisionsAndScoresOfAdult) {
    const auto table = table_of(fs::path(CHARTER_SOURCE) / "tests/golden/adult_scores.csv");
    std::vector<Row> rows;
    for (std::size_t i = 1; i < table.size(); ++i) rows.push_back({table[i][place_of(table[0], "label")] == "1", std::stod(table[i][place_of(table[0], "score")])});
    check(rows, golden().at("adult"));
}

TEST(GoldenClasses, AgreesOnDecisionsAndScoresOfCompas) {
    const fs::path path = fs::path(CHARTER_SOURCE) / "../shared/data/compas/compas-two-years.csv";
    if (!fs::exists(path)) GTEST_SKIP() << "the public COMPAS table is not here: " << path;
    const auto table = table_of(path);
    std::vector<Row> rows;
    for (std::size_t i = 1; i < table.size(); ++i) rows.push_back({table[i][place_of(table[0], "two_year_recid")] == "1", std::stod(table[i][place_of(table[0], "decile_score")]) / 10});
    check(rows, golden().at("compas"));
}

TEST(GoldenClasses, AgreesOnDecisionsAndScoresOfCreditCards) {
    const fs::path path = fs::path(CHARTER_SOURCE) / "../shared/data/credit_default_tw/UCI_Credit_Card.csv";
    if (!fs::exists(path)) GTEST_SKIP() << "the public table of credit cards is not here: " << path;
    const auto table = table_of(path);
    std::vector<Row> rows;
    for (std::size_t i = 1; i < table.size(); ++i) {
        const double overdue = std::max(0.0, std::stod(table[i][place_of(table[0], "PAY_0")]));
        rows.push_back({table[i].back() == "1", std::clamp(std::round((0.1 + 0.15 * overdue) * 100) / 100, 0.0, 1.0)});
    }
    check(rows, golden().at("credit"));
}

TEST(GoldenClasses, AgreesOnAwkwardDecisionsAndScores) {
    for (const json::value& set : golden().at("awkward").as_array()) {
        SCOPED_TRACE(std::string(set.at("name").as_string()));
        std::vector<Row> rows;
        for (std::size_t i = 0; i < set.at("label").as_array().size(); ++i) {
            rows.push_back({set.at("label").as_array()[i].to_number<double>() == 1, set.at("score").as_array()[i].to_number<double>()});
        }
        check(rows, set.at("values"));
    }
}

Split<ClassTable> classes_of(const json::value& set) {
    ClassTable::Names names;
    for (const json::value& one : set.at("names").as_array()) names.emplace_back(one.as_string());
    Split<ClassTable> split;
    split.total.names = std::make_shared<const ClassTable::Names>(names);
    for (std::uint32_t label = 0; label < names.size(); ++label) {
        for (std::uint32_t predicted = 0; predicted < names.size(); ++predicted) {
            const auto rows = set.at("table").as_array()[label].as_array()[predicted].to_number<std::int64_t>();
            if (rows > 0) split.total.add({label, predicted}, rows);
        }
    }
    split.units = split.total.all.rows;
    return split;
}

TEST(GoldenClasses, AgreesWithScikitLearnOnManyClasses) {
    for (const json::value& set : golden().at("classes").as_array()) {
        SCOPED_TRACE(std::string(set.at("name").as_string()));
        const Statistic statistic = classes_of(set);
        for (const auto& [key, value] : set.at("values").as_object()) {
            if (key == "one") continue;
            const Asked asked{std::string(key)};
            ASSERT_NE(asked.metric, nullptr) << key;
            check_value(evaluate(*asked.metric, statistic, nullptr, asked.setting), value, std::string(key));
        }
        for (const auto& [one, values] : set.at("values").at("one").as_object()) {
            SCOPED_TRACE(std::string(one));
            for (const auto& [key, value] : values.as_object()) {
                Asked asked{std::string(key)};
                asked.setting.category = one;
                check_value(evaluate(*asked.metric, statistic, nullptr, asked.setting), value, std::string(key));
            }
        }
    }
}

TEST(GoldenClasses, NamesOfClassesComeInTheirOrder) {
    ClassTable::Names numbers{"10", "9", "-1", "2.5"};
    in_order(numbers);
    EXPECT_EQ(numbers, (ClassTable::Names{"-1", "2.5", "9", "10"}));
    ClassTable::Names words{"b", "10", "a", "9"};
    in_order(words);
    EXPECT_EQ(words, (ClassTable::Names{"10", "9", "a", "b"}));
}

}  // namespace

}  // namespace metrics
