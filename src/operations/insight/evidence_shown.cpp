#include "operations/insight/evidence_shown.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include <boost/json.hpp>

#include "operations/insight/people_told.h"
#include "operations/insight/pictures.h"
#include "operations/insight/promise_line.h"
#include "operations/insight/threshold_picture.h"
#include "operations/shared/assessment.h"
#include "operations/shared/slice_search.h"
#include "report/escape.h"
#include "report/figures.h"
#include "report/json.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using metrics::Family;
using metrics::Kind;
using metrics::Metric;
using report::Figure;
using report::PromiseResult;

constexpr std::size_t columns_max = 6;  // with a picture each; the page of the data has them all

object metric_json(const Metric& metric) {
    return {{"id", metric.id}, {"family", metrics::name(metric.family)}, {"summary", metric.summary}, {"estimand", metric.estimand}, {"formula", metric.formula}, {"source", metric.source}, {"interval", metric.interval},
            {"example", metric.example.says}, {"scale", report::name(metric.scale)}, {"better", metric.better == metrics::Better::higher ? value("higher") : metric.better == metrics::Better::lower ? value("lower") : value(nullptr)}};
}

object band_json(const metrics::LabelledBand& band) { return {{"low", band.low}, {"high", band.high}, {"rows", band.rows}, {"labelled", band.labelled}}; }

bool has(const std::vector<observations::ColumnInfo>& columns, const std::string& name) {
    return !name.empty() && std::any_of(columns.begin(), columns.end(), [&](const auto& column) { return column.name == name; });
}

/// The same rows as the promise's, of the whole stretch.
Asking asking_of(const PromiseResult& result, const ProductView& view) {
    Asking asking;
    asking.slice.where = result.promise.where;
    asking.slice.version = result.promise.version;
    asking.parameters = result.promise.with;
    asking.parameters.try_emplace("threshold", view.document->task.threshold);
    return asking;
}

/// Scores with labels can be looked at: two outcomes, which are known whatever was decided.
bool decides_between_two(const ProductView& view, const observations::Source& rows) {
    const auto& task = view.document->task;
    return task.kind == charter::TaskKind::binary && view.document->observed_when == charter::Observed::always && has(rows.columns(), task.columns.score) && has(rows.columns(), task.columns.label);
}

bool about_the_model(const Metric& metric) { return metric.family == Family::classification || metric.family == Family::calibration || metric.family == Family::business || metric.family == Family::fairness; }

/// What was asked for one promise, by the places of the answers.
struct Reading {
    std::optional<Measurement> decisions;       ///< the promise's metric, where it is one of decisions
    std::optional<std::size_t> scores;
    std::optional<Measurement> reliability;
    std::vector<Measurement> columns;           ///< distributions beside the reference
    std::optional<std::size_t> row_values;
    std::string row_values_title;
};

void ask_about_scores(Reading& reading, const PromiseResult& result, const ProductView& view, Plan& current, Plan& reference) {
    const Metric& metric = *result.metric;
    const Asking asking = asking_of(result, view);
    observations::Question scores;
    scores.wish.kind = Kind::score_runs;
    scores.slice = asking.slice;
    reading.scores = current.ask(std::move(scores));
    const bool by_itself = !metric.needs.groups && !metric.needs.column && metric.needs.kind == Kind::confusion;
    if (by_itself) {
        reading.decisions = ask(metric, "", asking, false, current, reference);
        reading.decisions->setting.amounts = amounts_of(*view.document);
        reading.decisions->amount_variances = amount_variances(*view.document);
        if (metric.needs.amounts && !reading.decisions->setting.amounts) reading.decisions.reset();
    }
    const bool drawn = std::any_of(result.figures.begin(), result.figures.end(), [](const auto& figure) { return figure.kind == Figure::Kind::reliability; });
    if (metric.family == Family::calibration && !drawn) reading.reliability = ask(*metrics::find("expected_calibration_error"), "", asking, false, current, reference);
}

