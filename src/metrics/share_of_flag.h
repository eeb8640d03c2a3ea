#pragma once

#include "metrics/intervals/row_values.h"
#include "metrics/metric.h"

namespace metrics {

/// What is said of a flag: a column that is true or false in each row. The number is always the share of true; what it
/// stands for in the world, and which way is better, differs.
struct OfFlag {
    std::string_view id{};
    Family family = Family::data;
    std::string_view summary{};
    Words words{};
    std::string_view estimand{};
    Better better = Better::higher;
    std::string_view says{};  ///< of ten rows, three of them true
};

/// A metric that is the share of rows in which the named column is true.
constexpr Metric share_of_flag(const OfFlag& flag) {
    return {
        .id = flag.id,
        .family = flag.family,
        .summary = flag.summary,
        .words = flag.words,
        .estimand = flag.estimand,
        .formula = "rows in which the column is true / rows in which it is true or false (also yes and no, 1 and 0)",
        .source = "Definition; pandas, Series.mean().",
        .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
        .needs = {.kind = Kind::row_powers, .column = true, .x = RowValue::flag},
        .lowest = 0,
        .highest = 1,
        .better = flag.better,
        .scale = Scale::share,
        .example = {.current = {1, 0, 0, 1, 0, 0, 0, 1, 0, 0}, .current_size = 10, .value = 0.3, .says = flag.says},
        .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_share(of); },
    };
}

}  // namespace metrics
