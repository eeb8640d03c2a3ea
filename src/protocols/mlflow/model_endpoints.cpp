#include <fmt/format.h>

#include <algorithm>

#include "protocols/mlflow/call.h"

namespace protocols::mlflow {

namespace {

using base::Done;
using base::Result;
using records::RegisteredModel;
using Kind = Field::Kind;

constexpr std::size_t tag_value_max = 100'000, alias_max = 255;
constexpr std::int64_t models_found = 100, models_found_max = 1'000;

constexpr Field name_only[] = {{"name", Kind::text, true}};
constexpr Field create_fields[] = {{"name", Kind::text, true}, {"tags", Kind::tags}, {"description"}};
constexpr Field update_fields[] = {{"name", Kind::text, true}, {"description"}};
constexpr Field rename_fields[] = {{"name", Kind::text, true}, {"new_name", Kind::text, true}};
constexpr Field search_fields[] = {{"filter"}, {"max_results", Kind::number}, {"order_by", Kind::texts}, {"page_token"}};
constexpr Field set_tag_fields[] = {{"name", Kind::text, true}, {"key", Kind::text, true}, {"value"}};
constexpr Field delete_tag_fields[] = {{"name", Kind::text, true}, {"key", Kind::text, true}};
constexpr Field alias_fields[] = {{"name", Kind::text, true}, {"alias", Kind::text, true}};
constexpr Field set_alias_fields[] = {{"name", Kind::text, true}, {"alias", Kind::text, true}, {"version", Kind::word, true}};

Result<Done> check_name(const std::string& name, std::string_view field) {
    if (std::all_of(name.begin(), name.end(), [](char c) { return c == ' ' || c == '\t' || c == '\n'; })) return wrong(fmt::format("Missing value for required parameter '{}'.", field));
    if (name.find_first_of("/:") != std::string::npos) return wrong(fmt::format("Invalid model name '{}'. Names cannot contain '/' or ':'.", name));
    if (name == "." || name == "..") return wrong(fmt::format("Invalid value \"{}\" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such.", name));
    return Done{};
}

Result<Done> check_alias(const std::string& alias) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80; };
    if (!std::all_of(alias.begin(), alias.end(), allowed)) return wrong(fmt::format("Invalid alias name: '{}'. Names may only contain alphanumerics, underscores (_), and dashes (-).", alias));
    RETURN_IF_ERROR(check_length("Registered model alias name", alias_max, alias));
    std::string lower = alias;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower == "latest") return wrong("'latest' alias name (case insensitive) is reserved.");
    const bool digits = lower.size() > 1 && std::all_of(lower.begin() + 1, lower.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits && lower.front() == 'v') return wrong(fmt::format("Version alias name '{}' is reserved.", alias));
    return Done{};
}

json::object json_of(const RegisteredModel& model) {
    json::object out{{"name", model.name}, {"creation_timestamp", millis(model.created)}, {"last_updated_timestamp", millis(model.updated)}, {"description", model.description}};
    if (!model.latest.empty()) {
        json::array latest;
        for (const auto& version : model.latest) latest.push_back(mlflow::json_of(version));
        out["latest_versions"] = std::move(latest);
    }
    if (!model.tags.empty()) out["tags"] = mlflow::json_of(model.tags);
    if (!model.aliases.empty()) {
        json::array aliases;
        for (const auto& [alias, version] : model.aliases) aliases.push_back(json::object{{"alias", alias}, {"version", std::to_string(version)}});
        out["aliases"] = std::move(aliases);
    }
    return out;
}

Answered shown(Call& call, const std::string& name) {
    ASSIGN_OR_RETURN(const auto model, call.kept.models.model(name));
    return json::object{{"registered_model", json_of(model)}};
}

Answered create(Call& call) {
    RegisteredModel model{.name = call.text("name"), .description = call.text("description"), .created = call.now, .updated = call.now, .tags = call.tags("tags"), .aliases = {}, .latest = {}};
    RETURN_IF_ERROR(check_name(model.name, "name"));
    RETURN_IF_ERROR(check_tags(model.tags, tag_value_max));
    RETURN_IF_ERROR(call.guard({.kind = Move::Kind::create_model, .model = model.name, .version = "", .name = "", .actor = call.actor}));
    RETURN_IF_ERROR(call.kept.models.add(model));
    return shown(call, model.name);
}

Answered get(Call& call) { return shown(call, call.text("name")); }

Answered update(Call& call) {
    RETURN_IF_ERROR(call.kept.models.describe(call.text("name"), call.text("description"), call.now));
    return shown(call, call.text("name"));
}

