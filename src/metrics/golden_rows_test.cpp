#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/golden_test.h"
#include "metrics/evaluate.h"
#include "metrics/statistics/edit_distance.h"

/// Numbers of single rows against scikit-learn, SciPy, pandas and rapidfuzz. tests/golden/rows.py made the vectors.
namespace metrics {

namespace {

namespace json = base::json;
namespace fs = std::filesystem;

const json::value& golden() {
    static const auto document = base::golden("rows.json");
    return document;
}

std::vector<double> numbers_of(const json::value& list) {
    std::vector<double> numbers;
    for (const auto& number : list.as_array()) numbers.push_back(number.to_number<double>());
    return numbers;
}

template <class S>
void add_to(S& total, const Need& need, const RowNumbers& row, double at) {
    const double x = value_of(need.x, row, at);
    if (std::isnan(x)) ++total.left_out.undefined;
    else if constexpr (std::is_same_v<S, Cross>) total.add(x, value_of(need.y, row, at), mass_one);
    else if constexpr (std::is_same_v<S, Powers>) total.add(x, mass_one);
    else total.add(x);
}

template <class S>
S summed(const Need& need, const std::vector<RowNumbers>& rows, double at) {
    S total;
    for (const RowNumbers& row : rows) add_to(total, need, row, at);
    return total;
}

template <class S>
Split<S> independent(S total) {
    Split<S> split;
    split.units = total.tally.rows;
    split.total = std::move(total);
    return split;
}

Statistic statistic_of(const Need& need, const std::vector<RowNumbers>& rows, double at) {
    if (need.kind == Kind::row_powers) return independent(summed<Powers>(need, rows, at));
    if (need.kind == Kind::row_cross) return independent(summed<Cross>(need, rows, at));
    if (need.kind == Kind::row_extremes) return summed<Extremes>(need, rows, at);
    std::vector<Run> runs;
    for (const RowNumbers& row : rows) runs.push_back({Runs::key_of(value_of(need.x, row, at)), 0, 0, mass_one});
    return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs)));
}

/// `mae`, or `quantile q=0.9`.
Estimate estimate_of(std::string_view key, const std::vector<RowNumbers>& rows) {
    const auto space = key.find(' ');
    const Metric* metric = find(key.substr(0, space));
    EXPECT_NE(metric, nullptr) << key;
    Setting setting;
    for (const Parameter& parameter : parameters_of(*metric)) setting.numbers[std::string(parameter.name)] = parameter.fallback;
    if (space != std::string_view::npos) setting.numbers["q"] = std::stod(std::string(key.substr(space + 3)));
    const double at = metric->needs.at.empty() ? 0 : setting.number(metric->needs.at);
    return evaluate(*metric, statistic_of(metric->needs, rows, at), nullptr, setting);
}

void expect_equal(const Estimate& estimate, const json::value& expected, std::string_view what, double relative = 1e-9) {
    if (expected.is_null()) {
        EXPECT_FALSE(estimate.value.has_value()) << what;
        EXPECT_NE(estimate.reason, Reason::none) << what;
        return;
    }
    ASSERT_TRUE(estimate.value.has_value()) << what << ": " << name(estimate.reason);
    const double value = expected.to_number<double>();
    EXPECT_NEAR(*estimate.value, value, relative * std::abs(value)) << what;
}

TEST(GoldenRows, RegressionAgreesWithScikitLearn) {
    for (const json::value& set : golden().at("regression").as_array()) {
        SCOPED_TRACE(std::string(set.at("name").as_string()));
        const auto label = numbers_of(set.at("label"));
        const auto prediction = numbers_of(set.at("prediction"));
        const auto lower = numbers_of(set.at("lower"));
        const auto upper = numbers_of(set.at("upper"));
        std::vector<RowNumbers> rows;
        for (std::size_t i = 0; i < label.size(); ++i) rows.push_back({.label = label[i], .prediction = prediction[i], .lower = lower[i], .upper = upper[i]});
        const bool far = set.at("name").as_string() == "far from zero";
        for (const auto& [key, value] : set.at("values").as_object()) {
            // Plain sums of numbers that share their first nine digits lose as many; ours are exact.
            expect_equal(estimate_of(key, rows), value, key, far ? 1e-6 : 1e-9);
        }
    }
}

