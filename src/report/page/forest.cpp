#include "report/page/forest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/escape.h"
#include "report/outline.h"
#include "report/page/pictures.h"

namespace report::page {

namespace {

constexpr double left = 8;
constexpr double right = picture_width - 8;
constexpr double head_of_bound = 26;
constexpr double head_of_none = 4;
constexpr double row_height = 40;
constexpr double foot = 26;
constexpr std::size_t name_characters_max = 30;

double lowest_of(const PromiseResult& result) {
    return result.metric == nullptr ? -std::numeric_limits<double>::infinity() : result.metric->lowest;
}

double highest_of(const PromiseResult& result) {
    return result.metric == nullptr ? std::numeric_limits<double>::infinity() : result.metric->highest;
}

void draw_axis(Drawing& drawing, const Forest& forest, const Axis& axis, double bottom) {
    drawing.line({axis.start, bottom}, {axis.end, bottom}, "axis");
    for (const double tick : ticks(axis, 4)) {
        const double x = axis.at(tick);
        const Anchor anchor = x < 30 ? Anchor::start : x > picture_width - 30 ? Anchor::end : Anchor::middle;
        drawing.line({x, bottom}, {x, bottom + 4}, "axis");
        drawing.text({x, bottom + 17}, anchor, "tick", write_tick(forest.measure, tick));
    }
}

void draw_bound_words(Drawing& drawing, const Forest& forest, const Axis& axis) {
    if (forest.bound_words.empty() || forest.rows.empty() || !forest.rows[0].bound) return;
    const auto ends = ends_of(*forest.rows[0].bound);
    if (ends.empty()) return;
    const double x = ends.size() == 2 ? (axis.at(ends[0]) + axis.at(ends[1])) / 2 : axis.at(ends[0]);
    const Anchor anchor = x < 100 ? Anchor::start : x > picture_width - 100 ? Anchor::end : Anchor::middle;
    drawing.text({std::clamp(x, left, right), 16}, anchor, "bound-words", forest.bound_words);
}

}  // namespace

std::vector<double> numbers_of(const ForestRow& row) {
    std::vector<double> numbers;
    if (row.value) numbers.push_back(*row.value);
    if (row.interval) numbers.insert(numbers.end(), {row.interval->low, row.interval->high});
    if (row.bound) {
        for (const double end : ends_of(*row.bound)) numbers.push_back(end);
    }
    return numbers;
}

void draw_row(Drawing& drawing, const ForestRow& row, const Axis& axis, double top, double bottom, double size) {
    const double middle = (top + bottom) / 2;
    if (row.bound) {
        const double from = axis.at(row.bound->low);
        const double to = axis.at(row.bound->high);
        drawing.rectangle({from, top}, to - from, bottom - top, "good");
        for (const double end : ends_of(*row.bound)) drawing.line({axis.at(end), top}, {axis.at(end), bottom}, "bound");
    }
    if (row.interval) {
        const double from = axis.at(row.interval->low);
        const double to = axis.at(row.interval->high);
        drawing.line({from, middle}, {to, middle}, "whisker");
        // An end without a cap goes on beyond the picture.
        for (const double end : {row.interval->low, row.interval->high}) {
            if (axis.holds(end)) drawing.line({axis.at(end), middle - size}, {axis.at(end), middle + size}, "whisker");
        }
    }
    if (!row.value) return;
    if (row.verdict) drawing.verdict({axis.at(*row.value), middle}, size, *row.verdict);
    else drawing.circle({axis.at(*row.value), middle}, size * 0.9, "dot");
}

std::string draw(const Forest& forest, const std::string& id) {
    const bool named = forest.rows.size() > 1 || (!forest.rows.empty() && !forest.rows[0].name.empty());
    const double height_of_row = named ? row_height : row_height - 8;
    const double head = forest.bound_words.empty() ? head_of_none : head_of_bound;
    const double bottom = head + height_of_row * static_cast<double>(forest.rows.size());
    std::vector<double> numbers;
    for (const ForestRow& row : forest.rows) {
        const auto some = numbers_of(row);
        numbers.insert(numbers.end(), some.begin(), some.end());
    }
    const Axis axis = axis_around(numbers, forest.lowest, forest.highest, left, right);
    Drawing drawing(id, picture_width, bottom + foot, forest.title, forest.description);
    draw_bound_words(drawing, forest, axis);
    for (std::size_t i = 0; i < forest.rows.size(); ++i) {
        const ForestRow& row = forest.rows[i];
        const double top = head + height_of_row * static_cast<double>(i);
        if (i > 0) drawing.line({left, top}, {right, top}, "between");
        if (named) {
            drawing.text({left, top + 13}, Anchor::start, "row-name", shortened(plain(row.name), name_characters_max));
            drawing.text({right, top + 13}, Anchor::end, "row-value", row.words);
        }
        draw_row(drawing, row, axis, top + (named ? 18 : 2), top + height_of_row - 2, 5.5);
    }
    draw_axis(drawing, forest, axis, bottom);
    return drawing.finish();
}

std::vector<ForestRow> rows_of(const PromiseResult& result, const Scorecard& card) {
    std::vector<ForestRow> rows;
    for (const Check& check : result.checks) {
        const Measure measure = measure_of(result, check, card);
        ForestRow row;
        row.name = name_of(check);
        row.words = check.estimate.value ? write(measure, *check.estimate.value) : "no value";
        row.value = check.estimate.value;
        row.interval = interval_of(result, check.estimate);
        row.bound = check.bound;
        row.verdict = check.judgement.verdict;
        rows.push_back(std::move(row));
    }
    if (result.deciding < rows.size()) std::rotate(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(result.deciding), rows.begin() + static_cast<std::ptrdiff_t>(result.deciding) + 1);
    return rows;
}

std::string intervals(const PromiseResult& result, const Scorecard& card, const std::string& id) {
    Forest forest;
    forest.title = result.promise.id + ": interval against bound";
    forest.measure = measure_of(result, card);
    forest.lowest = lowest_of(result);
    forest.highest = highest_of(result);
    forest.rows = rows_of(result, card);
    for (const ForestRow& row : forest.rows) {
        forest.description += (row.name.empty() ? "" : row.name + ": ") + row.words;
        if (row.interval) forest.description += ", interval " + write(forest.measure, *row.interval);
        if (row.bound) forest.description += ", promised " + write(forest.measure, *row.bound);
        forest.description += ". ";
    }
    // A bound relative to the reference may differ from row to row; then each row shows its own.
    const auto same = [&](const ForestRow& row) { return row.bound->low == forest.rows[0].bound->low && row.bound->high == forest.rows[0].bound->high; };
    if (!forest.rows.empty() && std::all_of(forest.rows.begin(), forest.rows.end(), same)) forest.bound_words = write(forest.measure, *forest.rows[0].bound);
    if (forest.rows.size() > picture_rows_max) forest.rows.resize(picture_rows_max);
    return draw(forest, id);
}

std::string groups(const PromiseResult& result, const Scorecard& card, const std::string& id) {
    Forest forest;
    forest.title = result.promise.id + ": the groups";
    forest.measure = measure_of_groups(result, card);
    forest.lowest = forest.measure.kind == Measure::Kind::share ? 0 : lowest_of(result);
    forest.highest = forest.measure.kind == Measure::Kind::share ? 1 : highest_of(result);
    for (const GroupValue& group : result.groups) {
        const auto interval = interval_of(result, group.estimate);
        const std::string words = group.estimate.value ? write(forest.measure, *group.estimate.value) : "no value";
        forest.rows.push_back({.name = group.name, .words = words, .value = group.estimate.value, .interval = interval, .bound = {}, .verdict = {}});
        forest.description += group.name + ": " + write(forest.measure, result, group.estimate) + ". ";
    }
    // Highest first, and where there are too many, the extremes: they are what the comparison is about.
    std::stable_sort(forest.rows.begin(), forest.rows.end(), [](const ForestRow& a, const ForestRow& b) { return a.value && (!b.value || *a.value > *b.value); });
    if (forest.rows.size() > picture_rows_max) {
        const auto half = static_cast<std::ptrdiff_t>(picture_rows_max / 2);
        forest.rows.erase(forest.rows.begin() + half, forest.rows.end() - half);
    }
    return draw(forest, id);
}

std::string strip(const PromiseResult& result, const Scorecard& card, const std::string& id) {
    constexpr double width = 150;
    constexpr double height = 26;
    const auto rows = rows_of(result, card);
    if (rows.empty() || !rows[0].value) return {};
    const Axis axis = axis_around(numbers_of(rows[0]), lowest_of(result), highest_of(result), 6, width - 6);
    Drawing drawing(id, width, height, result.promise.id, rows[0].words + ", promised " + write(measure_of(result, card), *rows[0].bound));
    drawing.line({0, height - 1}, {width, height - 1}, "axis");
    draw_row(drawing, rows[0], axis, 2, height - 1, 5);
    return drawing.finish();
}

}  // namespace report::page
