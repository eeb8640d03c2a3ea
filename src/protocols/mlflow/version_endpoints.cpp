#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "protocols/mlflow/call.h"
#include "protocols/mlflow/source.h"

namespace protocols::mlflow {

namespace {

using base::Done;
using base::Result;
using records::ModelVersion;
using Kind = Field::Kind;

constexpr std::size_t tag_value_max = 100'000;
constexpr std::int64_t versions_found = 10'000, versions_found_max = 200'000;

constexpr Field create_fields[] = {{"name", Kind::text, true}, {"source", Kind::text, true}, {"run_id"}, {"tags", Kind::tags}, {"run_link"}, {"description"}, {"model_id"}};
constexpr Field one_fields[] = {{"name", Kind::text, true}, {"version", Kind::word, true}};
constexpr Field update_fields[] = {{"name", Kind::text, true}, {"version", Kind::word, true}, {"description"}};
constexpr Field stage_fields[] = {{"name", Kind::text, true}, {"version", Kind::word, true}, {"stage", Kind::text, true}, {"archive_existing_versions", Kind::flag}};
constexpr Field search_fields[] = {{"filter"}, {"max_results", Kind::number}, {"order_by", Kind::texts}, {"page_token"}};
constexpr Field set_tag_fields[] = {{"name", Kind::text, true}, {"version", Kind::word, true}, {"key", Kind::text, true}, {"value"}};
constexpr Field delete_tag_fields[] = {{"name", Kind::text, true}, {"version", Kind::word, true}, {"key", Kind::text, true}};
constexpr Field latest_fields[] = {{"name", Kind::text, true}, {"stages", Kind::texts}};

constexpr std::array<std::string_view, 4> stages{"None", "Staging", "Production", "Archived"};

Result<std::string> stage_of(const std::string& word) {
    const auto same = [&](std::string_view stage) {
        return stage.size() == word.size() && std::equal(stage.begin(), stage.end(), word.begin(), [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    };
    const auto found = std::find_if(stages.begin(), stages.end(), same);
    if (found != stages.end()) return std::string(*found);
    return wrong(fmt::format("Invalid Model Version stage: {}. Value must be one of None, Staging, Production, Archived.", word));
}

struct Named {
    std::string model;
    std::int64_t version;
};

Result<Named> named(const Call& call) {
    ASSIGN_OR_RETURN(const auto version, version_number(call.text("version")));
    return Named{call.text("name"), version};
}

Answered shown(Call& call, const Named& one) {
    ASSIGN_OR_RETURN(const auto version, call.kept.models.version(one.model, one.version));
    return json::object{{"model_version", json_of(version)}};
}

bool is_prompt(const std::vector<records::Tag>& tags) {
    return std::any_of(tags.begin(), tags.end(), [](const records::Tag& tag) { return tag.key == "mlflow.prompt.is_prompt" && tag.value == "true"; });
}

/// Which versions a logged model has become stands with it, as MLflow's pages show it.
Result<Done> note_registration(Call& call, const ModelVersion& version, std::int64_t number) {
    if (version.logged_model.empty()) return Done{};
    ASSIGN_OR_RETURN(const auto model, call.kept.tracking.logged_model(version.logged_model));
    auto parsed = base::parse_json(model.registrations.empty() ? "[]" : model.registrations);
    json::array list = parsed && parsed->is_array() ? parsed->get_array() : json::array();
    list.push_back(json::object{{"name", version.model}, {"version", std::to_string(number)}});
    return call.kept.tracking.set_registrations(version.logged_model, json::serialize(list));
}

constexpr std::string_view artifact_tag = "charter.artifact";

/// What a version is made of is said by us, from the bytes that lie here, and not by who registers it.
Result<Done> tag_artifact(Call& call, ModelVersion& version) {
    std::erase_if(version.tags, [](const records::Tag& tag) { return tag.key == artifact_tag; });
    constexpr std::string_view ours = "mlflow-artifacts:/";
    const std::string& place = version.location.empty() ? version.source : version.location;
    if (!place.starts_with(ours)) return Done{};
    const auto begin = place.find_first_not_of('/', ours.size());
    if (begin == std::string::npos) return Done{};
    ASSIGN_OR_RETURN(const auto digest, call.kept.artifacts.digest_of(place.substr(begin)));
    if (!digest.empty()) version.tags.push_back({std::string(artifact_tag), digest});
    return Done{};
}

Result<Done> may_write(const std::string& key) {
    if (key != artifact_tag) return Done{};
    return base::Error{base::Fault::denied, "the tag charter.artifact is the digest of the artifact, and is not written by clients", "register a new version"};
}

Answered create(Call& call) {
    ModelVersion version;
    version.model = call.text("name");
    version.created = call.now;
    version.source = call.text("source");
    version.run = call.text("run_id");
    version.run_link = call.text("run_link");
    version.description = call.text("description");
    version.logged_model = call.text("model_id");
    version.author = call.actor;
    version.tags = call.tags("tags");
    RETURN_IF_ERROR(check_tags(version.tags, tag_value_max));
    const bool prompt = is_prompt(version.tags);
    RETURN_IF_ERROR(prompt ? check_prompt_source(version.source) : check_source(call.kept.tracking, version));
    RETURN_IF_ERROR(call.kept.models.model(version.model));
    ASSIGN_OR_RETURN(const auto origin, origin_of(call.kept, version.source));
    version.location = origin.location;
    if (version.logged_model.empty()) version.logged_model = origin.logged_model;
    if (origin.is_version) RETURN_IF_ERROR(call.guard({.kind = Move::Kind::copy_version, .model = version.model, .version = "", .name = version.source, .actor = call.actor}));
    RETURN_IF_ERROR(tag_artifact(call, version));
    ASSIGN_OR_RETURN(const auto number, call.kept.models.add_version(version));
    if (!prompt) RETURN_IF_ERROR(note_registration(call, version, number));
    return shown(call, {version.model, number});
}

Answered get(Call& call) {
    ASSIGN_OR_RETURN(const auto one, named(call));
    return shown(call, one);
}

Answered update(Call& call) {
    ASSIGN_OR_RETURN(const auto one, named(call));
    RETURN_IF_ERROR(call.kept.models.describe(one.model, one.version, call.text("description"), call.now));
    return shown(call, one);
}

Result<Done> ask_to_archive(Call& call, const Named& one, const std::string& stage) {
    ASSIGN_OR_RETURN(const auto others, call.kept.models.in_stage(one.model, stage));
    for (const auto other : others) {
        if (other != one.version) RETURN_IF_ERROR(call.guard({.kind = Move::Kind::archive, .model = one.model, .version = std::to_string(other), .name = stage, .actor = call.actor}));
    }
    return Done{};
}

Answered transition(Call& call) {
    ASSIGN_OR_RETURN(const auto one, named(call));
    ASSIGN_OR_RETURN(const auto stage, stage_of(call.text("stage")));
    const bool archive = call.flag("archive_existing_versions");
    if (archive && stage != "Staging" && stage != "Production") {
        return wrong(fmt::format("Model version transition cannot archive existing model versions because '{}' is not an Active stage. Valid stages are Staging, Production", stage));
    }
    RETURN_IF_ERROR(call.kept.models.version(one.model, one.version));
    RETURN_IF_ERROR(call.guard({.kind = Move::Kind::set_stage, .model = one.model, .version = std::to_string(one.version), .name = stage, .actor = call.actor}));
    if (archive) RETURN_IF_ERROR(ask_to_archive(call, one, stage));
    RETURN_IF_ERROR(call.kept.models.set_stage(one.model, one.version, stage, archive, call.now));
    return shown(call, one);
}

Answered remove(Call& call) {
    ASSIGN_OR_RETURN(const auto one, named(call));
    RETURN_IF_ERROR(call.kept.models.version(one.model, one.version));
    RETURN_IF_ERROR(call.guard({.kind = Move::Kind::delete_version, .model = one.model, .version = std::to_string(one.version), .name = "", .actor = call.actor}));
    RETURN_IF_ERROR(call.kept.models.remove_version(one.model, one.version, call.now));
    return json::object{};
}

json::object list_of(const std::vector<ModelVersion>& versions) {
    json::array list;
    for (const auto& version : versions) list.push_back(json_of(version));
    json::object answer;
    if (!list.empty()) answer["model_versions"] = std::move(list);
    return answer;
}

Answered search(Call& call) {
    ASSIGN_OR_RETURN(const auto asked, search_of(call, Target::versions, versions_found, versions_found_max));
    ASSIGN_OR_RETURN(const auto found, call.kept.models.versions(asked));
    return with_page(list_of(found.items), asked, found.more);
}

Answered latest(Call& call) {
    std::vector<std::string> wanted;
    for (const auto& word : call.texts("stages")) {
        ASSIGN_OR_RETURN(auto stage, stage_of(word));
        wanted.push_back(std::move(stage));
    }
    RETURN_IF_ERROR(call.kept.models.model(call.text("name")));
    ASSIGN_OR_RETURN(const auto versions, call.kept.models.latest(call.text("name"), wanted));
    return list_of(versions);
}

Answered download_uri(Call& call) {
    ASSIGN_OR_RETURN(const auto one, named(call));
    ASSIGN_OR_RETURN(const auto version, call.kept.models.version(one.model, one.version));
    return json::object{{"artifact_uri", version.location.empty() ? version.source : version.location}};
}

Answered set_tag(Call& call) {
    ASSIGN_OR_RETURN(const auto one, named(call));
    const records::Tag tag{call.text("key"), call.text("value")};
    RETURN_IF_ERROR(check_tags({tag}, tag_value_max));
    RETURN_IF_ERROR(may_write(tag.key));
    RETURN_IF_ERROR(call.kept.models.set_version_tag(one.model, one.version, tag));
    return json::object{};
}

Answered delete_tag(Call& call) {
    ASSIGN_OR_RETURN(const auto one, named(call));
    RETURN_IF_ERROR(check_key(call.text("key"), "key"));
    RETURN_IF_ERROR(may_write(call.text("key")));
    RETURN_IF_ERROR(call.kept.models.remove_version_tag(one.model, one.version, call.text("key")));
    return json::object{};
}

constexpr Endpoint all[] = {
    {"POST", "model-versions/create", create_fields, may_edit, create},
    {"GET", "model-versions/get", one_fields, may_view, get, Endpoint::Cost::holds_until_written},
    {"PATCH", "model-versions/update", update_fields, may_edit, update},
    {"POST", "model-versions/transition-stage", stage_fields, may_edit, transition},
    {"DELETE", "model-versions/delete", one_fields, may_edit, remove},
    {"GET", "model-versions/search", search_fields, may_view, search},
    {"GET", "model-versions/get-download-uri", one_fields, may_view, download_uri, Endpoint::Cost::holds_until_written},
    {"POST", "model-versions/set-tag", set_tag_fields, may_edit, set_tag},
    {"DELETE", "model-versions/delete-tag", delete_tag_fields, may_edit, delete_tag},
    {"POST", "registered-models/get-latest-versions", latest_fields, may_view, latest},
    {"GET", "registered-models/get-latest-versions", latest_fields, may_view, latest},
};

}  // namespace

json::object json_of(const ModelVersion& version) {
    json::object out{{"name", version.model}, {"version", std::to_string(version.version)}, {"creation_timestamp", millis(version.created)}, {"last_updated_timestamp", millis(version.updated)},
                     {"current_stage", version.stage}, {"description", version.description}, {"source", version.source}, {"run_id", version.run}, {"status", "READY"}};
    if (!version.tags.empty()) out["tags"] = json_of(version.tags);
    out["run_link"] = version.run_link;
    if (!version.logged_model.empty()) out["model_id"] = version.logged_model;
    if (!version.aliases.empty()) out["aliases"] = json::array(version.aliases.begin(), version.aliases.end());
    return out;
}

Result<std::int64_t> version_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return number;
    return wrong(fmt::format("Parameter 'version' must be an integer, got '{}'.", text));
}

std::span<const Endpoint> version_endpoints() { return all; }

}  // namespace protocols::mlflow
