#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/numbers.h"
#include "report/page/drawing.h"

namespace report::page {

/// One line of a forest plot: a name, a value with its interval, and the side that is good.
struct ForestRow {
    std::string name;
    std::string words;  ///< the value as text, at the right
    std::optional<double> value;
    std::optional<metrics::Limits> interval;
    std::optional<charter::Bound> bound;
    std::optional<verdicts::Verdict> verdict;  ///< none: a plain dot
};

struct Forest {
    std::string title, description;
    std::string bound_words;  ///< above the plot, where all rows share a bound
    double lowest = 0, highest = 1;
    Measure measure;
    std::vector<ForestRow> rows;
};

std::string draw(const Forest& forest, const std::string& id);

/// A promise's checks as lines, the deciding one first, the others as they come.
std::vector<ForestRow> rows_of(const PromiseResult& result, const Scorecard& card);

/// Whisker, value and bound of one row on its axis; shared with the strip of the table.
void draw_row(Drawing& drawing, const ForestRow& row, const Axis& axis, double top, double bottom, double size);
std::vector<double> numbers_of(const ForestRow& row);

}  // namespace report::page
