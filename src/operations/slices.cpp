#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <thread>

#include "base/json.h"
#include "base/nearest.h"
#include "base/random.h"
#include "metrics/slices/search.h"
#include "observations/coded_rows.h"
#include "operations/operation.h"
#include "operations/shared/amounts.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/plan.h"
#include "operations/shared/separated.h"
#include "operations/shared/slice_halves.h"
#include "operations/shared/slice_report.h"
#include "operations/shared/slice_words.h"
#include "operations/shared/sources.h"
#include "operations/shared/task_columns.h"
#include "verdicts/slices.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using metrics::Metric;
using observations::CodedRows;
namespace search = metrics::slices;

constexpr std::array<std::string_view, 3> formats{"text", "json", "markdown"};
constexpr std::array<Parameter, 21> parameters{{
    {.name = "CHARTER", .sentence = "A charter: its task says which columns, and its promises which metric.", .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "metric", .sentence = "What is worst: a metric that is a mean over rows.", .placeholder = "M", .fallback = "the first such metric that the charter promises, else accuracy"},
    {.name = "label", .sentence = "Column of what really happened.", .placeholder = "C"},
    {.name = "positive", .sentence = "The label that counts as positive.", .placeholder = "V", .fallback = "1"},
    {.name = "score", .sentence = "Column of the model's score.", .placeholder = "C"},
    {.name = "prediction", .sentence = "Column of the model's decision, where there is no score.", .placeholder = "C"},
    {.name = "threshold", .kind = Parameter::Kind::number, .sentence = "Scores from here on are predicted positive.", .placeholder = "T", .fallback = "the charter's, else 0.5"},
    {.name = "features", .kind = Parameter::Kind::list, .sentence = "Columns that slices are made of.", .placeholder = "C...", .fallback = "the charter's features, else all that have no other part"},
    {.name = "without", .kind = Parameter::Kind::list, .sentence = "Columns that slices are not made of.", .placeholder = "C..."},
    {.name = "depth", .kind = Parameter::Kind::number, .sentence = "The most conditions of a slice, 1 to 3.", .placeholder = "N", .fallback = "3"},
    {.name = "share", .kind = Parameter::Kind::number, .sentence = "The least share of the rows that a slice has.", .placeholder = "S", .fallback = "0.01"},
    {.name = "effect", .kind = Parameter::Kind::number, .sentence = "How far from the rest, in standard deviations of a row, is worth finding.", .placeholder = "D", .fallback = "0.1"},
    {.name = "at-most", .kind = Parameter::Kind::number, .sentence = "Slices to judge, up to 20; the fewer, the more each can prove.", .placeholder = "N", .fallback = "10"},
    {.name = "unit", .sentence = "Column of what is independent of its like: a person, a day, a query.", .placeholder = "C", .fallback = "the charter's, else every row"},
    {.name = "where", .sentence = "Only these rows: distance > 500 and origin in ('SFO', 'LAX').", .placeholder = "CONDITION"},
    {.name = "level", .kind = Parameter::Kind::number, .sentence = "Confidence level of what is said.", .placeholder = "0.95", .fallback = "0.95"},
    {.name = "seed", .kind = Parameter::Kind::number, .sentence = "Which half is searched; the same seed and data give the same slices.", .placeholder = "N", .fallback = "1"},
    {.name = "threads", .kind = Parameter::Kind::number, .sentence = "How many threads to use; changes the speed and nothing else.", .placeholder = "N", .fallback = "all"},
    {.name = "format", .sentence = "How to write the slices.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

struct Range {
    double fallback, lowest, highest;
    bool whole = false;
};
base::Result<double> number_in(const Arguments& arguments, std::string_view name, Range range) {
    const double number = arguments.has(name) ? arguments.number(name).value_or(std::nan("")) : range.fallback;
    if (number >= range.lowest && number <= range.highest && (!range.whole || std::floor(number) == number)) return number;
    return Error{Fault::input, fmt::format("--{} cannot be {}", name, arguments.text(name)), fmt::format("give a {}number from {:g} to {:g}", range.whole ? "whole " : "", range.lowest, range.highest)};
}

/// The command line and the charter, understood.
struct Request {
    std::optional<charter::Charter> document;
    Measurement measurement;  ///< the metric with its setting
    observations::Coding coding;
    std::vector<std::string> without;
    std::optional<search::OutcomeValues> values;  ///< metrics of outcomes
    search::Rules rules;
    double share_min = 0.01;
    double level = 0.95;
    std::string bound;  ///< of the document's promise on the metric: `at_least: 0.6`

    const Metric& metric() const { return *measurement.metric; }
    /// What a row gives to the metric at best; what it gives less is its loss.
    double best() const { return values ? values->best(metric().better) : metric().better == metrics::Better::higher ? metric().highest : metric().lowest; }
};

std::vector<std::string> searchable_names() {
    std::vector<std::string> names;
    metrics::Setting setting;
    setting.amounts = metrics::Amounts{2, -1, -3, 0};
    for (const Metric* metric : metrics::catalogue()) {
        metrics::Setting own = setting;
        for (const auto& parameter : metrics::parameters_of(*metric)) own.numbers.emplace(parameter.name, parameter.fallback);
        if (search::is_searchable(*metric, own)) names.emplace_back(metric->id);
    }
    return names;
}

/// `at_least: 0.6`, as the promise has it.
std::string spelled(const charter::Bound& bound) {
    if (bound.relative) return {};
    switch (bound.kind) {
        case charter::Bound::Kind::at_least: return "at_least: " + base::format_number(bound.low);
        case charter::Bound::Kind::at_most: return "at_most: " + base::format_number(bound.high);
        default: return {};
    }
}

/// The metric by name; else that of the first promise that can be searched; else accuracy.
base::Result<const Metric*> chosen_metric(const Arguments& arguments, Request& request) {
    const auto searchable = searchable_names();
    const auto can = [&](const std::string& id) { return std::find(searchable.begin(), searchable.end(), id) != searchable.end(); };
    std::string id = arguments.text("metric");
    if (request.document) {
        for (const auto& promise : request.document->promises) {
            if (promise.compare != charter::Compare::none || !can(promise.metric) || (!id.empty() && promise.metric != id)) continue;
            id = promise.metric;
            if (request.bound.empty()) request.bound = spelled(promise.bound);
        }
    }
    if (id.empty()) id = "accuracy";
    if (metrics::find(id) == nullptr) {
        std::vector<std::string> known;
        for (const auto* metric : metrics::catalogue()) known.emplace_back(metric->id);
        const auto nearest = base::nearest_name(id, known);
        return Error{Fault::input, "no such metric: " + id, (nearest.empty() ? "" : "did you mean " + nearest + "? ") + std::string("run \"charter metrics\" for the list")};
    }
    if (!can(id)) return Error{Fault::input, "slices cannot be searched for by a metric that neither is nor follows a mean over rows, or that knows no better and worse: " + id, fmt::format("these can: {}", fmt::join(searchable, ", "))};
    return metrics::find(id);
}

/// What the metric reads must be named.
base::Result<base::Done> check_columns(const Metric& metric, const charter::Columns& columns) {
    for (const auto& key : keys_of(metric.reads())) {
        if (!column_for(columns, key).empty()) continue;
        const std::string option = key == "decision" ? "score or --prediction" : key;
        return Error{Fault::input, fmt::format("{} needs --{}", metric.id, option), fmt::format("name the column, or name it in the charter under task.columns; \"charter metrics {}\" says what it measures", metric.id)};
    }
    return base::Done{};
}

void set_amounts(Request& request) {
    if (request.document) request.measurement.setting.amounts = amounts_of(*request.document);
}

base::Result<Request> understand(const Arguments& arguments, const charter::Columns& columns, std::optional<charter::Charter> document) {
    Request request;
    request.document = std::move(document);
    ASSIGN_OR_RETURN(const Metric* metric, chosen_metric(arguments, request));
    RETURN_IF_ERROR(check_columns(*metric, columns));
    Asking asking;
    if (request.document) asking.parameters["threshold"] = request.document->task.threshold;
    if (arguments.has("threshold")) asking.parameters["threshold"] = arguments.number("threshold").value_or(0.5);
    if (arguments.has("where")) {
        ASSIGN_OR_RETURN(asking.slice.where, charter::parse_condition(arguments.text("where")));
    }
    Plan current, reference;
    request.measurement = ask(*metric, "", asking, false, current, reference);
    set_amounts(request);
    if (metric->scale == metrics::Scale::money && !request.measurement.setting.amounts) return Error{Fault::input, fmt::format("{} needs amounts", metric->id), "name a charter with a section value:"};

    request.coding.question = current.questions().front();
    request.coding.scores = metric->needs.kind == metrics::Kind::moments || metric->needs.kind == metrics::Kind::row_powers;
    request.values = search::outcome_values(*metric, request.measurement.setting);
    if (request.values) request.coding.outcomes = request.values->counts;
    else request.coding.outcomes = {true, true, true, true, false, false};
    request.coding.columns = separated(arguments.list("features"));
    if (request.coding.columns.empty() && request.document) request.coding.columns = columns.features;
    request.without = separated(arguments.list("without"));

    ASSIGN_OR_RETURN(const double depth, number_in(arguments, "depth", {3, 1, 3, true}));
    ASSIGN_OR_RETURN(const double at_most, number_in(arguments, "at-most", {10, 1, static_cast<double>(search::slices_max), true}));
    ASSIGN_OR_RETURN(const double seed, number_in(arguments, "seed", {1, 0, 4294967295.0, true}));
    const double cores = std::max(1u, std::thread::hardware_concurrency());
    ASSIGN_OR_RETURN(const double threads, number_in(arguments, "threads", {cores, 1, 1024, true}));
    ASSIGN_OR_RETURN(request.share_min, number_in(arguments, "share", {0.01, 1e-6, 0.5}));
    ASSIGN_OR_RETURN(request.rules.effect_min, number_in(arguments, "effect", {0.1, 0, 100}));
    ASSIGN_OR_RETURN(request.level, number_in(arguments, "level", {0.95, 0.5, 0.999999}));
    request.coding.share_min = request.share_min;
    request.coding.seed = static_cast<std::uint64_t>(seed);
    request.rules.depth = static_cast<int>(depth);
    request.rules.at_most = static_cast<std::size_t>(at_most);
    request.rules.threads = static_cast<unsigned>(threads);
    return request;
}

/// Columns that are named must be there before anything is read.
base::Result<base::Done> choose_features(Request& request, const std::vector<observations::ColumnInfo>& infos, const charter::Columns& task) {
    std::vector<std::string> names;
    for (const auto& info : infos) names.push_back(info.name);
    auto named = request.coding.columns;
    named.insert(named.end(), request.without.begin(), request.without.end());
    for (const auto& name : named) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        const auto nearest = base::nearest_name(name, names);
        return Error{Fault::input, fmt::format("the data have no column \"{}\"", name), (nearest.empty() ? "" : "did you mean \"" + nearest + "\"? ") + fmt::format("their columns: {}", fmt::join(names, ", "))};
    }
    for (std::size_t i = 0; i < request.coding.columns.size(); ++i) {
        if (std::count(request.coding.columns.begin(), request.coding.columns.end(), request.coding.columns[i]) > 1) return Error{Fault::input, "a column is named twice: " + request.coding.columns[i], "name each column once in --features"};
    }
    if (request.without.empty()) return base::Done{};
    if (request.coding.columns.empty()) {
        const auto keys = charter::column_keys();
        for (const auto& info : infos) {
            const bool other_part = std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return task.*key.column == info.name; });
            const bool fits = info.type != observations::ColumnType::time && info.type != observations::ColumnType::other;
            if (!other_part && fits) request.coding.columns.push_back(info.name);
        }
    }
    std::erase_if(request.coding.columns, [&](const std::string& name) { return std::find(request.without.begin(), request.without.end(), name) != request.without.end(); });
    if (request.coding.columns.empty()) return Error{Fault::input, "no column is left to make slices of", "name fewer columns in --without"};
    return base::Done{};
}

