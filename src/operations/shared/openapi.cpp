#include "operations/shared/openapi.h"

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>

#include "base/json.h"
#include "operations/faults.h"
#include "operations/operation.h"
#include "operations/shared/answers.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;

/// As a key of a path.
std::string verb(Method method) {
    std::string word(spelled(method));
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return word;
}

object schema_of(const Parameter& parameter) {
    object one;
    switch (parameter.kind) {
        case Parameter::Kind::number: one = {{"type", "number"}}; break;
        case Parameter::Kind::flag: one = {{"type", "boolean"}}; break;
        case Parameter::Kind::time: one = {{"type", "string"}, {"format", "date-time"}}; break;
        default: one = {{"type", "string"}};
    }
    if (!parameter.choices.empty()) {
        array choices;
        for (const auto choice : parameter.choices) choices.emplace_back(choice);
        one["enum"] = std::move(choices);
    }
    return parameter.kind == Parameter::Kind::list ? object{{"type", "array"}, {"items", std::move(one)}} : one;
}

std::string described(const Parameter& parameter) { return std::string(parameter.sentence) + (parameter.fallback.empty() ? "" : " Default: " + std::string(parameter.fallback) + "."); }

bool in_path(const Operation& operation, const Parameter& parameter) { return operation.route.path.find("{" + std::string(parameter.name) + "}") != std::string_view::npos; }

/// The answer by what it can be written as: what schemas/answers says, and the formats that can be asked for beside it.
object content_of(const Operation& operation, const Answered& answered) {
    object content{{answered.media_type, object{{"schema", answered.schema}}}};
    for (const auto& parameter : operation.parameters) {
        if (parameter.name != "format") continue;
        for (const auto format : parameter.choices) {
            const auto type = media_type_of_format(format);
            if (!content.contains(type)) content[type] = object{{"schema", object{{"type", "string"}}}};
        }
    }
    return content;
}

object responses(const Operation& operation) {
    const auto* answered = answer_of(operation);
    object well{{"description", answered == nullptr || answered->sentence.empty() ? "It was done." : answered->sentence}};
    if (answered != nullptr) well["content"] = content_of(operation, *answered);
    object all{{"200", std::move(well)}};
    for (const auto& words : fault_words) {
        const std::string status = std::to_string(words.status);
        if (all.contains(status)) continue;
        all[status] = object{{"description", words.sentence}, {"content", object{{"application/json", object{{"schema", object{{"$ref", "#/components/schemas/Error"}}}}}}}};
    }
    return all;
}

object page_of(const Operation& operation) {
    object page{{"operationId", operation.id}, {"summary", operation.summary}, {"description", operation.about}};
    array parameters;
    const bool changes = operation.route.method != Method::get;
    object members;
    array required;
    for (const auto& parameter : operation.parameters) {
        if (parameter.kind == Parameter::Kind::body) {
            page["requestBody"] = object{{"description", described(parameter)}, {"required", parameter.required}, {"content", object{{"*/*", object{}}}}};
            continue;
        }
        const bool path = in_path(operation, parameter);
        parameters.emplace_back(object{{"name", parameter.name}, {"in", path ? "path" : "query"}, {"required", path || (parameter.required && !changes)}, {"description", described(parameter)}, {"schema", schema_of(parameter)}});
        if (path || !changes) continue;
        object member = schema_of(parameter);
        member["description"] = described(parameter);
        members[parameter.name] = std::move(member);
        if (parameter.required) required.emplace_back(parameter.name);
    }
    // What does not stand in the query may stand in the body.
    if (!members.empty() && !page.contains("requestBody")) {
        page["requestBody"] = object{{"required", false}, {"content", object{{"application/json", object{{"schema", object{{"type", "object"}, {"properties", std::move(members)}}}}}}}};
        if (!required.empty()) page["description"] = std::string(operation.about) + " Needed, in the query or in the body: " + base::json::serialize(required) + ".";
    }
    page["parameters"] = std::move(parameters);
    page["responses"] = responses(operation);
    if (operation.scope.scope) {
        page["security"] = array{object{{"token", array{}}}};
        page["x-charter-scope"] = base::name(*operation.scope.scope);
    } else {
        page["security"] = array{};
    }
    if (!operation.command.empty()) page["x-charter-command"] = "charter " + std::string(operation.command);
    return page;
}

}  // namespace

std::string_view spelled(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::remove: return "DELETE";
    }
    return "GET";
}

std::string openapi_document() {
    object paths;
    for (const auto* operation : catalogue()) {
        if (operation->route.path.empty()) continue;
        auto& path = paths[operation->route.path];
        if (!path.is_object()) path = object{};
        path.as_object()[verb(operation->route.method)] = page_of(*operation);
    }
    object schemas;
    for (const auto& [name, shape] : answer_shapes()) schemas[name] = shape;
    return base::pretty(object{
               {"openapi", "3.1.0"},
               {"info", object{{"title", "Charter"}, {"version", CHARTER_VERSION}, {"description", "Holds a machine-learning product to what it promised."}, {"license", object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
               {"servers", array{object{{"url", "http://127.0.0.1:8420"}}}},
               {"paths", std::move(paths)},
               {"components", object{{"schemas", std::move(schemas)}, {"securitySchemes", object{{"token", object{{"type", "http"}, {"scheme", "bearer"}}}}}}},
           }) + "\n";
}

}  // namespace operations
