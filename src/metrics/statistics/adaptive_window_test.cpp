#include "metrics/statistics/adaptive_window.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/golden_test.h"

/// The alarms of river's detectors, at the same rows. tests/golden/streams.py made the vectors.
namespace metrics {

namespace {

namespace json = base::json;
namespace fs = std::filesystem;

std::vector<double> column_of(const fs::path& path, const std::string& name) {
    std::ifstream file(path);
    std::string line, cell;
    std::getline(file, line);
    std::stringstream head(line);
    std::size_t wanted = 0;
    while (std::getline(head, cell, ',') && cell != name) ++wanted;
    std::vector<double> values;
    while (std::getline(file, line)) {
        std::stringstream row(line);
        for (std::size_t i = 0; i <= wanted; ++i) std::getline(row, cell, ',');
        values.push_back(std::stod(cell));
    }
    return values;
}

template <class Detector>
std::vector<std::int64_t> alarms_of(Detector detector, const std::vector<double>& values) {
    std::vector<std::int64_t> alarms;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (detector.update(values[i])) alarms.push_back(static_cast<std::int64_t>(i));
    }
    return alarms;
}

std::vector<std::int64_t> alarms_of(const json::value& one, const std::vector<double>& values) {
    const auto option = [&](const char* name, double fallback) {
        const auto* given = one.at("options").as_object().if_contains(name);
        return given == nullptr ? fallback : given->to_number<double>();
    };
    if (one.at("detector") == "page_hinkley") {
        return alarms_of(PageHinkley({option("min_instances", 30), option("delta", 0.005), option("threshold", 50), option("alpha", 1 - 0.0001)}), values);
    }
    return alarms_of(AdaptiveWindow({option("delta", 0.002), static_cast<std::int64_t>(option("clock", 32)), static_cast<int>(option("max_buckets", 5)), option("min_window_length", 5), option("grace_period", 10)}), values);
}

TEST(StreamingDetectors, RaiseTheirAlarmsWhereRiverDoes) {
    const auto document = base::golden("streams.json");
    const fs::path folder = fs::path(CHARTER_SOURCE) / "../shared/data/drift_streams";
    int compared = 0;
    for (const auto& one : document.at("cases").as_array()) {
        const auto& stream = document.at("streams").at(one.at("stream").as_string());
        std::vector<double> values;
        if (const auto* inside = stream.as_object().if_contains("values")) {
            for (const auto& value : inside->as_array()) values.push_back(value.to_number<double>());
        } else {
            if (!fs::exists(folder)) continue;
            values = column_of(folder / std::string(stream.at("file").as_string()), std::string(stream.at("column").as_string()));
        }
        std::vector<std::int64_t> expected;
        for (const auto& alarm : one.at("alarms").as_array()) expected.push_back(alarm.to_number<std::int64_t>());
        EXPECT_EQ(alarms_of(one, values), expected) << one.at("stream") << " " << one.at("detector") << " " << one.at("options");
        ++compared;
    }
    EXPECT_GE(compared, 35);
    if (!fs::exists(folder)) GTEST_SKIP() << "the streams of ../shared/data/drift_streams are not here, so only the small ones were compared";
}

TEST(AdaptiveWindow, HoldsTheMeanOfItsWindow) {
    AdaptiveWindow window({});
    double sum = 0;
    for (int i = 1; i <= 1000; ++i) {
        sum += i % 7;
        window.update(i % 7);
        ASSERT_DOUBLE_EQ(window.width(), i);
        ASSERT_NEAR(window.mean(), sum / i, 1e-12);
    }
}

}  // namespace

}  // namespace metrics