/// What each row loses, so that the best there is loses nothing.
std::vector<double> losses_of(const Request& request, const CodedRows& rows) {
    std::vector<double> losses(rows.rows());
    const Metric& metric = request.metric();
    if (request.values) {
        for (std::size_t row = 0; row < losses.size(); ++row) losses[row] = std::abs(request.best() - request.values->value[rows.outcomes[row]]);
        return losses;
    }
    const bool of_scores = metric.needs.kind == metrics::Kind::moments;
    for (std::size_t row = 0; row < losses.size(); ++row) {
        losses[row] = std::abs(request.best() - (of_scores ? metrics::value_of(metric.needs.expression, rows.outcomes[row] / 2 == 1, rows.values[row]) : rows.values[row]));
    }
    return losses;
}

/// The two halves of the rows.
struct Halves {
    search::Table searched;
    std::vector<double> searched_losses;
    std::vector<std::uint64_t> searched_units;
    search::HeldOut searched_rows;  ///< the same rows, to measure them; without codes and units
    search::HeldOut held_out;
};

Halves halve(const Request& request, CodedRows& rows) {
    const auto searched = halves(rows.keys, request.coding.seed);
    Halves both;
    std::vector<double> losses = losses_of(request, rows);
    split(losses, searched, both.searched_losses, both.held_out.losses);
    split(rows.outcomes, searched, both.searched_rows.outcomes, both.held_out.outcomes);
    if (!rows.values.empty()) split(rows.values, searched, both.searched_rows.values, both.held_out.values);
    if (!rows.units.empty()) split(rows.units, searched, both.searched_units, both.held_out.units);
    both.searched.codes.resize(rows.codes.size());
    both.held_out.codes.resize(rows.codes.size());
    for (std::size_t column = 0; column < rows.codes.size(); ++column) {
        both.searched.features.push_back(feature_of(rows.columns[column]));
        split(rows.codes[column], searched, both.searched.codes[column], both.held_out.codes[column]);
    }
    both.searched.losses = search::in_steps(both.searched_losses);
    for (auto* half : {&both.searched_rows, &both.held_out}) {
        half->metric = &request.metric();
        half->setting = request.measurement.setting;
    }
    return both;
}