void ask_about_columns(Reading& reading, const PromiseResult& result, const ProductView& view, const ViewedRows& rows, Plan& current, Plan& reference) {
    if (!result.figures.empty()) return;  // drawn already
    for (const auto& name : result.promise.of) {
        if (reading.columns.size() >= columns_max) return;
        const auto& columns = rows.current->columns();
        const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.name == name; });
        if (found == columns.end() || found->type == observations::ColumnType::time || found->type == observations::ColumnType::other) continue;
        Plan here, there;
        const bool compare = rows.reference != nullptr && has(rows.reference->columns(), name);
        Measurement measurement = ask(*metrics::find("drift"), name, asking_of(result, view), false, here, there);
        observations::Question question = here.questions()[measurement.question];
        question.wish.few_texts = true;
        measurement.question = current.ask(question);
        question.slice.version.reset();
        if (compare) measurement.reference = reference.ask(std::move(question));
        else measurement.reference.reset();
        reading.columns.push_back(std::move(measurement));
    }
}

/// Errors of a regression, widths of intervals and the like: the values that the metric is a mean or a quantile of.
void ask_about_values(Reading& reading, const PromiseResult& result, const ProductView& view, Plan& current) {
    const auto& needs = result.metric->needs;
    if (!metrics::of_row_values(needs.kind) || needs.kind == Kind::row_cross || metrics::of_class_scores(needs.x) || !result.promise.of.empty()) return;
    observations::Question question;
    question.wish.kind = Kind::row_runs;
    question.wish.x = needs.x;
    question.wish.threshold = view.document->task.threshold;
    question.slice = asking_of(result, view).slice;
    reading.row_values = current.ask(std::move(question));
}

const metrics::Statistic* only(const observations::Answer& answer) { return answer.empty() || std::holds_alternative<metrics::Unanswered>(answer.front().statistic) ? nullptr : &answer.front().statistic; }

using RunsPointer = std::shared_ptr<const metrics::Runs>;

void add_scores(object& read, const Reading& reading, const PromiseResult& result, const ProductView& view, const Answers& current) {
    const auto* statistic = only(current[*reading.scores]);
    if (statistic == nullptr) return;
    const metrics::Runs& runs = *std::get<RunsPointer>(*statistic);
    if (runs.tally.rows == 0) return;
    auto& pictures = read.at("pictures").as_array();
    const double threshold = asking_of(result, view).parameters.at("threshold");
    if (reading.decisions) pictures.emplace_back(threshold_picture(*reading.decisions, runs, threshold, result.promise.level));
    if (reading.reliability) {
        const auto* bins = only(current[reading.reliability->question]);
        const auto figure = bins == nullptr ? std::nullopt : report::figure_of(*metrics::find("expected_calibration_error"), *bins, nullptr, reading.reliability->setting.bins);
        if (figure) pictures.emplace_back(picture_json(*figure));
    }
    read["people"] = people_told(*view.document, runs, threshold, result.promise.level);
}

void add_columns(object& read, const Reading& reading, const Answers& current, const Answers& reference) {
    const Metric& drift = *metrics::find("drift");
    for (const auto& measurement : reading.columns) {
        const auto* here = only(current[measurement.question]);
        const auto* there = measurement.reference ? only(reference[*measurement.reference]) : nullptr;
        if (here == nullptr) continue;
        auto figure = report::figure_of(drift, *here, there == nullptr ? here : there, 20);
        if (!figure) continue;
        if (there == nullptr) figure->reference.clear();
        figure->title = measurement.column;
        read.at("pictures").as_array().emplace_back(picture_json(*figure));
    }
}

void add_values(object& read, const Reading& reading, const Answers& current) {
    const auto* values = reading.row_values ? only(current[*reading.row_values]) : nullptr;
    if (values == nullptr) return;
    auto figure = report::figure_of(*metrics::find("ks_distance"), *values, values, 10);
    if (!figure) return;
    figure->reference.clear();
    read.at("pictures").as_array().emplace_back(picture_json(*figure));
}

}  // namespace

Stretch stretch_of(const PromiseResult& result, const ProductView& view) {
    Stretch stretch;
    const auto& document = *view.document;
    if (document.reference_period && !document.reference_file) stretch.from = document.reference_period->to;
    if (!result.window) return stretch;
    stretch.from = result.window->start;
    stretch.until = result.window->end;
    if (result.promise.over) stretch.length = base::format(*result.promise.over);
    return stretch;
}

