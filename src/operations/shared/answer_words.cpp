#include "operations/shared/answer_words.h"

#include <boost/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "base/json.h"
#include "operations/shared/answers.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

std::string text_in(const object& schema, std::string_view name) {
    const auto* found = schema.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::string linked(const std::string& reference) {
    const std::string name = reference.substr(reference.rfind('/') + 1);
    std::string anchor = name;
    std::transform(anchor.begin(), anchor.end(), anchor.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return fmt::format("[{}](answers.md#{})", name, anchor);
}

std::string kind_of(const object& schema);

std::string any_of(const array& forms) {
    std::vector<std::string> kinds;
    for (const auto& form : forms) kinds.push_back(kind_of(form.get_object()));
    return fmt::format("{}", fmt::join(kinds, " or "));
}

/// `list of number or null`, `one of kept, broken`, a link to a shape.
std::string kind_of(const object& schema) {
    if (const auto reference = text_in(schema, "$ref"); !reference.empty()) return linked(reference);
    if (const auto* choices = schema.if_contains("anyOf")) return any_of(choices->get_array());
    if (const auto* one = schema.if_contains("const")) return one->is_string() ? fmt::format("`{}`", std::string(one->get_string())) : base::json::serialize(*one);
    if (const auto* words = schema.if_contains("enum")) {
        std::vector<std::string> all;
        for (const auto& word : words->get_array()) all.push_back(word.is_string() ? fmt::format("`{}`", std::string(word.get_string())) : base::json::serialize(word));
        return fmt::format("{}", fmt::join(all, ", "));
    }
    if (const auto* items = schema.if_contains("items")) return "list of " + kind_of(items->get_object());
    if (const auto* members = schema.if_contains("additionalProperties"); members != nullptr && members->is_object()) return "by name: " + kind_of(members->get_object());
    const auto* type = schema.if_contains("type");
    if (type == nullptr) return "anything";
    if (type->is_string()) return std::string(type->get_string());
    std::vector<std::string> names;
    for (const auto& name : type->get_array()) names.emplace_back(name.get_string());
    return fmt::format("{}", fmt::join(names, " or "));
}

/// What the members of a field stand in, and how that is written: `items[]`, `pays`.
std::pair<const object*, std::string> inside(const object& schema, const std::string& path) {
    if (const auto* items = schema.if_contains("items")) return inside(items->get_object(), path + "[]");
    if (const auto* choices = schema.if_contains("anyOf")) {
        for (const auto& form : choices->get_array()) {
            if (form.get_object().contains("properties")) return {&form.get_object(), path};
        }
        return {nullptr, path};
    }
    return {schema.contains("properties") || schema.contains("allOf") ? &schema : nullptr, path};
}

std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

bool is_required(const object& schema, std::string_view name) {
    const auto* required = schema.if_contains("required");
    return required != nullptr && std::any_of(required->get_array().begin(), required->get_array().end(), [&](const value& one) { return one.get_string() == name; });
}

void add_rows(const object& schema, const std::string& path, std::string& rows) {
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) return;
    for (const auto& [name, member] : properties->get_object()) {
        const object& field = member.get_object();
        const std::string where = path.empty() ? std::string(name) : path + "." + std::string(name);
        const auto reference = text_in(field, "$ref");
        const auto shape = answer_shapes().find(reference.substr(reference.rfind('/') + 1));
        const std::string says = text_in(field, "description"), means = says.empty() && shape != answer_shapes().end() ? text_in(shape->second, "description") : says;
        const std::string optional = is_required(schema, name) ? "" : " May be absent.";
        rows += fmt::format("| `{}` | {} | {}{} |\n", where, cell(kind_of(field)), cell(means), optional);
        const auto [members, below] = inside(field, where);
        if (members != nullptr) add_rows(*members, below, rows);
    }
}

/// A sentence of what it is as a whole, and a table of what stands in it.
std::string described(const object& schema) {
    std::string rows, whole;
    add_rows(schema, "", rows);
    if (const auto* parts = schema.if_contains("allOf")) {
        std::vector<std::string> others;
        for (const auto& part : parts->get_array()) {
            if (const auto reference = text_in(part.get_object(), "$ref"); !reference.empty()) others.push_back(linked(reference));
            add_rows(part.get_object(), "", rows);
        }
        whole = fmt::format("All that {} has{}\n", fmt::join(others, " and "), rows.empty() ? "." : ", and:");
    } else if (rows.empty()) {
        whole = "It is: " + kind_of(schema) + ".\n";
    }
    return whole + (rows.empty() ? "" : (whole.empty() ? "" : "\n") + std::string("| field | type | meaning |\n|---|---|---|\n") + rows);
}

}  // namespace

std::string answer_section(const Operation& operation) {
    const auto* answered = answer_of(operation);
    if (answered == nullptr) return {};
    std::string text = fmt::format("Answers `{}`: {}", answered->media_type, answered->sentence);
    if (answered->media_type != "application/json") return "\n" + text + "\n";
    const std::string reference = text_in(answered->schema, "$ref");
    if (reference.empty()) return fmt::format("\n{} It is: {}.\n", text, kind_of(answered->schema));
    const auto shape = answer_shapes().find(reference.substr(reference.rfind('/') + 1));
    // A large one that several answer stands with the shapes.
    if (shape->second.contains("allOf") || shape->second.contains("anyOf") || shape->first == "Scorecard") return fmt::format("\n{} It is: {}.\n", text, linked(reference));
    return "\n" + text + "\n\n" + described(shape->second);
}

std::string shapes_page(std::string_view head) {
    std::string page = "# What answers are made of\n\n" + std::string(head) + "The answers of [the operations](http.md) are JSON. A field that may be absent is named so; every other one is always there, and null where there is nothing to say. "
                       "Fields may be added: a client must overlook those that it does not know. Times are ISO 8601.\n";
    for (const auto& [name, shape] : answer_shapes()) page += fmt::format("\n## {}\n\n{}\n\n{}", name, text_in(shape, "description").empty() ? "A part of answers." : text_in(shape, "description"), described(shape));
    return page;
}

}  // namespace operations
