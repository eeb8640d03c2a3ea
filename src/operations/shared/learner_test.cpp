#include "operations/shared/learner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/golden_test.h"
#include "base/random.h"
#include "metrics/evaluate.h"

/// Metrics that fit a model, with the models that they are given. Losses against NannyML's, which fits LightGBM where we fit
/// XGBoost: tests/golden/multivariate.py made the vectors.
namespace operations {

namespace {

namespace fs = std::filesystem;
namespace json = base::json;

metrics::RowSample sample_of(const std::vector<std::string>& names, const std::vector<std::vector<double>>& rows) {
    metrics::RowSample sample;
    for (const auto& name : names) sample.columns.push_back({name, false, {}});
    for (const auto& row : rows) {
        sample.rows.push_back({base::Random::mix(sample.rows.size()), 1, 0});
        sample.cells.insert(sample.cells.end(), row.begin(), row.end());
    }
    sample.population = static_cast<std::int64_t>(rows.size());
    return sample;
}

metrics::Estimate measured(const char* id, metrics::RowSample reference, metrics::RowSample current) {
    const auto& metric = *metrics::find(id);
    metrics::Setting setting;
    setting.learner = boosted_learner();
    for (const auto& parameter : metrics::parameters_of(metric)) setting.numbers.emplace(parameter.name, parameter.fallback);
    const metrics::Statistic before = std::make_shared<const metrics::RowSample>(std::move(reference));
    const metrics::Statistic now = std::make_shared<const metrics::RowSample>(std::move(current));
    return metrics::evaluate(metric, now, &before, setting);
}

std::vector<std::vector<double>> drawn(std::size_t count, std::uint64_t seed, double shift) {
    base::Random random(seed);
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 0; i < count; ++i) rows.push_back({random.normal() + shift, random.normal()});
    return rows;
}

TEST(Learner, LearnsNothingWhereNothingVaries) {
    const metrics::Table table{{{"x", false, {}, {1, 1, 1}}}};
    EXPECT_TRUE(boosted_learner()({table, {0, 1, 0}}, table).empty());
}

TEST(Learner, LearnsCategoriesAndMissingValues) {
    metrics::Table table{{{"kind", true, {"a", "b"}, {}}}};
    std::vector<double> targets;
    for (int i = 0; i < 300; ++i) {
        table.columns[0].cells.push_back(i % 3 == 2 ? std::nan("") : i % 3);
        targets.push_back(i % 3 * 10);
    }
    const metrics::Table asked{{{"kind", true, {"a", "b"}, {0, 1, std::nan("")}}}};
    const auto answers = boosted_learner()({table, targets}, asked);
    ASSERT_EQ(answers.size(), 3u);
    EXPECT_NEAR(answers[0], 0, 0.5);
    EXPECT_NEAR(answers[1], 10, 0.5);
    EXPECT_NEAR(answers[2], 20, 0.5);
}

TEST(DomainClassifier, TellsWhatMovedAndNothingElse) {
    const auto same = measured("domain_classifier", sample_of({"a", "b"}, drawn(1500, 1, 0)), sample_of({"a", "b"}, drawn(1500, 2, 0)));
    EXPECT_LT(same.limits(0.025).low, 0.5);
    EXPECT_NEAR(*same.value, 0.5, 0.04);
    // The best area between normals that lie one deviation apart is 0.76.
    const auto moved = measured("domain_classifier", sample_of({"a", "b"}, drawn(1500, 3, 0)), sample_of({"a", "b"}, drawn(1500, 4, 1)));
    EXPECT_NEAR(*moved.value, 0.75, 0.03);
    EXPECT_GT(moved.limits(0.025).low, 0.6);
}

TEST(EstimatedLoss, LiesAsNearToWhatWasRealisedAsNannyMls) {
    const fs::path path = fs::path(CHARTER_SOURCE) / "../shared/data/bike_sharing/hour.csv";
    if (!fs::exists(path)) GTEST_SKIP() << "../shared/data/bike_sharing/hour.csv is not here";
    const auto document = base::golden("multivariate.json");
    const auto& bikes = document.at("bikes");
    std::map<std::pair<int, int>, double> predicted;
    for (const auto& one : bikes.at("means").as_array()) predicted[{one.at("hr").to_number<int>(), one.at("workingday").to_number<int>()}] = one.at("predicted").to_number<double>();
    std::vector<std::string> names;
    for (const auto& name : bikes.at("features").as_array()) names.emplace_back(name.as_string());

    std::ifstream file(path);
    std::string line, cell;
    std::vector<std::string> head;
    std::getline(file, line);
    std::erase(line, '\r');
    for (std::stringstream cells(line); std::getline(cells, cell, ',');) head.push_back(cell);
    std::vector<std::vector<double>> rows;
    while (std::getline(file, line)) {
        std::map<std::string, double> values;
        std::size_t at = 0;
        for (std::stringstream cells(line); std::getline(cells, cell, ','); ++at) values[head[at]] = at == 1 ? 0 : std::stod(cell);
        auto& row = rows.emplace_back();
        for (const auto& name : names) row.push_back(values.at(name));
        row.push_back(predicted.at({static_cast<int>(values.at("hr")), static_cast<int>(values.at("workingday"))}));
        row.push_back(values.at("cnt"));
    }
    names.insert(names.end(), {"predicted", "cnt"});
    const auto part = [&](std::size_t first, std::size_t last) { return sample_of(names, {rows.begin() + static_cast<std::ptrdiff_t>(first), rows.begin() + static_cast<std::ptrdiff_t>(std::min(last, rows.size()))}); };
    const auto reference = bikes.at("reference").as_array();
    for (const auto& chunk : bikes.at("chunks").as_array()) {
        for (const auto& [id, key] : {std::pair{"estimated_mae", "mae"}, std::pair{"estimated_rmse", "rmse"}}) {
            const auto estimate = measured(id, part(reference[0].to_number<std::size_t>(), reference[1].to_number<std::size_t>()), part(chunk.at("first").to_number<std::size_t>(), chunk.at("last").to_number<std::size_t>()));
            ASSERT_TRUE(estimate.value.has_value());
            // Both learn the same losses: their means differ by less than a tenth.
            const double theirs = chunk.at("estimated_" + std::string(key)).to_number<double>();
            EXPECT_NEAR(*estimate.value, theirs, 0.1 * theirs) << id << " " << chunk.at("first");
        }
    }
}

}  // namespace

}  // namespace operations
