#pragma once

#include <string>
#include <utility>
#include <vector>

#include "charter/charter.h"
#include "verdicts/slices.h"

namespace operations {

/// A slice that was found, by its name in the document.
struct SliceResult {
    charter::Condition where;
    verdicts::SliceVerdict verdict;
    std::int64_t searched_rows = 0;
    double searched_value = 0;  ///< the metric there: it was looked for, so it is worse than the truth
};

struct SlicesReport {
    const metrics::Metric* metric = nullptr;
    std::string currency;
    double level = 0.95;
    std::uint64_t seed = 0;
    int depth = 3;
    double share_min = 0;
    double effect_min = 0;
    std::vector<SliceResult> slices;      ///< in the order in which they were found
    metrics::Estimate overall;            ///< on the rows held out
    std::int64_t searched_rows = 0, held_out_rows = 0, eligible_rows = 0;
    bool sampled = false;
    bool units_named = false;
    std::int64_t searched_units = 0, held_out_units = 0;
    std::size_t columns = 0, paired_columns = 0, tripled_columns = 0;
    std::int64_t combinations = 0;
    std::vector<std::pair<std::string, std::string>> left_out;  ///< column and why
    std::string bound;                    ///< of the promises that are proposed: `at_least: 0.8`

    double tail() const { return (1 - level) / 2; }
    /// At which all intervals hold together (Bonferroni).
    double joint_tail() const { return tail() / static_cast<double>(slices.empty() ? 1 : slices.size()); }
};

/// A promise about the slice, to be put into a charter.
std::string promise_line(const SlicesReport& report, std::size_t slice);

std::string slices_text(const SlicesReport& report);
std::string slices_markdown(const SlicesReport& report);
std::string slices_json(const SlicesReport& report);

}  // namespace operations