std::int64_t distinct(std::vector<std::uint64_t> units) {
    std::sort(units.begin(), units.end());
    return std::unique(units.begin(), units.end()) - units.begin();
}

/// The metric over the searched rows of a slice.
void describe_searched(const Halves& both, const search::Jury& searched, const search::Slice& slice, SliceResult& result) {
    std::vector<std::uint32_t> rows;
    for (std::size_t row = 0; row < both.searched_losses.size(); ++row) {
        if (search::holds(slice, both.searched.codes, row)) rows.push_back(static_cast<std::uint32_t>(row));
    }
    result.searched_rows = static_cast<std::int64_t>(rows.size());
    result.searched_value = searched.over(rows).value.value_or(0);
}

/// Judges all that was found on the rows held out.
void judge(const Request& request, const Halves& both, const search::Findings& findings, const std::vector<observations::CodedColumn>& columns, SlicesReport& report) {
    const search::Jury jury(both.held_out);
    const search::Jury searched(both.searched_rows);
    report.overall = jury.overall();
    report.held_out_units = jury.units();
    auto verdicts = verdicts::judge_slices(jury, request.metric(), findings.slices, report.level);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        SliceResult& result = report.slices.emplace_back();
        result.where = condition_of(findings.slices[i].slice, columns);
        result.verdict = std::move(verdicts[i]);
        describe_searched(both, searched, findings.slices[i].slice, result);
    }
}