TEST(GoldenRows, ColumnsAgreeWithPandas) {
    for (const json::value& set : golden().at("columns").as_array()) {
        SCOPED_TRACE(std::string(set.at("name").as_string()));
        std::vector<RowNumbers> rows;
        for (const double number : numbers_of(set.at("numbers"))) rows.push_back({.column = number});
        for (const auto& [key, value] : set.at("values").as_object()) expect_equal(estimate_of(key, rows), value, key);
        for (const auto& [q, limits] : set.at("limits").as_object()) {
            const Estimate estimate = estimate_of("quantile q=" + std::string(q), rows);
            const auto interval = estimate.interval(0.95);
            ASSERT_TRUE(interval.has_value());
            for (const int end : {0, 1}) {
                const double limit = end == 0 ? interval->low : interval->high;
                const json::value& expected = limits.as_array()[static_cast<std::size_t>(end)];
                if (expected.is_null()) EXPECT_TRUE(std::isinf(limit)) << q;
                // Between two ranks the value may lie below its own lower limit; ours then is the value.
                else EXPECT_DOUBLE_EQ(limit, end == 0 ? std::min(*estimate.value, expected.to_number<double>()) : expected.to_number<double>()) << q;
            }
        }
    }
}

TEST(GoldenRows, CorrelationAgreesWithSciPy) {
    for (const json::value& set : golden().at("correlation").as_array()) {
        SCOPED_TRACE(std::string(set.at("name").as_string()));
        const auto x = numbers_of(set.at("x"));
        const auto y = numbers_of(set.at("y"));
        std::vector<RowNumbers> rows;
        for (std::size_t i = 0; i < x.size(); ++i) rows.push_back({.column = x[i], .other = y[i]});
        expect_equal(estimate_of("correlation", rows), set.at("value"), "correlation");
    }
}

TEST(GoldenRows, EditDistancesAgreeWithRapidfuzz) {
    EditDistance distance;
    for (const json::value& pair : golden().at("texts").as_array()) {
        const std::string a(pair.at("a").as_string());
        const std::string b(pair.at("b").as_string());
        const auto edits = distance.between(a, b);
        ASSERT_TRUE(edits.has_value());
        EXPECT_EQ(static_cast<double>(edits->distance), pair.at("distance").to_number<double>()) << a << " / " << b;
        EXPECT_NEAR(edits->share(), pair.at("share").to_number<double>(), 1e-12) << a << " / " << b;
        EXPECT_EQ(distance.between(b, a)->distance, edits->distance) << "it is the same in both directions";
    }
}

/// Numbers behind the line that says where the data begin, as many in a row.
std::vector<std::vector<double>> nist_rows(const fs::path& path, std::size_t columns) {
    std::ifstream file(path);
    std::vector<std::vector<double>> rows;
    bool data = false;
    for (std::string line; std::getline(file, line);) {
        if (!data) {
            data = line.starts_with("Data:");
            continue;
        }
        std::stringstream cells(line);
        std::vector<double> row;
        for (double cell = 0; cells >> cell;) row.push_back(cell);
        if (row.size() == columns) rows.push_back(row);
    }
    return rows;
}

fs::path nist_folder() { return fs::path(CHARTER_SOURCE) / "../shared/data/nist_strd"; }

TEST(GoldenRows, SpreadIsWhatNistCertifies) {
    if (!fs::exists(nist_folder())) GTEST_SKIP() << "the certified sets of NIST are not here: " << nist_folder();
    int sets = 0;
    for (const auto& [name, certified] : golden().at("nist").as_object()) {
        if (name == "norris") continue;
        Powers powers;
        for (const auto& row : nist_rows(nist_folder() / "nist_anova" / (std::string(name) + ".dat"), 2)) powers.add(row[1], mass_one);
        ASSERT_GT(powers.tally.rows, 20) << name;
        const double square = certified.at("square").to_number<double>();
        // The files' values are decimals: of 1000000000000.4 a double holds the fraction to four digits.
        const double held = 2e-16 * std::abs(powers.mean()) / std::sqrt(square / static_cast<double>(powers.tally.rows));
        EXPECT_NEAR(powers.centred().square, square, square * std::max(1e-12, 3 * held)) << name;
        ++sets;
    }
    EXPECT_EQ(sets, 11);
}

