#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/golden_test.h"
#include "metrics/evaluate.h"

/// Our numbers against scikit-learn's, on the same inputs. tests/golden/classification.py made the vectors.
namespace metrics {

namespace {

namespace json = base::json;
namespace fs = std::filesystem;

struct Row {
    bool positive = false;
    double score = 0;
};

const json::value& golden() {
    static const auto document = base::golden("classification.json");
    return document;
}

/// Cells of a file without quoted commas, by the names in its first line.
std::vector<std::map<std::string, std::string>> table_of(const fs::path& path) {
    const auto split = [](const std::string& line) {
        std::vector<std::string> cells;
        std::stringstream stream(line);
        for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
        return cells;
    };
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    const auto names = split(line);
    std::vector<std::map<std::string, std::string>> rows;
    while (std::getline(file, line)) {
        const auto cells = split(line);
        auto& row = rows.emplace_back();
        for (std::size_t i = 0; i < std::min(names.size(), cells.size()); ++i) row[names[i]] = cells[i];
    }
    return rows;
}

Statistic statistic_of(const Metric& metric, const std::vector<Row>& rows, double threshold, std::size_t bins) {
    using Label = Confusion::Label;
    Split<Confusion> confusion;
    Split<Moments> moments;
    Split<Reliability> reliability;
    std::vector<Run> runs;
    for (const Row& row : rows) {
        confusion.total.add(row.positive ? Label::positive : Label::negative, row.score >= threshold, mass_one);
        moments.total.add(metric.needs.expression, row.positive, row.score, mass_one);
        reliability.total.add(row.score, row.positive, mass_one, bins);
        runs.push_back({Runs::key_of(row.score), 0, row.positive ? 1u : 0u, mass_one});
    }
    switch (metric.needs.kind) {
        case Kind::confusion: return confusion;
        case Kind::moments: return moments;
        case Kind::reliability: return reliability;
        default: return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs)));
    }
}

double number_in(const json::value& object, std::string_view key) { return object.at(key).to_number<double>(); }

Setting setting_of_vectors() {
    const json::value& amounts = golden().at("amounts");
    Setting setting;
    setting.amounts = Amounts{number_in(amounts, "true_positive"), number_in(amounts, "false_positive"),
                              number_in(amounts, "false_negative"), number_in(amounts, "true_negative")};
    return setting;
}

/// The variance that a logit interval was made with.
double variance_behind(const Estimate& estimate) {
    const auto logit = [](double share) { return std::log(share / (1 - share)); };
    const Limits limits = estimate.limits(0.025);
    const double deviation = (logit(limits.high) - logit(limits.low)) / (2 * 1.959963984540054);
    const double slope = *estimate.value * (1 - *estimate.value);
    return deviation * deviation * slope * slope;
}

void check_value(const Metric& metric, const Estimate& estimate, const json::value& expected) {
    if (expected.is_null()) {
        EXPECT_FALSE(estimate.value.has_value()) << metric.id;
        EXPECT_NE(estimate.reason, Reason::none) << metric.id;
        return;
    }
    ASSERT_TRUE(estimate.value.has_value()) << metric.id << ": " << name(estimate.reason);
    const double value = expected.to_number<double>();
    EXPECT_NEAR(*estimate.value, value, 1e-9 * std::abs(value) + 1e-15) << metric.id;
}

void check(const std::vector<Row>& rows, double threshold, const json::value& expected) {
    for (const auto& [key, value] : expected.as_object()) {
        if (key == "delong_variance") {
            const Estimate area = evaluate(*find("roc_auc"), statistic_of(*find("roc_auc"), rows, threshold, 10), nullptr, {});
            if (value.is_null() || area.method != "DeLong, logit") continue;
            EXPECT_NEAR(variance_behind(area), value.to_number<double>(), 1e-9 * value.to_number<double>());
            continue;
        }
        const bool fifteen = key == "expected_calibration_error_15";
        const Metric* metric = find(fifteen ? "expected_calibration_error" : std::string_view(key));
        ASSERT_NE(metric, nullptr) << key;
        check_value(*metric, evaluate(*metric, statistic_of(*metric, rows, threshold, fifteen ? 15 : 10), nullptr, setting_of_vectors()), value);
    }
}

/// All rows, and the rows of each group, of a data set.
void check_set(const std::string& set, const std::vector<Row>& rows, const std::vector<std::map<std::string, std::string>>& table) {
    const json::value& expected = golden().at(set);
    ASSERT_EQ(static_cast<double>(rows.size()), number_in(expected, "rows"));
    const double threshold = number_in(expected, "threshold");
    check(rows, threshold, expected.at("all"));
    for (const std::string column : {"sex", "race"}) {
        for (const auto& [group, values] : expected.at(column).as_object()) {
            SCOPED_TRACE(std::string(group));
            std::vector<Row> inside;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (table[i].at(column) == group) inside.push_back(rows[i]);
            }
            check(inside, threshold, values);
        }
    }
}

TEST(GoldenClassification, AgreesWithScikitLearnOnAdult) {
    const auto table = table_of(fs::path(CHARTER_SOURCE) / "tests/golden/adult_scores.csv");
    std::vector<Row> rows;
    for (const auto& cells : table) rows.push_back({cells.at("label") == "1", std::stod(cells.at("score"))});
    check_set("adult", rows, table);
}

TEST(GoldenClassification, AgreesWithScikitLearnOnCompas) {
    const fs::path path = fs::path(CHARTER_SOURCE) / "../shared/data/compas/compas-two-years.csv";
    if (!fs::exists(path)) GTEST_SKIP() << "the public COMPAS table is not here: " << path;
    const auto table = table_of(path);
    std::vector<Row> rows;
    for (const auto& cells : table) rows.push_back({cells.at("two_year_recid") == "1", std::stod(cells.at("decile_score")) / 10});
    check_set("compas", rows, table);
}

TEST(GoldenClassification, AgreesWithScikitLearnOnAwkwardSets) {
    for (const json::value& set : golden().at("awkward").as_array()) {
        SCOPED_TRACE(std::string(set.at("name").as_string()));
        std::vector<Row> rows;
        for (std::size_t i = 0; i < set.at("label").as_array().size(); ++i) {
            rows.push_back({set.at("label").as_array()[i].to_number<double>() == 1, set.at("score").as_array()[i].to_number<double>()});
        }
        check(rows, number_in(set, "threshold"), set.at("values"));
    }
}

}  // namespace

}  // namespace metrics
