#include "operations/insight/groups_shown.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>

#include <boost/json.hpp>

#include "base/nearest.h"
#include "operations/shared/assessment.h"
#include "report/escape.h"
#include "report/json.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using metrics::Estimate;
using metrics::Metric;
using metrics::Reason;

constexpr double level = 0.95;
constexpr std::size_t groups_shown_max = 200;

/// One metric of one grouping, or of all rows where it has no columns.
struct Measuring {
    const Metric* metric = nullptr;
    charter::Promise promise;
    Prepared prepared;
};

struct Groups {
    Grouping by;
    std::size_t extent = 0;
    std::vector<std::size_t> measurings;  ///< in the order of the metrics
};

/// All that is asked in one pass.
struct Inquiry {
    Plan current, reference;
    std::deque<Measuring> measurings;  ///< whose promises are pointed to
    std::vector<std::size_t> overall;
    std::vector<Groups> groups;
};

std::size_t measure(Inquiry& inquiry, const Metric& metric, const Grouping& by, const GroupsAsked& asked, const Ground& ground) {
    Measuring& one = inquiry.measurings.emplace_back();
    one.metric = &metric;
    one.promise.id = std::string(metric.id);
    one.promise.metric = std::string(metric.id);
    one.promise.by = by;
    one.promise.version = asked.version;
    one.prepared = prepare(one.promise, ground, inquiry.current, inquiry.reference);
    return inquiry.measurings.size() - 1;
}

Inquiry inquiry_of(const std::vector<Grouping>& groupings, const GroupsAsked& asked, const Ground& ground) {
    Inquiry inquiry;
    for (const auto* metric : asked.metrics) inquiry.overall.push_back(measure(inquiry, *metric, {}, asked, ground));
    for (const auto& by : groupings) {
        Groups& groups = inquiry.groups.emplace_back();
        groups.by = by;
        observations::Question extent;
        extent.slice.by = by;
        extent.slice.version = asked.version;
        groups.extent = inquiry.current.ask(std::move(extent));
        for (const auto* metric : asked.metrics) groups.measurings.push_back(measure(inquiry, *metric, by, asked, ground));
    }
    return inquiry;
}

struct Answered {
    Answers current, reference;
};
base::Result<Answered> answered(const Inquiry& inquiry, const ViewedRows& rows) {
    Answered both;
    if (rows.reference && !inquiry.reference.questions().empty()) {
        ASSIGN_OR_RETURN(both.reference, rows.reference->answer(inquiry.reference.questions()));
    }
    ASSIGN_OR_RETURN(both.current, rows.current->answer(inquiry.current.questions()));
    return both;
}

/// A number that proves nothing by itself is said to be unproven, with the reason beside it.
object shown(const Estimate& estimate) {
    object out = report::estimate_json(estimate, level);
    out["state"] = estimate.value && estimate.reason == Reason::none ? "measured" : "unproven";
    return out;
}

/// The estimates of a metric, or the reason why there are none, as one group without a name.
std::vector<Measured> estimates_of(const Measuring& one, const Answered& answers, charter::Compare compare) {
    if (one.prepared.reason != Reason::none || one.prepared.measurements.empty()) {
        Measured none;
        none.estimate = Estimate::absent(one.prepared.reason, one.prepared.detail);
        return {none};
    }
    Measurement measurement = one.prepared.measurements.front();
    measurement.compare = compare;
    return estimates_in(measurement, answers.current, answers.reference, 0);
}

/// How far the groups lie apart. A ratio says something only of what is never negative.
object disparity_of(const Measuring& one, const Answered& answers) {
    object out{{"metric", one.metric->id}, {"highest", nullptr}, {"lowest", nullptr}, {"ratio", nullptr}};
    const auto apart = estimates_of(one, answers, charter::Compare::difference);
    out["difference"] = shown(apart.front().estimate);
    const auto value_of = [](const metrics::NamedEstimate& group) { return group.estimate.value.value_or(0); };
    std::vector<metrics::NamedEstimate> known;
    for (const auto& group : apart.front().groups) {
        if (group.estimate.value) known.push_back(group);
    }
    if (!known.empty()) {
        const auto [low, high] = std::minmax_element(known.begin(), known.end(), [&](const auto& a, const auto& b) { return value_of(a) < value_of(b); });
        out["lowest"] = report::well_formed(low->name);
        out["highest"] = report::well_formed(high->name);
    }
    if (one.metric->lowest >= 0) out["ratio"] = shown(estimates_of(one, answers, charter::Compare::ratio).front().estimate);
    return out;
}