Answered rename(Call& call) {
    const std::string name = call.text("name"), new_name = call.text("new_name");
    RETURN_IF_ERROR(check_name(new_name, "new_name"));
    RETURN_IF_ERROR(call.kept.models.model(name));
    RETURN_IF_ERROR(call.guard({.kind = Move::Kind::rename_model, .model = name, .version = "", .name = new_name, .actor = call.actor}));
    RETURN_IF_ERROR(call.kept.models.rename(name, new_name, call.now));
    return shown(call, new_name);
}

Answered remove(Call& call) {
    const std::string name = call.text("name");
    RETURN_IF_ERROR(call.kept.models.model(name));
    RETURN_IF_ERROR(call.guard({.kind = Move::Kind::delete_model, .model = name, .version = "", .name = "", .actor = call.actor}));
    RETURN_IF_ERROR(call.kept.models.remove(name));
    return json::object{};
}

Answered search(Call& call) {
    ASSIGN_OR_RETURN(const auto asked, search_of(call, Target::models, models_found, models_found_max));
    ASSIGN_OR_RETURN(const auto found, call.kept.models.models(asked));
    json::array list;
    for (const auto& model : found.items) list.push_back(json_of(model));
    json::object answer;
    if (!list.empty()) answer["registered_models"] = std::move(list);
    return with_page(std::move(answer), asked, found.more);
}

Answered set_tag(Call& call) {
    const records::Tag tag{call.text("key"), call.text("value")};
    RETURN_IF_ERROR(check_tags({tag}, tag_value_max));
    RETURN_IF_ERROR(call.kept.models.set_tag(call.text("name"), tag));
    return json::object{};
}

Answered delete_tag(Call& call) {
    RETURN_IF_ERROR(check_key(call.text("key"), "key"));
    RETURN_IF_ERROR(call.kept.models.remove_tag(call.text("name"), call.text("key")));
    return json::object{};
}

Answered get_alias(Call& call) {
    RETURN_IF_ERROR(check_alias(call.text("alias")));
    ASSIGN_OR_RETURN(const auto version, call.kept.models.version_of_alias(call.text("name"), call.text("alias")));
    return json::object{{"model_version", mlflow::json_of(version)}};
}

Answered set_alias(Call& call) {
    const std::string name = call.text("name"), alias = call.text("alias");
    RETURN_IF_ERROR(check_alias(alias));
    ASSIGN_OR_RETURN(const auto number, version_number(call.text("version")));
    RETURN_IF_ERROR(call.kept.models.model(name));
    RETURN_IF_ERROR(call.kept.models.version(name, number));
    RETURN_IF_ERROR(call.guard({.kind = Move::Kind::set_alias, .model = name, .version = std::to_string(number), .name = alias, .actor = call.actor}));
    RETURN_IF_ERROR(call.kept.models.set_alias(name, alias, number, call.now));
    return json::object{};
}

Answered delete_alias(Call& call) {
    const std::string name = call.text("name"), alias = call.text("alias");
    RETURN_IF_ERROR(check_alias(alias));
    RETURN_IF_ERROR(call.kept.models.model(name));
    ASSIGN_OR_RETURN(const auto current, call.kept.models.alias(name, alias));
    RETURN_IF_ERROR(call.guard({.kind = Move::Kind::remove_alias, .model = name, .version = current ? std::to_string(*current) : "", .name = alias, .actor = call.actor}));
    RETURN_IF_ERROR(call.kept.models.remove_alias(name, alias, call.now));
    return json::object{};
}

constexpr Endpoint all[] = {
    {"POST", "registered-models/create", create_fields, may_edit, create},
    {"GET", "registered-models/get", name_only, may_view, get, Endpoint::Cost::holds_until_written},
    {"PATCH", "registered-models/update", update_fields, may_edit, update},
    {"POST", "registered-models/rename", rename_fields, may_edit, rename},
    {"DELETE", "registered-models/delete", name_only, may_edit, remove},
    {"GET", "registered-models/search", search_fields, may_view, search},
    {"POST", "registered-models/set-tag", set_tag_fields, may_edit, set_tag},
    {"DELETE", "registered-models/delete-tag", delete_tag_fields, may_edit, delete_tag},
    {"GET", "registered-models/alias", alias_fields, may_view, get_alias, Endpoint::Cost::holds_until_written},
    {"POST", "registered-models/alias", set_alias_fields, may_edit, set_alias},
    {"DELETE", "registered-models/alias", alias_fields, may_edit, delete_alias},
};

}  // namespace

std::span<const Endpoint> model_endpoints() { return all; }

}  // namespace protocols::mlflow
