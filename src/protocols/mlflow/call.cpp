#include "protocols/mlflow/call.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "records/ledger/encoding.h"

namespace protocols::mlflow {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;
using Kind = Field::Kind;

constexpr std::string_view help = " See the API docs for more information about request parameters.";
constexpr std::size_t key_characters_max = 250;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

/// As Python writes it: a whole double keeps its point.
std::string written(const json::value& value) {
    if (value.is_double() && std::floor(value.get_double()) == value.get_double() && std::abs(value.get_double()) < 1e16) return fmt::format("{:.1f}", value.get_double());
    return json::serialize(value);
}

std::string_view python_type(const json::value& value) {
    if (value.is_string()) return "str";
    if (value.is_bool()) return "bool";
    if (value.is_double()) return "float";
    if (value.is_number()) return "int";
    if (value.is_array()) return "list";
    return value.is_null() ? "NoneType" : "dict";
}

Error invalid(std::string_view name, const json::value& value) {
    return wrong(fmt::format("Invalid value {} for parameter '{}' supplied:  Hint: Value was of type '{}'.{}", written(value), name, python_type(value), help));
}

bool is_tags(const json::value& value) {
    const auto* list = value.if_array();
    if (list == nullptr) return false;
    for (const auto& entry : *list) {
        const auto* object = entry.if_object();
        if (object == nullptr) return false;
        for (const char* name : {"key", "value"}) {
            const auto* member = object->if_contains(name);
            if (member != nullptr && !member->is_string() && !member->is_null()) return false;
        }
    }
    return true;
}

bool fits(Kind kind, const json::value& value) {
    switch (kind) {
        case Kind::text: return value.is_string();
        case Kind::word: return value.is_string() || value.is_int64();
        case Kind::flag: return value.is_bool();
        case Kind::list: return value.is_array();
        case Kind::tags: return is_tags(value);
        case Kind::texts: {
            const auto* list = value.if_array();
            return list != nullptr && std::all_of(list->begin(), list->end(), [](const json::value& one) { return one.is_string(); });
        }
        case Kind::number: return whole(value).has_value();
        case Kind::real: return real_of(value).has_value();
    }
    return false;
}

/// Characters, of which UTF-8 may take several bytes each.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

/// What a path is when `.`, `..` and doubled slashes are taken out, as Python's posixpath does it.
std::string normal_path(std::string_view path) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        const auto part = path.substr(begin, end - begin);
        if (part == ".." && !parts.empty() && parts.back() != "..") parts.pop_back();
        else if (part == ".." && path.starts_with('/')) {}
        else if (!part.empty() && part != ".") parts.push_back(part);
        begin = end + 1;
    }
    std::string normal = path.starts_with("//") && !path.starts_with("///") ? "//" : path.starts_with('/') ? "/" : "";
    for (std::size_t i = 0; i < parts.size(); ++i) normal += (i == 0 ? "" : "/") + std::string(parts[i]);
    return normal.empty() ? "." : normal;
}

}  // namespace

std::optional<std::int64_t> whole(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_double() && std::floor(value.get_double()) == value.get_double() && std::abs(value.get_double()) < 9.2e18) return static_cast<std::int64_t>(value.get_double());
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_string();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(number) : std::nullopt;
}

std::optional<double> real_of(const json::value& value) {
    if (value.is_double()) return value.get_double();
    if (value.is_int64()) return static_cast<double>(value.get_int64());
    if (value.is_uint64()) return static_cast<double>(value.get_uint64());
    if (!value.is_string()) return std::nullopt;
    const std::string text(value.get_string());
    if (text == "NaN" || text == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity" || text == "inf") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity" || text == "-inf") return -std::numeric_limits<double>::infinity();
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(number) : std::nullopt;
}

Error wrong(std::string what) { return {Fault::input, std::move(what), ""}; }

std::string Call::text(std::string_view name) const {
    const auto* value = fields.if_contains(view(name));
    if (value == nullptr) return {};
    if (value->is_int64()) return std::to_string(value->get_int64());
    return value->is_string() ? std::string(value->get_string()) : std::string();
}

bool Call::has(std::string_view name) const {
    const auto* value = fields.if_contains(view(name));
    return value != nullptr && !value->is_null();
}

std::int64_t Call::number(std::string_view name, std::int64_t otherwise) const {
    const auto* value = fields.if_contains(view(name));
    return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}

double Call::real(std::string_view name) const {
    const auto* value = fields.if_contains(view(name));
    return value == nullptr ? 0 : real_of(*value).value_or(0);
}

