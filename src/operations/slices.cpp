#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>

#include "base/nearest.h"
#include "operations/operation.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/separated.h"
#include "operations/shared/slice_search.h"
#include "operations/shared/sources.h"
#include "operations/shared/task_columns.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using metrics::Metric;

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

std::vector<std::string> searchable_names() {
    std::vector<std::string> names;
    for (const Metric* metric : metrics::catalogue()) {
        if (is_searchable_by_slices(*metric)) names.emplace_back(metric->id);
    }
    return names;
}

/// The metric by name; else that of the first promise that can be searched; else accuracy.
base::Result<const Metric*> chosen_metric(const Arguments& arguments, SliceSearch& request) {
    const auto searchable = searchable_names();
    const auto can = [&](const std::string& id) { return std::find(searchable.begin(), searchable.end(), id) != searchable.end(); };
    std::string id = arguments.text("metric");
    if (request.document) {
        for (const auto& promise : request.document->promises) {
            if (promise.compare != charter::Compare::none || !can(promise.metric) || (!id.empty() && promise.metric != id)) continue;
            id = promise.metric;
            if (request.bound.empty()) request.bound = slice_bound(promise.bound);
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

base::Result<SliceSearch> understand(const Arguments& arguments, const charter::Columns& columns, std::optional<charter::Charter> document) {
    SliceSearch request;
    request.document = std::move(document);
    ASSIGN_OR_RETURN(const Metric* metric, chosen_metric(arguments, request));
    RETURN_IF_ERROR(check_columns(*metric, columns));
    Asking asking;
    if (request.document) asking.parameters["threshold"] = request.document->task.threshold;
    if (arguments.has("threshold")) asking.parameters["threshold"] = arguments.number("threshold").value_or(0.5);
    if (arguments.has("where")) {
        ASSIGN_OR_RETURN(asking.slice.where, charter::parse_condition(arguments.text("where")));
    }
    request.ask_for(*metric, asking);
    if (metric->scale == metrics::Scale::money && !request.measurement.setting.amounts) return Error{Fault::input, fmt::format("{} needs amounts", metric->id), "name a charter with a section value:"};

    request.coding.columns = separated(arguments.list("features"));
    if (request.coding.columns.empty() && request.document) request.coding.columns = columns.features;
    request.without = separated(arguments.list("without"));

    ASSIGN_OR_RETURN(const double depth, number_in(arguments, "depth", {3, 1, 3, true}));
    ASSIGN_OR_RETURN(const double at_most, number_in(arguments, "at-most", {10, 1, static_cast<double>(metrics::slices::slices_max), true}));
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
base::Result<base::Done> choose_features(SliceSearch& request, const std::vector<observations::ColumnInfo>& infos, const charter::Columns& task) {
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
    ASSIGN_OR_RETURN(SliceSearch request, understand(arguments, columns, std::move(document)));
    RETURN_IF_ERROR(choose_features(request, source->columns(), columns));
    ASSIGN_OR_RETURN(const SlicesReport report, search_slices(request, *source, surroundings.stop, surroundings.progress));
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
