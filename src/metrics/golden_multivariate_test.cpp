#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/golden_test.h"
#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/statistics/reconstruction.h"

/// Reconstruction errors against NannyML's. tests/golden/multivariate.py made the vectors.
namespace metrics {

namespace {

namespace json = base::json;
namespace fs = std::filesystem;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

const json::value& golden() {
    static const auto document = base::golden("multivariate.json");
    return document;
}

/// Columns of equal length, each a number or a text (empty: missing).
struct Columns {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> texts;  ///< empty where the column holds numbers
    std::vector<std::vector<double>> numbers;
};

RowSample sample_of(const Columns& columns, std::size_t first, std::size_t last) {
    RowSample sample;
    for (std::size_t i = 0; i < columns.names.size(); ++i) {
        auto& out = sample.columns.emplace_back();
        out.name = columns.names[i];
        out.categorical = !columns.texts[i].empty();
        if (!out.categorical) continue;
        for (std::size_t row = first; row < last; ++row) {
            if (!columns.texts[i][row].empty()) out.categories.push_back(columns.texts[i][row]);
        }
        std::sort(out.categories.begin(), out.categories.end());
        out.categories.erase(std::unique(out.categories.begin(), out.categories.end()), out.categories.end());
    }
    for (std::size_t row = first; row < last; ++row) {
        sample.rows.push_back({row, 1, 0});
        for (std::size_t i = 0; i < columns.names.size(); ++i) {
            const auto& categories = sample.columns[i].categories;
            if (!sample.columns[i].categorical) sample.cells.push_back(columns.numbers[i][row]);
            else if (columns.texts[i][row].empty()) sample.cells.push_back(missing);
            else sample.cells.push_back(static_cast<double>(std::lower_bound(categories.begin(), categories.end(), columns.texts[i][row]) - categories.begin()));
        }
    }
    sample.population = static_cast<std::int64_t>(sample.rows.size());
    return sample;
}

Columns columns_of(const json::object& table) {
    Columns columns;
    for (const auto& [name, list] : table) {
        columns.names.emplace_back(name);
        const bool text = std::any_of(list.as_array().begin(), list.as_array().end(), [](const json::value& one) { return one.is_string(); });
        auto& texts = columns.texts.emplace_back();
        auto& numbers = columns.numbers.emplace_back();
        for (const auto& one : list.as_array()) {
            if (text) texts.push_back(one.is_null() ? "" : std::string(one.as_string()));
            else numbers.push_back(one.is_null() ? missing : one.to_number<double>());
        }
    }
    return columns;
}

double mean_error(const RowSample& reference, const RowSample& current, double variance) {
    const Reconstruction reconstruction(reference, std::vector<bool>(reference.rows.size(), true), variance);
    double sum = 0;
    for (const double error : reconstruction.errors(current)) sum += error;
    return sum / static_cast<double>(current.rows.size());
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::string cell;
    std::stringstream stream(line);
    while (std::getline(stream, cell, ',')) {
        std::erase(cell, '"');
        cells.push_back(cell);
    }
    return cells;
}

Columns adult(const fs::path& path, const std::vector<std::string>& wanted) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    const auto head = cells_of(line);
    Columns columns;
    columns.names = wanted;
    columns.texts.resize(wanted.size());
    columns.numbers.resize(wanted.size());
    while (std::getline(file, line)) {
        const auto cells = cells_of(line);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const auto at = static_cast<std::size_t>(std::find(head.begin(), head.end(), wanted[i]) - head.begin());
            const std::string& cell = cells[at];
            if (!cell.empty() && (std::isdigit(static_cast<unsigned char>(cell[0])) != 0 || cell[0] == '-')) columns.numbers[i].push_back(std::stod(cell));
            else columns.texts[i].push_back(cell == "NA" ? "" : cell);  // as pandas reads it
        }
    }
    return columns;
}