/// What a promise about a slice would be held to: the charter's own bound, else what holds overall.
std::string bound_for(const Request& request, const SlicesReport& report) {
    if (!request.bound.empty()) return request.bound;
    const bool higher = request.metric().better == metrics::Better::higher;
    const double value = report.overall.value.value_or(0);
    const double step = std::pow(10.0, std::floor(std::log10(std::max(1e-12, std::abs(value)))) - 1);
    const double rounded = (higher ? std::floor(value / step) : std::ceil(value / step)) * step;
    return fmt::format("{}: {:.12g}", higher ? "at_least" : "at_most", rounded);
}

base::Result<std::unique_ptr<observations::Source>> open_named(const Arguments& arguments, charter::Columns& columns, const Surroundings& surroundings) {
    observations::Reading probe;
    probe.files = arguments.list("data");
    ASSIGN_OR_RETURN(auto schema, observations::open(probe));
    for (const auto& [key, column] : charter::column_keys()) columns.*column = arguments.text(key);
    std::vector<std::string> names;
    for (const auto& info : schema->columns()) names.push_back(info.name);
    for (const auto& [key, column] : charter::column_keys()) {
        const std::string& name = columns.*column;
        if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) continue;
        const auto nearest = base::nearest_name(name, names);
        return Error{Fault::input, fmt::format("the data have no column \"{}\"", name), (nearest.empty() ? "" : "did you mean \"" + nearest + "\"? ") + fmt::format("their columns: {}", fmt::join(names, ", "))};
    }
    observations::Reading reading;
    reading.files = arguments.list("data");
    reading.columns = columns;
    reading.positive = arguments.text("positive", "1");
    connect(reading, surroundings, 0, 0.5);
    return observations::open(std::move(reading));
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    std::optional<charter::Charter> document;
    if (arguments.has("CHARTER")) {
        ASSIGN_OR_RETURN(document, load_charter(arguments.text("CHARTER")));
        for (const auto& [key, column] : charter::column_keys()) {
            if (arguments.has(key)) document->task.columns.*column = arguments.text(key);
        }
        if (arguments.has("positive")) document->task.positive = arguments.text("positive");
    }
    std::unique_ptr<observations::Source> source;
    charter::Columns columns;
    if (document) {
        ASSIGN_OR_RETURN(auto sources, open_sources(*document, arguments.text("CHARTER"), arguments, surroundings));
        source = std::move(sources.current);
        columns = document->task.columns;
    } else {
        ASSIGN_OR_RETURN(source, open_named(arguments, columns, surroundings));
    }
    ASSIGN_OR_RETURN(Request request, understand(arguments, columns, std::move(document)));
    RETURN_IF_ERROR(choose_features(request, source->columns(), columns));
    ASSIGN_OR_RETURN(CodedRows rows, source->coded(request.coding));
    if (rows.rows() == 0) return Error{Fault::input, fmt::format("no row has what {} needs", request.metric().id), "check the label, the score and --where"};

    SlicesReport report;
    report.metric = &request.metric();
    report.currency = request.document ? request.document->currency : "";
    report.level = request.level;
    report.seed = request.coding.seed;
    report.depth = request.rules.depth;
    report.share_min = request.share_min;
    report.effect_min = request.rules.effect_min;
    report.eligible_rows = rows.eligible;
    report.sampled = static_cast<std::int64_t>(rows.rows()) < rows.eligible;
    report.units_named = !rows.units.empty();
    report.left_out = rows.left_out;
    const auto coded_columns = rows.columns;
    Halves both = halve(request, rows);
    report.searched_rows = static_cast<std::int64_t>(both.searched.rows());
    report.held_out_rows = static_cast<std::int64_t>(both.held_out.outcomes.size());
    report.searched_units = report.units_named ? distinct(std::move(both.searched_units)) : report.searched_rows;

    // Fewer rows cannot show anything, whatever their share.
    request.rules.rows_min = std::max(30.0, request.share_min * static_cast<double>(both.searched.rows()));
    request.rules.stop = surroundings.stop;
    if (surroundings.progress) request.rules.progress = [&](double share) { surroundings.progress(0.5 + 0.5 * share, report.eligible_rows); };
    const search::Findings findings = search::search(both.searched, request.rules);
    if (surroundings.stop != nullptr && *surroundings.stop) return Error{Fault::interrupted, "stopped before the search was done", "run it again"};
    report.columns = findings.columns;
    report.paired_columns = findings.paired_columns;
    report.tripled_columns = findings.tripled_columns;
    report.combinations = findings.combinations;
    judge(request, both, findings, coded_columns, report);
    report.bound = bound_for(request, report);

    const std::string format = arguments.flag("json") ? "json" : arguments.text("format", "text");
    return Output{format == "json" ? slices_json(report) : format == "markdown" ? slices_markdown(report) : slices_text(report), 0};
}

}  // namespace

extern const Operation slices{
    .id = "slices",
    .command = "slices",
    .scope = on_this_machine,
    .summary = "Finds where the model is worst: slices of the data, searched for in one half and judged on the other.",
    .about = "Looks at every combination of up to three conditions, on ranges of numbers between quantiles, on categories and on what is missing, for the slices in which the metric is worst and which are large; leaves out a slice "
             "that says little more than another; and judges the best on rows that were not searched, with the metric's own intervals and allowing for how many were judged. Each comes as a condition that a promise can take. "
             "docs/slices.md says how, and what its findings are worth.",
    .parameters = parameters,
    .example = "charter slices --data now.parquet --label late --score p_late --metric recall --threshold 0.35 --unit day",
    .run = run,
};

}  // namespace operations
