#pragma once

#include <algorithm>

#include "base/golden_test.h"
#include "metrics/intervals/class_foresight.h"

/// The cases of tests/golden/estimated_classes.json as the planner would sample their rows, for tests.
namespace metrics {

inline const base::json::value& golden_class_cases() {
    static const auto document = base::golden("estimated_classes.json");
    return document;
}

struct GoldenClasses {
    std::shared_ptr<const RowSample> reference, current;
};

inline std::shared_ptr<const RowSample> golden_class_rows(const base::json::array& scores, const base::json::array& behind, std::string_view name) {
    auto sample = std::make_shared<RowSample>();
    const std::size_t classes = scores.front().as_array().size();
    for (std::size_t k = 0; k <= classes; ++k) sample->columns.push_back({k < classes ? std::to_string(k) : std::string(name), false, {}});
    for (std::size_t row = 0; row < scores.size(); ++row) {
        sample->rows.push_back({row, 1, 0});
        for (const auto& score : scores[row].as_array()) sample->cells.push_back(score.to_number<double>());
        sample->cells.push_back(behind[row].to_number<double>());
    }
    sample->population = static_cast<std::int64_t>(scores.size());
    return sample;
}

inline GoldenClasses golden_classes(const base::json::value& one) {
    return {golden_class_rows(one.at("reference").as_array(), one.at("labels").as_array(), happened_column), golden_class_rows(one.at("current").as_array(), one.at("decided").as_array(), decided_column)};
}

inline GoldenClasses golden_case(std::string_view name) {
    const auto& cases = golden_class_cases().at("cases").as_array();
    const auto found = std::find_if(cases.begin(), cases.end(), [&](const auto& one) { return one.at("name").as_string() == name; });
    return golden_classes(*found);
}

}  // namespace metrics