object evidence_at_hand(const PromiseResult& result, const report::Scorecard& card) {
    object found{{"promise", promise_line(result, card)}, {"level", result.promise.level}};
    found["metric"] = result.metric == nullptr ? value(nullptr) : value(metric_json(*result.metric));
    array checks, groups, pictures, labelled;
    for (const auto& check : result.checks) checks.emplace_back(check_line(result, check));
    for (const auto& group : result.groups) {
        object one = report::estimate_json(group.estimate, result.promise.level);
        one["name"] = report::well_formed(group.name);
        groups.emplace_back(std::move(one));
    }
    for (const auto& figure : result.figures) pictures.emplace_back(picture_json(figure));
    for (const auto& band : result.labelled) labelled.emplace_back(band_json(band));
    found["checks"] = std::move(checks);
    found["groups"] = std::move(groups);
    found["pictures"] = std::move(pictures);
    found["labelled"] = std::move(labelled);
    return found;
}

object nothing_read() { return {{"pictures", array()}, {"people", nullptr}}; }

base::Result<object> evidence_read(const PromiseResult& result, const ProductView& view, const std::atomic<bool>* stop) {
    object read = nothing_read();
    if (result.metric == nullptr) return read;
    ASSIGN_OR_RETURN(const ViewedRows rows, open_rows(view, *view.document, stretch_of(result, view), stop));
    Reading reading;
    Plan current, reference;
    if (about_the_model(*result.metric) && decides_between_two(view, *rows.current)) ask_about_scores(reading, result, view, current, reference);
    ask_about_columns(reading, result, view, rows, current, reference);
    ask_about_values(reading, result, view, current);
    if (current.questions().empty()) return read;
    ASSIGN_OR_RETURN(const Answers answers, rows.current->answer(current.questions()));
    Answers reference_answers;
    if (rows.reference && !reference.questions().empty()) {
        ASSIGN_OR_RETURN(reference_answers, rows.reference->answer(reference.questions()));
    }
    if (reading.scores) add_scores(read, reading, result, view, answers);
    add_columns(read, reading, answers, reference_answers);
    add_values(read, reading, answers);
    return read;
}

base::Result<object> evidence_slices(const PromiseResult& result, const ProductView& view, const std::atomic<bool>* stop) {
    const auto refused = [](std::string_view reason, std::string_view why) { return object{{"reason", reason}, {"why", why}, {"slices", array()}}; };
    if (result.metric == nullptr) return refused("record", "a record has no rows");
    if (!is_searchable_by_slices(*result.metric) || !result.promise.of.empty()) return refused("not_a_mean", "slices can be searched for by a metric that is a mean over rows, or follows one, and knows better and worse");
    if (result.promise.estimated) return refused("estimated", "it is estimated before outcomes are known");
    if (result.metric->needs.amounts && !amounts_of(*view.document)) return refused("amounts", "amounts differ from row to row");
    ASSIGN_OR_RETURN(const auto rows, open_current(view, *view.document, stretch_of(result, view), stop));
    SliceSearch search;
    search.document = *view.document;
    search.level = result.promise.level;
    search.bound = slice_bound(result.promise.bound);
    search.ask_for(*result.metric, asking_of(result, view));
    for (const auto& name : view.document->task.columns.features) {
        if (has(rows->columns(), name)) search.coding.columns.push_back(name);
    }
    search.coding.share_min = search.share_min;
    search.coding.seed = 1;
    search.rules.depth = 2;  // a page is looked at now; charter slices goes to three
    search.rules.at_most = 6;
    search.rules.threads = std::max(1u, std::thread::hardware_concurrency());
    const auto report = search_slices(search, *rows, stop, {});
    if (!report && report.error().fault == base::Fault::input) return refused("no_rows", report.error().what);
    if (!report) return report.error();
    ASSIGN_OR_RETURN(auto parsed, base::parse_json(slices_json(*report)));
    object found = std::move(parsed.as_object());
    found["reason"] = nullptr;
    found["why"] = nullptr;
    return found;
}

}  // namespace operations
