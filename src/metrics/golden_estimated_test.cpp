#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/golden_test.h"
#include "metrics/intervals/before_labels.h"
#include "metrics/statistics/isotonic.h"

/// Estimates without labels against scikit-learn's and NannyML's. tests/golden/estimated.py made the vectors.
namespace metrics {

namespace {

namespace json = base::json;
namespace fs = std::filesystem;

const json::value& golden() {
    static const auto document = base::golden("estimated.json");
    return document;
}

struct Scored {
    std::vector<int> label;
    std::vector<double> score;
};

Scored adult() {
    std::ifstream file(fs::path(CHARTER_SOURCE) / "tests/golden/adult_scores.csv");
    Scored all;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto comma = line.find(',');
        all.label.push_back(std::stoi(line.substr(0, comma)));
        all.score.push_back(std::stod(line.substr(comma + 1)));
    }
    return all;
}

std::vector<double> numbers_in(const json::value& list) {
    std::vector<double> numbers;
    for (const auto& one : list.as_array()) numbers.push_back(one.to_number<double>());
    return numbers;
}

RunsInMemory labelled(const std::vector<double>& scores, const std::vector<double>& labels) {
    std::vector<metrics::Run> runs;
    for (std::size_t i = 0; i < scores.size(); ++i) runs.push_back({Runs::key_of(scores[i]), 0, labels[i] == 1 ? 1u : 0u, mass_one});
    return RunsInMemory(std::move(runs));
}

RunsInMemory unlabelled(const std::vector<double>& scores) { return labelled(scores, std::vector<double>(scores.size(), 0)); }

void expect_as(const json::object& expected, const Runs& reference, const Runs& current, double threshold, double tolerance) {
    for (const auto& [id, value] : expected) {
        const Metric* metric = find(std::string_view(id.data(), id.size()));
        ASSERT_NE(metric, nullptr) << id;
        Setting setting;
        setting.numbers["threshold"] = threshold;
        setting.amounts = Amounts{18, -2.5, -11, 0.5};
        const Estimate estimate = estimate_before_labels(*metric, {reference}, {current}, setting);
        if (value.is_null()) {
            EXPECT_FALSE(estimate.value.has_value()) << id;
            continue;
        }
        ASSERT_TRUE(estimate.value.has_value()) << id;
        EXPECT_NEAR(*estimate.value, value.to_number<double>(), tolerance * std::max(1.0, std::abs(value.to_number<double>()))) << id;
        EXPECT_EQ(estimate.standing, Standing::estimated) << id;
        const Limits limits = estimate.limits(0.025);
        EXPECT_LE(limits.low, *estimate.value) << id;
        EXPECT_GE(limits.high, *estimate.value) << id;
    }
}

TEST(GoldenEstimated, AwkwardDataAsScikitLearn) {
    for (const auto& [name, one] : golden().at("awkward").as_object()) {
        SCOPED_TRACE(std::string(name));
        const auto reference = labelled(numbers_in(one.at("score")), numbers_in(one.at("label")));
        const auto current = unlabelled(numbers_in(one.at("current")));
        // Each distinct score's expected mass is rounded to 2^-30 of a row, which shows among as few rows as these.
        expect_as(one.at("expected").as_object(), reference, current, one.at("threshold").to_number<double>(), 5e-9);
    }
}

TEST(GoldenEstimated, CalibratedSharesAsScikitLearn) {
    for (const auto& [name, one] : golden().at("awkward").as_object()) {
        const auto reference = labelled(numbers_in(one.at("score")), numbers_in(one.at("label")));
        Isotonic calibration;
        std::map<double, std::pair<Mass, Mass>> masses;
        reference.visit([&](const metrics::Run& run) { (run.label == 1 ? masses[Runs::value_of(run.key)].first : masses[Runs::value_of(run.key)].second) += run.mass; });
        for (const auto& [score, sides] : masses) calibration.add(score, sides.first, sides.second);
        const auto current = numbers_in(one.at("current"));
        const auto shares = numbers_in(one.at("share"));
        for (std::size_t i = 0; i < current.size(); ++i) EXPECT_NEAR(calibration.at(current[i]), shares[i], 1e-12) << std::string(name) << " " << current[i];
    }
}

TEST(GoldenEstimated, AdultAsScikitLearnAndNannyMl) {
    const Scored all = adult();
    const auto& golden_adult = golden().at("adult");
    const auto part = [&](std::size_t first, std::size_t last) {
        return std::pair{std::vector<double>(all.score.begin() + static_cast<std::ptrdiff_t>(first), all.score.begin() + static_cast<std::ptrdiff_t>(last)),
                         std::vector<double>(all.label.begin() + static_cast<std::ptrdiff_t>(first), all.label.begin() + static_cast<std::ptrdiff_t>(last))};
    };
    const auto [scores, labels] = part(0, golden_adult.at("reference").to_number<std::size_t>());
    const auto reference = labelled(scores, labels);
    for (const auto& chunk : golden_adult.at("chunks").as_array()) {
        const auto current = unlabelled(part(chunk.at("first").to_number<std::size_t>(), chunk.at("last").to_number<std::size_t>()).first);
        expect_as(chunk.at("expected").as_object(), reference, current, 0.5, 1e-9);
        // NannyML rounds the sums of the area to five decimals, and takes a precision for every row, also among equal scores.
        auto theirs = chunk.at("nannyml").as_object();
        const double average_precision = theirs.at("average_precision").to_number<double>();
        theirs.erase("average_precision");
        expect_as(theirs, reference, current, 0.5, 1e-7);
        expect_as({{"average_precision", average_precision}}, reference, current, 0.5, 1e-3);
    }
}

}  // namespace

}  // namespace metrics
