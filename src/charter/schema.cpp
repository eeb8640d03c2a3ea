#include <boost/json.hpp>

#include <algorithm>
#include <map>

#include "base/json.h"
#include "charter/charter.h"
#include "charter/description.h"

/// The JSON Schema of a charter, for editors. It says what the check says, as far as JSON Schema can.
namespace charter {

namespace {

namespace json = base::json;

json::string text(std::string_view words) { return json::string(words.data(), words.size()); }

template <class Words>
json::array texts(const Words& words) {
    json::array list;
    for (const std::string_view word : words) list.push_back(text(word));
    return list;
}

/// YAML has no quotes around most texts, so a text may look like a number or a truth.
json::object any_text() { return {{"type", texts(std::initializer_list<std::string_view>{"string", "number", "boolean"})}}; }

json::object pattern(std::string_view expression) { return {{"type", "string"}, {"pattern", text(expression)}}; }

class SchemaWriter {
public:
    explicit SchemaWriter(const Vocabulary& metrics) : metrics_(metrics) {}

    json::object shape(const Shape& shape) const {
        json::object properties;
        json::array required;
        for (const Field& field : shape.fields) {
            properties[field.key] = described(field);
            if (field.required) required.push_back(text(field.key));
        }
        json::object schema{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
        if (!required.empty()) schema["required"] = std::move(required);
        alternatives(shape, schema);
        return schema;
    }

private:
    static void alternatives(const Shape& shape, json::object& schema) {
        for (const OneOf& group : shape.one_of) {
            json::array choices;
            for (const std::string_view key : group.keys) choices.push_back(json::object{{"required", json::array{text(key)}}});
            if (group.when.empty()) schema["oneOf"] = std::move(choices);
            else schema["dependentSchemas"] = json::object{{text(group.when), json::object{{"oneOf", std::move(choices)}}}};
        }
    }

    json::object described(const Field& field) const {
        json::object schema = value(field);
        std::string sentence(field.sentence);
        if (field.reserved) sentence += " Not yet in use.";
        schema["description"] = text(sentence);
        if (!field.fallback.empty()) schema["default"] = fallback(field);
        return schema;
    }

    static json::value fallback(const Field& field) {
        if (field.kind == Kind::boolean) return field.fallback == "true";
        if (field.kind == Kind::number || field.kind == Kind::integer || field.kind == Kind::money) return std::stod(std::string(field.fallback));
        return text(field.fallback);
    }

    json::object value(const Field& field) const {
        switch (field.kind) {
            case Kind::text: return any_text();
            case Kind::id: return {{"type", texts(std::initializer_list<std::string_view>{"string", "integer"})}, {"pattern", "^[a-z0-9][a-z0-9_-]*$"}};
            case Kind::number:
            case Kind::integer: return number(field);
            case Kind::boolean: return {{"type", "boolean"}};
            case Kind::time: return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9:]+)?)?$");
            case Kind::length: return length();
            case Kind::zone: return {{"type", "string"}};
            case Kind::currency: return pattern("^[A-Z]{3}$");
            case Kind::pattern:
            case Kind::condition: return any_text();
            case Kind::choice: return {{"enum", texts(field.words)}};
            case Kind::choices: return list({{"enum", texts(field.words)}});
            case Kind::texts: return list(any_text());
            case Kind::words: return {{"type", "array"}, {"minItems", 1}, {"items", any_text()}};
            case Kind::names: return {{"anyOf", json::array{any_text(), list(any_text())}}};
            case Kind::metric: return metric();
            case Kind::amount: return {{"anyOf", json::array{number(field), length(), shape(relative_amount())}}};
            case Kind::range: return range();
            case Kind::money: return {{"anyOf", json::array{number(field), shape(uncertain_money())}}};
            case Kind::numbers: return {{"type", "array"}, {"minItems", 1}, {"items", json::object{{"type", "number"}}}};
            case Kind::shares: return {{"type", "object"}, {"minProperties", 1}, {"additionalProperties", json::object{{"type", "number"}, {"minimum", 0}, {"maximum", 1}}}};
            case Kind::columns: return {{"type", "object"}, {"minProperties", 1}, {"additionalProperties", any_text()}};
            case Kind::parameters: return parameters();
            case Kind::shape: return shape(*field.shape);
            case Kind::list: return {{"type", "array"}, {"items", shape(*field.shape)}};
            case Kind::named: return {{"type", "object"}, {"additionalProperties", shape(*field.shape)}};
            case Kind::anything: return {};
        }
        return {};
    }

    static json::object number(const Field& field) {
        json::object schema{{"type", field.kind == Kind::integer ? "integer" : "number"}};
        if (field.lowest > -std::numeric_limits<double>::infinity()) schema[field.ends_excluded ? "exclusiveMinimum" : "minimum"] = field.lowest;
        if (field.highest < std::numeric_limits<double>::infinity()) schema[field.ends_excluded ? "exclusiveMaximum" : "maximum"] = field.highest;
        return schema;
    }

    static json::object length() { return pattern("^[0-9]+(s|min|h|d|w|mo|y)$"); }

    static json::object list(json::object items) {
        return {{"type", "array"}, {"minItems", 1}, {"uniqueItems", true}, {"items", std::move(items)}};
    }

    static json::object range() {
        return {{"type", "array"}, {"minItems", 2}, {"maxItems", 2}, {"items", json::object{{"anyOf", json::array{json::object{{"type", "number"}}, length()}}}}};
    }

    json::object metric() const {
        json::array ids;
        for (const MetricWord& word : metrics_) ids.push_back(text(word.id));
        return {{"enum", std::move(ids)}};
    }

    /// A name may mean different things to different metrics: the widest range of them all.
    json::object parameters() const {
        std::map<std::string, Field> all;
        for (const MetricWord& metric : metrics_) {
            for (const ParameterWord& parameter : metric.parameters) {
                const auto [at, added] = all.try_emplace(parameter.name, Field{.kind = parameter.whole ? Kind::integer : Kind::number, .lowest = parameter.lowest, .highest = parameter.highest});
                if (!parameter.whole) at->second.kind = Kind::number;
                at->second.lowest = std::min(at->second.lowest, parameter.lowest);
                at->second.highest = std::max(at->second.highest, parameter.highest);
            }
        }
        json::object properties;
        for (const auto& [name, field] : all) properties[name] = number(field);
        return {{"type", "object"}, {"additionalProperties", false}, {"minProperties", 1}, {"properties", std::move(properties)}};
    }

    const Vocabulary& metrics_;
};

}  // namespace

std::string json_schema(const Vocabulary& metrics) {
    json::object schema{
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", "Charter"},
        {"description", "What a machine-learning product promises."},
    };
    for (auto& member : SchemaWriter(metrics).shape(document())) schema[member.key()] = std::move(member.value());
    return base::pretty(schema);
}

}  // namespace charter