object group_json(const observations::Cell& cell, std::int64_t all) {
    const std::int64_t rows = std::get<metrics::Extent>(cell.statistic).rows;
    array values;
    for (const auto& one : cell.group) values.emplace_back(report::well_formed(one));
    return {{"name", report::well_formed(group_name(cell.group))}, {"values", std::move(values)}, {"rows", rows}, {"share", all == 0 ? 0.0 : static_cast<double>(rows) / static_cast<double>(all)}};
}

array texts(const Grouping& names) {
    array out;
    for (const auto& name : names) out.emplace_back(report::well_formed(name));
    return out;
}

object grouping_json(const Groups& groups, const Inquiry& inquiry, const Answered& answers) {
    std::vector<const observations::Cell*> cells;
    std::int64_t all = 0;
    for (const auto& cell : answers.current[groups.extent]) {
        cells.push_back(&cell);
        all += std::get<metrics::Extent>(cell.statistic).rows;
    }
    std::stable_sort(cells.begin(), cells.end(), [](const auto* a, const auto* b) { return std::get<metrics::Extent>(a->statistic).rows > std::get<metrics::Extent>(b->statistic).rows; });
    const std::size_t count = std::min(cells.size(), groups_shown_max);
    std::map<std::string, object> estimates;
    array disparities;
    for (const std::size_t number : groups.measurings) {
        const Measuring& one = inquiry.measurings[number];
        for (const auto& measured : estimates_of(one, answers, charter::Compare::none)) estimates[measured.group][one.metric->id] = shown(measured.estimate);
        disparities.emplace_back(disparity_of(one, answers));
    }
    array listed;
    for (std::size_t i = 0; i < count; ++i) {
        object group = group_json(*cells[i], all);
        object& of = estimates[group_name(cells[i]->group)];
        for (const std::size_t number : groups.measurings) {
            const Measuring& one = inquiry.measurings[number];
            if (of.contains(one.metric->id)) continue;
            const bool none = one.prepared.reason == Reason::none;
            of[one.metric->id] = shown(Estimate::absent(none ? Reason::no_rows : one.prepared.reason, one.prepared.detail));
        }
        group["estimates"] = of;
        listed.emplace_back(std::move(group));
    }
    return {{"by", texts(groups.by)}, {"total", cells.size()}, {"left_out", cells.size() - count}, {"groups", std::move(listed)}, {"disparities", std::move(disparities)}, {"fault", nullptr}};
}

object refused(const Grouping& by, const base::Error& error) {
    return {{"by", texts(by)}, {"total", 0}, {"left_out", 0}, {"groups", array()}, {"disparities", array()}, {"fault", object{{"what", report::well_formed(error.what)}, {"next", report::well_formed(error.next)}}}};
}

base::Result<base::Done> check_columns(const std::vector<std::string>& columns, const observations::Source& rows) {
    std::vector<std::string> known;
    for (const auto& column : rows.columns()) known.push_back(column.name);
    for (const auto& name : columns) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const auto nearest = base::nearest_name(name, known);
        return base::Error{base::Fault::input, fmt::format("what was received has no column \"{}\"", name), (nearest.empty() ? "" : "did you mean \"" + nearest + "\"? ") + fmt::format("its columns: {}", fmt::join(known, ", "))};
    }
    return base::Done{};
}

/// Columns by which one could divide: of few values, as far as their type tells.
array could_divide(const charter::Charter& document, const observations::Source& rows) {
    array names;
    const auto& columns = document.task.columns;
    for (const auto& column : rows.columns()) {
        const bool fits = column.type == observations::ColumnType::text || column.type == observations::ColumnType::boolean || column.type == observations::ColumnType::integer;
        const bool one_each = is_ours(column.name) || column.name == columns.id || column.name == columns.time || column.name == columns.score;
        if (fits && !one_each) names.emplace_back(report::well_formed(column.name));
    }
    return names;
}

object metric_json(const Metric& metric, const Estimate& overall) {
    return {{"id", metric.id}, {"summary", metric.summary}, {"formula", metric.formula}, {"source", metric.source}, {"scale", report::name(metric.scale)},
            {"better", metric.better == metrics::Better::higher ? value("higher") : metric.better == metrics::Better::lower ? value("lower") : value(nullptr)}, {"overall", shown(overall)}};
}

}  // namespace