TEST(GoldenRows, ExplainedVarianceIsWhatNistCertifies) {
    if (!fs::exists(nist_folder())) GTEST_SKIP() << "the certified sets of NIST are not here: " << nist_folder();
    const json::value& certified = golden().at("nist").at("norris");
    const double slope = certified.at("slope").to_number<double>();
    const double intercept = certified.at("intercept").to_number<double>();
    std::vector<RowNumbers> rows;
    for (const auto& row : nist_rows(nist_folder() / "nist_linregress/Norris.dat", 2)) rows.push_back({.label = row[0], .prediction = intercept + slope * row[1]});
    const double count = certified.at("rows").to_number<double>();
    ASSERT_EQ(static_cast<double>(rows.size()), count);
    EXPECT_NEAR(*estimate_of("r2", rows).value, certified.at("r2").to_number<double>(), 1e-14);
    const double rmse = std::sqrt(certified.at("residual_square").to_number<double>() / count);
    EXPECT_NEAR(*estimate_of("rmse", rows).value, rmse, 1e-11 * rmse);
}

/// Ratings by judge, then item; null: that judge did not rate it.
Statistic agreement_of(const json::value& ratings) {
    Split<Agreement> of;
    const std::size_t items = ratings.at(0).as_array().size();
    for (std::size_t item = 0; item < items; ++item) {
        std::vector<std::uint64_t> values;
        for (const json::value& judge : ratings.as_array()) {
            if (!judge.at(item).is_null()) values.push_back(Runs::key_of(judge.at(item).to_number<double>()));
        }
        std::sort(values.begin(), values.end());
        Agreement one;
        one.add(values);
        of.total.merge(one);
        if (one.items == 0) continue;
        of.keys.push_back(item);
        of.parts.push_back(one);
    }
    of.units = of.total.items;
    return of;
}

TEST(GoldenRows, JudgesAgreeAsKrippendorffHasIt) {
    for (const json::value& set : golden().at("alpha").as_array()) {
        SCOPED_TRACE(std::string(set.at("name").as_string()));
        const Statistic agreement = agreement_of(set.at("ratings"));
        for (const auto& [level, id] : {std::pair{"nominal", "krippendorff_alpha"}, std::pair{"ordinal", "krippendorff_alpha_ordinal"}, std::pair{"interval", "krippendorff_alpha_interval"}}) {
            expect_equal(evaluate(*find(id), agreement, nullptr, {}), set.at(level), level);
        }
    }
}

TEST(KrippendorffAlpha, CountsThePairsOfPartsTakenAwayAgain) {
    const Statistic statistic = agreement_of(golden().at("alpha").at(1).at("ratings"));
    const auto& of = std::get<Split<Agreement>>(statistic);
    Agreement rest = of.total;
    for (const Agreement& part : of.parts) rest.merge(part, -1);
    EXPECT_EQ(rest, Agreement{}) << "counts are whole numbers: nothing is left";
}

TEST(KrippendorffAlpha, SaysWhyThereIsNone) {
    const auto reason_of = [](std::vector<std::vector<double>> items) {
        Split<Agreement> of;
        for (const auto& ratings : items) {
            std::vector<std::uint64_t> values;
            for (const double rating : ratings) values.push_back(Runs::key_of(rating));
            of.total.add(values);
        }
        return evaluate(*find("krippendorff_alpha"), of, nullptr, {}).reason;
    };
    EXPECT_EQ(reason_of({}), Reason::no_rows);
    EXPECT_EQ(reason_of({{1}, {2}}), Reason::no_denominator);
    EXPECT_EQ(reason_of({{1, 1}, {1, 1, 1}}), Reason::no_spread);
    EXPECT_NE(reason_of({{1, 2}, {1, 1}}), Reason::none) << "two items show no interval";
}

}  // namespace

}  // namespace metrics