bool Call::flag(std::string_view name) const {
    const auto* value = fields.if_contains(view(name));
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::array& Call::list(std::string_view name) const {
    static const json::array none;
    const auto* value = fields.if_contains(view(name));
    return value != nullptr && value->is_array() ? value->get_array() : none;
}

std::vector<std::string> Call::texts(std::string_view name) const {
    std::vector<std::string> all;
    for (const auto& one : list(name)) {
        if (one.is_string()) all.emplace_back(one.get_string());
    }
    return all;
}

std::vector<records::Tag> Call::tags(std::string_view name) const {
    const auto member = [](const json::value& entry, const char* key) {
        const auto* value = entry.get_object().if_contains(key);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    std::vector<records::Tag> all;
    for (const auto& entry : list(name)) all.push_back({member(entry, "key"), member(entry, "value")});
    return all;
}

Result<const json::value*> field_in(const Field& field, const json::object& sent) {
    const json::value* value = sent.if_contains(view(field.name));
    if (field.name == "run_id" && (value == nullptr || value->is_null())) {
        if (const auto* former = sent.if_contains("run_uuid"); former != nullptr) value = former;
    }
    const bool empty = value == nullptr || value->is_null() || (value->is_string() && value->get_string().empty());
    if (empty && field.required) return wrong(fmt::format("Missing value for required parameter '{}'.{}", field.name, help));
    if (value == nullptr || value->is_null()) return static_cast<const json::value*>(nullptr);
    if (!fits(field.kind, *value)) return invalid(field.name, *value);
    return value;
}

Result<json::object> fields_of_json(std::span<const Field> fields, json::object sent) {
    json::object out;
    for (const auto& field : fields) {
        ASSIGN_OR_RETURN(const auto* value, field_in(field, sent));
        if (value == nullptr) continue;
        if (field.kind == Kind::number) out[view(field.name)] = *whole(*value);
        else out[view(field.name)] = std::move(sent.at(value == sent.if_contains(view(field.name)) ? view(field.name) : json::string_view("run_uuid")));
    }
    return out;
}

Result<json::object> fields_of_query(std::span<const Field> fields, const std::vector<std::pair<std::string, std::string>>& query) {
    json::object sent;
    for (const auto& field : fields) {
        const bool repeated = field.kind == Kind::list || field.kind == Kind::texts;
        for (const auto& [name, value] : query) {
            if (name != field.name && !(field.name == "run_id" && name == "run_uuid" && !sent.contains("run_id"))) continue;
            json::value given = json::string(view(value));
            if (field.kind == Kind::flag) {
                if (value != "true" && value != "false" && value != "True" && value != "False") return wrong(fmt::format("Invalid boolean value: {}, must be 'true' or 'false'.", value));
                given = value == "true" || value == "True";
            }
            if (repeated && !sent.contains(view(field.name))) sent[view(field.name)] = json::array();
            if (repeated) sent[view(field.name)].get_array().push_back(std::move(given));
            else sent[view(field.name)] = std::move(given);
        }
    }
    return fields_of_json(fields, std::move(sent));
}

json::array json_of(const std::vector<records::Tag>& tags) {
    json::array list;
    for (const auto& tag : tags) list.push_back(json::object{{"key", tag.key}, {"value", tag.value}});
    return list;
}

json::value json_of_real(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    return value;
}

Result<Done> check_key(std::string_view key, const std::string& path) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("_-. :/").find(c) != std::string_view::npos || static_cast<unsigned char>(c) >= 0x80; };
    if (!std::all_of(key.begin(), key.end(), allowed)) {
        return wrong(fmt::format("Invalid value {} for parameter '{}' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).", json::serialize(json::string(view(key))), path));
    }
    // A name without folders stands for itself.
    if (!key.empty() && key.front() != '.' && key.find('/') == std::string_view::npos) return check_length(path, key_characters_max, key);
    const std::string normal = normal_path(key);
    if (normal != key || normal == "." || normal.starts_with("..") || normal.starts_with('/')) {
        return wrong(fmt::format("Invalid value {} for parameter '{}' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '{}'",
                                 json::serialize(json::string(view(key))), path, normal));
    }
    return check_length(path, key_characters_max, key);
}

Result<Done> check_length(std::string_view what, std::size_t characters_max, std::string_view text) {
    if (text.size() <= characters_max || characters(text) <= characters_max) return Done{};
    return wrong(fmt::format("'{}' exceeds the maximum length of {} characters", what, characters_max));
}

Result<Done> check_tags(const std::vector<records::Tag>& tags, std::size_t value_max) {
    for (const auto& tag : tags) {
        if (tag.key.empty()) return wrong(fmt::format("Missing value for required parameter 'key'.{}", help));
        RETURN_IF_ERROR(check_key(tag.key, "key"));
        RETURN_IF_ERROR(check_length("value", value_max, tag.value));
    }
    return Done{};
}

std::string page_token(std::int64_t offset) { return records::base64(fmt::format("{{\"offset\": {}}}", offset)); }

Result<std::int64_t> offset_of(const std::string& token) {
    if (token.empty()) return std::int64_t{0};
    const auto text = records::bytes_of_base64(token);
    if (!text) return wrong("Invalid page token, could not base64-decode");
    const auto parsed = base::parse_json(*text);
    const auto* offset = parsed && parsed->is_object() ? parsed->get_object().if_contains("offset") : nullptr;
    const auto number = offset == nullptr ? std::nullopt : whole(*offset);
    if (!number || *number < 0) return wrong(fmt::format("Invalid page token, parsed value={}", json::serialize(json::string(view(*text)))));
    return *number;
}

Result<records::Search> search_of(const Call& call, Target target, std::int64_t count, std::int64_t count_max) {
    records::Search search;
    search.count_max = call.number("max_results", count);
    if (search.count_max > count_max || search.count_max < 0) {
        return wrong(fmt::format("Invalid value {} for parameter 'max_results' supplied. It must be at most {}{}", search.count_max, count_max, help));
    }
    ASSIGN_OR_RETURN(search.conditions, parse_filter(target, call.text("filter")));
    ASSIGN_OR_RETURN(search.orderings, parse_orderings(target, call.texts("order_by")));
    ASSIGN_OR_RETURN(search.offset, offset_of(call.text("page_token")));
    return search;
}

json::object with_page(json::object answer, const records::Search& search, bool more) {
    if (more) answer["next_page_token"] = page_token(search.offset + search.count_max);
    return answer;
}

}  // namespace protocols::mlflow