std::vector<std::string> grouping_columns(const charter::Charter& document) {
    std::vector<std::string> columns;
    const auto add = [&](const std::string& name) {
        if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
    };
    for (const auto& promise : document.promises) {
        for (const auto& name : promise.by) add(name);
    }
    for (const auto& population : document.populations) add(population.column);
    return columns;
}

std::vector<Grouping> groupings_of(const std::vector<std::string>& columns) {
    std::vector<Grouping> all;
    const auto add = [&](Grouping grouping) {
        if (all.size() < groupings_max) all.push_back(std::move(grouping));
    };
    for (const auto& column : columns) add({column});
    for (std::size_t i = 0; i < columns.size(); ++i) {
        for (std::size_t j = i + 1; j < columns.size(); ++j) add({columns[i], columns[j]});
    }
    if (columns.size() == 3) add(columns);
    return all;
}

bool fits_groups(const Metric& metric) {
    const auto& needs = metric.needs;
    return !needs.groups && !needs.column && !needs.columns && !needs.pair && !needs.features && !needs.versions && !needs.population && !needs.reference && metric.scale != metrics::Scale::seconds;
}

std::vector<const Metric*> usual_group_metrics(const charter::Charter& document) {
    std::vector<const Metric*> chosen;
    const auto add = [&](std::string_view id) {
        const auto* metric = metrics::find(id);
        if (metric != nullptr && fits_groups(*metric) && std::find(chosen.begin(), chosen.end(), metric) == chosen.end()) chosen.push_back(metric);
    };
    const auto& columns = document.task.columns;
    const bool decides = !columns.score.empty() || !columns.prediction.empty();
    if (document.task.kind == charter::TaskKind::binary && decides) {
        add("positive_rate");
        for (const std::string_view id : {"recall", "false_positive_rate", "precision"}) {
            if (!columns.label.empty()) add(id);
        }
    }
    if (document.task.kind == charter::TaskKind::multiclass && !columns.label.empty()) add("accuracy");
    if (document.task.kind == charter::TaskKind::regression && !columns.label.empty()) {
        add("mae");
        add("mean_error");
    }
    for (const auto& promise : document.promises) {
        if (!promise.by.empty() && promise.of.empty()) add(promise.metric);
    }
    return chosen;
}

base::Result<object> look_at_groups(const ProductView& view, const Stretch& stretch, const GroupsAsked& asked, const std::atomic<bool>* stop) {
    ASSIGN_OR_RETURN(const ViewedRows rows, open_rows(view, *view.document, stretch, stop));
    RETURN_IF_ERROR(check_columns(asked.columns, *rows.current));
    Ground ground;
    ground.charter = view.document.get();
    ground.columns = rows.current->columns();
    ground.has_reference = rows.reference != nullptr;
    if (rows.reference) ground.reference_columns = rows.reference->columns();

    object out;
    array groupings, described;
    const auto all = groupings_of(asked.columns);
    Inquiry inquiry = inquiry_of(all, asked, ground);
    auto answers = answered(inquiry, rows);
    if (answers) {
        for (const auto& groups : inquiry.groups) groupings.emplace_back(grouping_json(groups, inquiry, *answers));
    } else if (answers.error().fault == base::Fault::interrupted || all.empty()) {
        return answers.error();
    } else {
        // One grouping alone can be too much, as two columns of many values are: the others are still answered.
        for (const auto& by : all) {
            const Inquiry alone = inquiry_of({by}, asked, ground);
            const auto found = answered(alone, rows);
            if (!found && found.error().fault == base::Fault::interrupted) return found.error();
            groupings.emplace_back(found ? grouping_json(alone.groups.front(), alone, *found) : refused(by, found.error()));
        }
        inquiry = inquiry_of({}, asked, ground);
        answers = answered(inquiry, rows);
        if (!answers) return answers.error();
    }
    for (std::size_t i = 0; i < asked.metrics.size(); ++i) described.emplace_back(metric_json(*asked.metrics[i], estimates_of(inquiry.measurings[inquiry.overall[i]], *answers, charter::Compare::none).front().estimate));
    out["rows"] = rows.current->rows();
    out["level"] = level;
    out["columns"] = texts(asked.columns);
    out["could_divide"] = could_divide(*view.document, *rows.current);
    out["metrics"] = std::move(described);
    out["groupings"] = std::move(groupings);
    return out;
}

}  // namespace operations
