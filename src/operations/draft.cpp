#include <array>
#include <filesystem>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/service/uploads.h"
#include "operations/shared/drafting.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;

constexpr std::array<Parameter, 5> parameters{{
    {.name = "data", .kind = Parameter::Kind::body, .sentence = "Your data: a Parquet, CSV (also .gz) or NDJSON file.", .placeholder = "FILE", .required = true, .positional = true},
    {.name = "name", .sentence = "What the file is called.", .placeholder = "NAME", .fallback = "data"},
    {.name = "product", .sentence = "The product's name.", .placeholder = "NAME", .fallback = "the name of the file"},
    format_parameter,
    json_parameter,
}};

std::string_view name_of(charter::DraftColumn::Type type) {
    using Type = charter::DraftColumn::Type;
    switch (type) {
        case Type::number: return "number";
        case Type::integer: return "integer";
        case Type::boolean: return "boolean";
        case Type::text: return "text";
        case Type::time: return "time";
        case Type::other: return "other";
    }
    return "other";
}

json::object json_of(const charter::DraftColumn& column) {
    const auto number = [](const std::optional<double>& value) { return value ? json::value(*value) : json::value(nullptr); };
    const auto time = [](const std::optional<base::Time>& value) { return value ? json::value(base::format(*value)) : json::value(nullptr); };
    json::array top;
    for (const auto& [value, count] : column.top) top.push_back(json::object{{"value", report::well_formed(value)}, {"rows", count}});
    return {{"name", report::well_formed(column.name)}, {"type", std::string(name_of(column.type))}, {"rows", column.rows}, {"missing", column.missing}, {"distinct", column.distinct},
            {"min", number(column.min)}, {"max", number(column.max)}, {"first", time(column.first)}, {"last", time(column.last)}, {"top", std::move(top)}};
}

/// Which column is taken for what, and why.
json::array parts_json(const std::vector<charter::DraftColumn>& columns) {
    const charter::Guesses guesses = charter::guess(columns);
    const std::array<std::pair<const char*, const std::optional<charter::Guess>*>, 7> parts{{{"time", &guesses.time}, {"id", &guesses.id}, {"unit", &guesses.unit}, {"version", &guesses.version}, {"score", &guesses.score}, {"prediction", &guesses.prediction}, {"label", &guesses.label}}};
    json::array all;
    for (const auto& [part, guess] : parts) {
        if (*guess) all.push_back(json::object{{"part", part}, {"column", report::well_formed(columns[(*guess)->column].name)}, {"why", report::well_formed((*guess)->why)}});
    }
    return all;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    if (request.body.empty()) return base::Error{base::Fault::input, "there is no file in the body", "send it as it stands: curl --data-binary @march.parquet"};
    ASSIGN_OR_RETURN(const auto upload, request.service->uploads().keep(request.actor->id, arguments.text("name", "data"), request.body, surroundings.now));
    const std::string stem = std::filesystem::path(upload->name).stem().string();
    observations::Reading reading;
    reading.files = {upload->path};
    const auto drafted = draft_from(reading, arguments.text("product", stem.empty() ? "product" : stem), upload->name);
    if (!drafted) {
        RETURN_IF_ERROR(request.service->uploads().remove(upload->id, request.actor->id, surroundings.now));
        return base::Error{base::Fault::input, "the file cannot be read as what it looks like: " + without_path(drafted.error().what, *upload), "send a Parquet, CSV or NDJSON file with one row for each prediction"};
    }
    json::array columns;
    for (const auto& column : drafted->data.columns) columns.emplace_back(json_of(column));
    return shown(arguments, drafted->text,
                 json::object{{"draft", upload->id}, {"name", report::well_formed(upload->name)}, {"bytes", upload->bytes}, {"expires", base::format(upload->expires)}, {"product", report::well_formed(drafted->data.product)}, {"charter", drafted->text},
                              {"rows", drafted->data.columns.empty() ? 0 : drafted->data.columns.front().rows}, {"columns", std::move(columns)}, {"parts", parts_json(drafted->data.columns)}});
}

}  // namespace

extern const Operation draft{
    .id = "draft",
    .command = "draft",
    .route = {Method::post, "/v1/drafts"},
    .scope = base::Scope::edit,
    .summary = "Sends a file of predictions and gets a draft charter from it, and what was seen of its columns.",
    .about = "The draft is that of `charter init`. The file is kept for an hour, for whoever sent it and nobody else, so that charters can be tried on it (`charter trial`); of one person at most three, the oldest goes first. It is never taken in as "
             "observations.",
    .parameters = parameters,
    .example = "charter draft predictions.parquet --name predictions.parquet",
    .run = run,
};

}  // namespace operations