TEST(GoldenMultivariate, AwkwardRowsAreReconstructedAsNannyMl) {
    const auto& awkward = golden().at("awkward");
    const auto reference = columns_of(awkward.at("reference").as_object());
    const auto current = columns_of(awkward.at("current").as_object());
    const auto before = sample_of(reference, 0, 12);
    const auto now = sample_of(current, 0, 5);
    for (const auto& [variance, error] : awkward.at("errors").as_object()) {
        EXPECT_NEAR(mean_error(before, now, std::stod(std::string(variance))), error.to_number<double>(), 1e-9 * error.to_number<double>()) << std::string(variance);
    }
}

TEST(GoldenMultivariate, AdultIsReconstructedAsNannyMl) {
    const fs::path path = fs::path(CHARTER_SOURCE) / "../shared/data/adult/adult_test.csv";
    if (!fs::exists(path)) GTEST_SKIP() << "../shared/data/adult/adult_test.csv is not here";
    const auto& of_adult = golden().at("adult");
    std::vector<std::string> names;
    for (const auto& name : of_adult.at("columns").as_array()) names.emplace_back(name.as_string());
    Columns columns = adult(path, names);
    const auto first = of_adult.at("reference").to_number<std::size_t>();
    const auto reference = sample_of(columns, 0, first);
    for (const char* which : {"as it is", "aged"}) {
        if (std::string_view(which) == "aged") {
            for (std::size_t row = first; row < columns.numbers[0].size(); ++row) columns.numbers[0][row] = std::min(90.0, columns.numbers[0][row] + of_adult.at("aged_by").to_number<double>());
        }
        for (const auto& chunk : of_adult.at(which).at("reconstruction_error").as_array()) {
            const auto current = sample_of(columns, first + chunk.at("first").to_number<std::size_t>(), first + chunk.at("last").to_number<std::size_t>());
            EXPECT_NEAR(mean_error(reference, current, 0.65), chunk.at("value").to_number<double>(), 1e-9) << which;
        }
    }
}

TEST(Reconstruction, EigenvectorsAreOrthonormalAndExplainTheMatrix) {
    const std::vector<double> matrix{4, 1, -2, 1, 3, 0, -2, 0, 5};
    const Eigen eigen = eigen_of(matrix, 3);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            double product = 0;
            double entry = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                product += eigen.vectors[i][k] * eigen.vectors[j][k];
                entry += eigen.values[k] * eigen.vectors[k][i] * eigen.vectors[k][j];
            }
            EXPECT_NEAR(product, i == j ? 1 : 0, 1e-12);
            EXPECT_NEAR(entry, matrix[i * 3 + j], 1e-12);
        }
    }
    EXPECT_GE(eigen.values[0], eigen.values[1]);
}

TEST(ReconstructionError, HoldsNothingForUnchangedRowsAndSeesColumnsThatNoLongerGoTogether) {
    const auto rows = [](std::size_t count, std::uint64_t seed, double sign) {
        base::Random random(seed);
        auto sample = std::make_shared<RowSample>();
        for (const char* name : {"a", "b", "c"}) sample->columns.push_back({name, false, {}});
        for (std::size_t i = 0; i < count; ++i) {
            const double x = random.normal();
            sample->rows.push_back({random(), 1, 0});
            for (const double cell : {x, sign * x + 0.2 * random.normal(), random.normal()}) sample->cells.push_back(cell);
        }
        sample->population = static_cast<std::int64_t>(count);
        return Statistic(std::shared_ptr<const RowSample>(std::move(sample)));
    };
    const Metric& metric = *find("reconstruction_error");
    Setting setting;
    for (const Parameter& parameter : parameters_of(metric)) setting.numbers.emplace(parameter.name, parameter.fallback);
    const Statistic reference = rows(2000, 1, 1);
    const Estimate same = evaluate(metric, rows(1500, 2, 1), &reference, setting);
    EXPECT_EQ(same.reason, Reason::none);
    EXPECT_LT(same.limits(0.001).low, 0);
    EXPECT_GT(same.limits(0.001).high, 0);
    const Estimate turned = evaluate(metric, rows(1500, 3, -1), &reference, setting);
    EXPECT_GT(turned.limits(0.001).low, 0.1);
}

}  // namespace

}  // namespace metrics
