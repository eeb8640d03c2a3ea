#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/limits.h"
#include "base/nearest.h"
#include "observations/table.h"
#include "operations/operation.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/explanation_study.h"
#include "operations/shared/separated.h"
#include "operations/shared/sources.h"
#include "operations/shared/task_columns.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using charter::Charter;
using metrics::RowSample;
using observations::ColumnInfo;
using observations::ColumnType;

constexpr std::array<std::string_view, 4> formats{"text", "json", "markdown", "html"};
constexpr auto parameters = std::to_array<Parameter>({
    {.name = "CHARTER", .sentence = "The charter; - reads it from standard input.", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::list, .sentence = "What was scored: Parquet, CSV (also .gz) or NDJSON files, or globs.", .placeholder = "FILE...", .required = true},
    {.name = "train", .kind = Parameter::Kind::list, .sentence = "Rows that say what is usual; where they hold scores, the surrogate learns from them and --data checks it.", .placeholder = "FILE..."},
    {.name = "row", .sentence = "Explain this row: a value of the id column.", .placeholder = "ID"},
    {.name = "id", .sentence = "The column that identifies a row.", .placeholder = "C", .fallback = "the charter's"},
    {.name = "score", .sentence = "The column of numbers that is explained.", .placeholder = "C", .fallback = "the charter's score, else its prediction"},
    {.name = "features", .kind = Parameter::Kind::list, .sentence = "Columns that may be reasons.", .placeholder = "C...", .fallback = "the charter's features, else all that have no other part"},
    {.name = "without", .kind = Parameter::Kind::list, .sentence = "Columns that may not.", .placeholder = "C..."},
    {.name = "threshold", .kind = Parameter::Kind::number, .sentence = "Scores from here on are predicted positive.", .placeholder = "T", .fallback = "the charter's"},
    {.name = "version", .sentence = "The version of the model that is explained; the others are compared with it.", .placeholder = "V", .fallback = "the one with the most rows"},
    {.name = "where", .sentence = "Only these rows: distance > 500 and origin in ('SFO', 'LAX').", .placeholder = "CONDITION"},
    {.name = "surrogate", .kind = Parameter::Kind::flag, .sentence = "Use a surrogate though the model logged its own explanation."},
    {.name = "contributions", .sentence = "What the names of the columns begin with that hold the model's own explanation.", .placeholder = "PREFIX", .fallback = "contribution_"},
    {.name = "sample", .kind = Parameter::Kind::number, .sentence = "Rows that are looked at, by hash of their content.", .placeholder = "N", .fallback = "20000"},
    {.name = "top", .kind = Parameter::Kind::number, .sentence = "Features with a picture of their own, and reasons told of a row, 1 to 12.", .placeholder = "N", .fallback = "4"},
    {.name = "seed", .kind = Parameter::Kind::number, .sentence = "Which units are left out of which refit; the same seed and data give the same explanation.", .placeholder = "N", .fallback = "1"},
    {.name = "format", .sentence = "How to write the explanation.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
});

base::Result<double> number_in(const Arguments& arguments, std::string_view name, double fallback, double lowest, double highest) {
    const double number = arguments.has(name) ? arguments.number(name).value_or(std::nan("")) : fallback;
    if (number >= lowest && number <= highest && std::floor(number) == number) return number;
    return Error{Fault::input, fmt::format("--{} cannot be {}", name, arguments.text(name)), fmt::format("give a whole number from {:g} to {:g}", lowest, highest)};
}

std::vector<std::string> names_of(const std::vector<ColumnInfo>& infos) {
    std::vector<std::string> names;
    for (const auto& info : infos) names.push_back(info.name);
    return names;
}

const ColumnInfo* find(const std::vector<ColumnInfo>& infos, const std::string& name) {
    const auto found = std::find_if(infos.begin(), infos.end(), [&](const auto& info) { return info.name == name; });
    return found == infos.end() ? nullptr : &*found;
}

Error no_column(const std::string& name, const std::vector<ColumnInfo>& infos) {
    const auto nearest = base::nearest_name(name, names_of(infos));
    return {Fault::input, fmt::format("the data have no column \"{}\"", name), (nearest.empty() ? "" : "did you mean \"" + nearest + "\"? ") + fmt::format("their columns: {}", fmt::join(names_of(infos), ", "))};
}

bool is_number(const ColumnInfo& info) { return info.type == ColumnType::number || info.type == ColumnType::integer; }
bool learnable(const ColumnInfo& info) { return is_number(info) || info.type == ColumnType::text || info.type == ColumnType::boolean; }

/// The command line and the charter, understood.
struct Request {
    Charter document;
    charter::Columns columns;  ///< as the command line has them
    WhyAsked asked;
    observations::Question question;  ///< of the data
    std::string version;
    std::size_t sample = 20'000;
};


base::Result<std::string> score_column(const charter::Columns& columns, const std::vector<ColumnInfo>& infos) {
    const std::string name = columns.score.empty() ? columns.prediction : columns.score;
    if (name.empty()) return Error{Fault::input, "the charter names no score, so there is nothing to explain", "name its column under task.columns.score, or with --score"};
    const ColumnInfo* info = find(infos, name);
    if (info == nullptr) return no_column(name, infos);
    if (!is_number(*info)) return Error{Fault::input, fmt::format("a score is a number, and column {} holds {}", name, info->declared), "name the column of scores with --score"};
    return name;
}

/// What may be a reason: what is named, else all columns without another part that a model can learn from.
base::Result<std::vector<std::string>> features_of(const Arguments& arguments, const charter::Columns& columns, const std::string& score, const std::string& prefix, const std::vector<ColumnInfo>& infos) {
    auto named = separated(arguments.list("features"));
    if (named.empty()) named = columns.features;
    const auto without = separated(arguments.list("without"));
    for (const auto& name : without) {
        if (find(infos, name) == nullptr) return no_column(name, infos);
    }
    std::vector<std::string> features;
    for (const auto& name : named) {
        const ColumnInfo* info = find(infos, name);
        if (info == nullptr) return no_column(name, infos);
        if (name == score) return Error{Fault::input, "the score cannot explain itself: " + name, "take it out of the features"};
        if (!learnable(*info)) return Error{Fault::input, fmt::format("a reason is a number or text, and column {} holds {}", name, info->declared), "leave it out of the features, or turn it into a number or text"};
        if (std::count(features.begin(), features.end(), name) == 0) features.push_back(name);
    }
    const auto keys = charter::column_keys();
    for (const auto& info : infos) {
        if (!named.empty()) break;
        const bool taken = info.name == score || info.name.rfind(prefix, 0) == 0 || std::any_of(keys.begin(), keys.end(), [&](const auto& one) { return columns.*(one.column) == info.name; }) ||
                           std::any_of(columns.scores.begin(), columns.scores.end(), [&](const auto& one) { return one.second == info.name; });
        if (!taken && learnable(info)) features.push_back(info.name);
    }
    std::erase_if(features, [&](const auto& name) { return std::count(without.begin(), without.end(), name) > 0; });
    if (features.empty()) return Error{Fault::input, "no column is left that could be a reason", "name the model's inputs with --features"};
    return features;
}

/// Uses what the model logged: features with a column of contributions each.
void find_logged(WhyAsked& asked, const std::string& prefix, const std::vector<ColumnInfo>& infos) {
    const auto numeric = [&](const std::string& name) {
        const ColumnInfo* info = find(infos, name);
        return info != nullptr && is_number(*info);
    };
    std::vector<std::string> logged;
    for (const auto& name : asked.features) {
        if (numeric(prefix + name)) logged.push_back(name);
    }
    if (logged.empty()) return;
    asked.features = logged;
    asked.prefix = prefix;
    asked.has_start = numeric(prefix + "start");
}

std::vector<std::string> sampled_columns(const WhyAsked& asked, bool score, bool logged) {
    std::vector<std::string> names = asked.features;
    if (score) names.push_back(asked.score);
    if (logged && !asked.prefix.empty()) {
        for (const auto& name : asked.features) names.push_back(asked.prefix + name);
        if (asked.has_start) names.push_back(asked.prefix + "start");
    }
    return names;
}

observations::Question question_of(std::vector<std::string> columns, std::size_t sample) {
    observations::Question question;
    question.wish.kind = metrics::Kind::row_sample;
    question.wish.columns = std::move(columns);
    question.wish.at = static_cast<double>(sample);
    return question;
}

const RowSample& sample_of(const observations::Cell& cell) { return *std::get<std::shared_ptr<const RowSample>>(cell.statistic); }

base::Result<Request> understand(const Arguments& arguments, Charter document, const std::vector<ColumnInfo>& infos, const Surroundings& surroundings) {
    Request request{.document = std::move(document), .columns = {}, .asked = {}, .question = {}, .version = arguments.text("version")};
    request.columns = request.document.task.columns;
    settle_score(request.columns, request.document.task.positive);
    if (arguments.has("score")) request.columns.score = arguments.text("score");
    if (arguments.has("id")) request.columns.id = arguments.text("id");
    WhyAsked& asked = request.asked;
    ASSIGN_OR_RETURN(asked.score, score_column(request.columns, infos));
    const std::string prefix = arguments.text("contributions", "contribution_");
    ASSIGN_OR_RETURN(asked.features, features_of(arguments, request.columns, asked.score, prefix, infos));
    if (!arguments.flag("surrogate")) find_logged(asked, prefix, infos);
    if (arguments.has("contributions") && asked.prefix.empty()) return Error{Fault::input, "no feature has a column of contributions that begins with: " + prefix, fmt::format("name them like {}{}, or leave --contributions out", prefix, asked.features.front())};
    const bool decides = request.document.task.kind == charter::TaskKind::binary && !request.columns.score.empty();
    if (decides) asked.threshold = request.document.task.threshold;
    if (arguments.has("threshold")) {
        asked.threshold = arguments.number("threshold");
        if (!asked.threshold || !std::isfinite(*asked.threshold)) return Error{Fault::input, "--threshold is a number, not: " + arguments.text("threshold"), "give such a number"};
    }
    ASSIGN_OR_RETURN(const double sample, number_in(arguments, "sample", 20'000, 500, static_cast<double>(base::limits::surrogate_rows_max)));
    ASSIGN_OR_RETURN(const double top, number_in(arguments, "top", 4, 1, 12));
    ASSIGN_OR_RETURN(const double seed, number_in(arguments, "seed", 1, 0, 4294967295.0));
    request.sample = static_cast<std::size_t>(sample);
    asked.top = static_cast<std::size_t>(top);
    asked.seed = static_cast<std::uint64_t>(seed);
    asked.stop = surroundings.stop;
    request.question = question_of(sampled_columns(asked, true, true), request.sample);
    if (arguments.has("where")) {
        ASSIGN_OR_RETURN(request.question.slice.where, charter::parse_condition(arguments.text("where")));
    }
    if (!request.columns.version.empty() && find(infos, request.columns.version) != nullptr) request.question.slice.by = {request.columns.version};
    else if (arguments.has("version")) return Error{Fault::input, "--version needs a version column, and the charter names none that the data have", "name it in the charter: task: {columns: {version: ...}}"};
    return request;
}

/// The version that is explained, whose name is settled here, and the others; the one with the most rows first.
base::Result<WhyData> data_of(Request& request, observations::Answer answer) {
    WhyData data;
    std::stable_sort(answer.begin(), answer.end(), [](const auto& a, const auto& b) { return sample_of(a).population > sample_of(b).population; });
    std::vector<std::string> known;
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < answer.size(); ++i) {
        known.push_back(answer[i].group.empty() ? "" : answer[i].group.front());
        if (!chosen && (request.version.empty() || known.back() == request.version)) chosen = i;
    }
    if (!chosen && !request.version.empty()) {
        const auto nearest = base::nearest_name(request.version, known);
        return Error{Fault::input, "no row is of version: " + request.version, nearest.empty() ? fmt::format("versions in the data: {}", fmt::join(known, ", ")) : "did you mean " + nearest + "?"};
    }
    constexpr std::size_t versions_max = 3;  // each is fitted as often as the one that is explained
    for (std::size_t i = 0; i < answer.size(); ++i) {
        if (i == chosen) {
            data.explained = sample_of(answer[i]);
            request.version = known[i];
        } else if (data.versions.size() < versions_max) {
            data.versions.emplace_back(known[i], sample_of(answer[i]));
        }
    }
    return data;
}

/// The training rows, by the same columns, as far as they have them.
base::Result<base::Done> add_training(const Arguments& arguments, const Request& request, WhyData& data, report::Study& study, const Surroundings& surroundings) {
    if (!arguments.has("train")) return base::Done{};
    Charter document = request.document;
    document.reference_file.reset();
    document.reference_period.reset();
    document.late_by = {};
    Arguments training = arguments;
    training.values["data"] = arguments.list("train");
    training.values.erase("reference");
    ASSIGN_OR_RETURN(const auto sources, open_sources(document, arguments.text("CHARTER"), training, surroundings));
    const auto& infos = sources.current->columns();
    for (const auto& name : request.asked.features) {
        if (find(infos, name) == nullptr) return Error{Fault::input, "the training data lack a feature: " + name, "add it, or leave it out with --without " + name};
    }
    const bool scored = request.asked.prefix.empty() && find(infos, request.asked.score) != nullptr;
    ASSIGN_OR_RETURN(auto answers, sources.current->answer({question_of(sampled_columns(request.asked, scored, false), request.sample)}));
    for (const auto& file : sources.current->files()) study.data.push_back({"training", file.path, file.digest});
    if (answers.front().empty()) return Error{Fault::input, "the training data have no rows", "check the file"};
    (scored ? data.taught : data.usual) = sample_of(answers.front().front());
    study.notes.emplace_back(scored ? "The surrogate learnt from the training data's scores; its fidelity is measured on the data." : "What is usual is that of the training data, which hold no scores.");
    return base::Done{};
}

base::Result<base::Done> add_row(const Arguments& arguments, const Request& request, const std::vector<ColumnInfo>& infos, WhyData& data, report::Study& study) {
    if (!arguments.has("row")) return base::Done{};
    const std::string& id = request.columns.id;
    if (id.empty()) return Error{Fault::input, "--row needs to know which column identifies a row", "name it in the charter under task.columns.id, or with --id"};
    if (find(infos, id) == nullptr) return no_column(id, infos);
    const std::string wanted = arguments.text("row");
    std::vector<observations::Wanted> columns;
    for (const auto& name : request.question.wish.columns) {
        const bool number = is_number(*find(infos, name));
        columns.push_back({name, number ? observations::Wanted::As::number : observations::Wanted::As::category});
    }
    ASSIGN_OR_RETURN(auto found, observations::find_rows(arguments.list("data"), id, wanted, columns, 2, request.asked.stop));
    if (found.rows.rows() == 0) return Error{Fault::input, fmt::format("no row has the {} {}", id, wanted), found.nearest.empty() ? "the column holds nothing at all" : "the nearest in the data: " + found.nearest};
    if (found.rows.rows() > 1) study.notes.push_back(fmt::format("More than one row has the {} {}; this is about the first.", id, wanted));
    if (std::isnan(found.rows.find(request.asked.score)->numbers.front())) return Error{Fault::input, fmt::format("the row with the {} {} has no score", id, wanted), "name a row that was scored"};
    data.row = std::move(found.rows);
    data.row_title = fmt::format("{} {}", id, wanted);
    return base::Done{};
}

std::string written(const report::Study& study, const WhyAsked& asked, const Why& why, const Arguments& arguments, const Surroundings& surroundings) {
    const std::string format = arguments.flag("json") ? "json" : arguments.text("format", "text");
    if (format == "json") return why_json(study, asked, why);
    if (format == "markdown") return report::markdown(study);
    if (format == "html") return report::html(study);
    return report::text(study, {.colour = surroundings.terminal, .width = surroundings.width});
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(Charter document, load_charter(arguments.text("CHARTER")));
    // What the charter compares with has no part in why a score is what it is.
    document.reference_file.reset();
    Surroundings reading = surroundings;
    if (surroundings.progress) reading.progress = [&](double share, std::int64_t rows) { surroundings.progress(share < 0 ? -1 : 0.2 * share, rows); };
    ASSIGN_OR_RETURN(const auto sources, open_sources(document, arguments.text("CHARTER"), arguments, reading));
    const auto& infos = sources.current->columns();
    ASSIGN_OR_RETURN(Request request, understand(arguments, std::move(document), infos, surroundings));
    ASSIGN_OR_RETURN(auto answers, sources.current->answer({request.question}));
    if (answers.front().empty()) return Error{Fault::input, "there are no rows to explain", "check the files and --where"};
    ASSIGN_OR_RETURN(WhyData data, data_of(request, std::move(answers.front())));

    report::Study study{.title = "Why", .product = request.document.product, .headline = {}, .lead = {}, .chapters = {}, .terms = {}, .notes = {}, .facts = {}, .charter_file = arguments.text("CHARTER"),
                        .charter_digest = request.document.digest, .data = {}, .charter_version = CHARTER_VERSION};
    for (const auto& file : sources.current->files()) study.data.push_back({"data", file.path, file.digest});
    study.facts = {{"Rows", report::grouped(data.explained.population)}, {"Score", request.asked.score}, {"Explained by", request.asked.prefix.empty() ? "a surrogate" : "the model's own log"}};
    if (!request.question.slice.by.empty()) study.facts.emplace_back("Version", request.version);
    if (request.columns.unit.empty()) study.notes.emplace_back("The charter names no unit, so rows are taken as independent.");
    RETURN_IF_ERROR(add_training(arguments, request, data, study, reading));
    RETURN_IF_ERROR(add_row(arguments, request, infos, data, study));
    if (surroundings.progress) request.asked.progress = [&](double share) { surroundings.progress(0.2 + 0.8 * share, data.explained.population); };
    ASSIGN_OR_RETURN(const Why why, operations::why(request.asked, data));
    add_to(study, request.asked, why);
    return Output{written(study, request.asked, why, arguments, surroundings), 0};
}

}  // namespace

extern const Operation explain{
    .id = "explain",
    .command = "explain",
    .scope = on_this_machine,
    .summary = "Says why a model scores as it does, from the data it was logged with.",
    .about = "Boosted trees learn the logged score from the features; how far they say what the model says is measured on units that they had not seen, and below a stated fidelity there is no explanation, only the reason. "
             "Out come what moves the score most, exact contributions (TreeSHAP) of single rows in plain words, how the score depends on the leading features, and how steady all of it is between refits and versions. "
             "Where the data hold the model's own contributions, those are told instead. docs/explain.md says how, and what it is worth.",
    .parameters = parameters,
    .example = "charter explain my.charter.yaml --data predictions.parquet --row 17",
    .run = run,
};

}  // namespace operations
