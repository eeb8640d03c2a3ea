#include <fmt/format.h>

#include <charconv>

#include "protocols/mlflow/call.h"

namespace protocols::mlflow {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;
using records::Experiment;
using Kind = Field::Kind;

constexpr std::size_t name_max = 500, tag_value_max = 5'000, location_max = 2'048;
constexpr std::int64_t experiments_found = 1'000, experiments_found_max = 50'000;

constexpr Field create_fields[] = {{"name", Kind::text, true}, {"artifact_location"}, {"tags", Kind::tags}};
constexpr Field id_fields[] = {{"experiment_id", Kind::text, true}};
constexpr Field name_fields[] = {{"experiment_name", Kind::text, true}};
constexpr Field update_fields[] = {{"experiment_id", Kind::text, true}, {"new_name", Kind::text, true}};
constexpr Field search_fields[] = {{"view_type", Kind::word}, {"max_results", Kind::number}, {"order_by", Kind::texts}, {"filter"}, {"page_token"}};
constexpr Field set_tag_fields[] = {{"experiment_id", Kind::text, true}, {"key", Kind::text, true}, {"value"}};
constexpr Field delete_tag_fields[] = {{"experiment_id", Kind::text, true}, {"key", Kind::text, true}};

json::object json_of(const Experiment& experiment) {
    json::object out{{"experiment_id", std::to_string(experiment.id)}, {"name", experiment.name}, {"artifact_location", experiment.artifact_location}, {"lifecycle_stage", experiment.active ? "active" : "deleted"},
                     {"last_update_time", experiment.updated_ms}, {"creation_time", experiment.created_ms}};
    if (!experiment.tags.empty()) out["tags"] = mlflow::json_of(experiment.tags);
    return out;
}

Result<Done> check_location(const std::string& location) {
    if (location.starts_with("runs:")) return wrong(fmt::format("Artifact location cannot be a runs:/ URI. Given: '{}'", location));
    if (location.size() > location_max) return wrong(fmt::format("Invalid artifact path length. The length of the artifact path cannot be greater than {} characters. To configure this limit, please set the MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable.", location_max));
    if (location.find_first_of("#;") != std::string::npos) return wrong("'artifact_location' URL can't include fragments or params.");
    const auto query = location.find('?');
    if (query != std::string::npos && location.find("..", query) != std::string::npos) return wrong(fmt::format("Invalid query string: {}", location.substr(query + 1)));
    return Done{};
}

/// A path without a scheme is one of the machine that the server runs on, as MLflow takes it.
std::string absolute(const std::string& location, const std::string& home) {
    const bool relative = !location.empty() && location.front() != '/' && location.find(':') == std::string::npos;
    return relative ? home + "/" + location : location;
}

Answered create(Call& call) {
    Experiment experiment{.id = 0, .name = call.text("name"), .artifact_location = call.text("artifact_location"), .active = true, .created_ms = millis(call.now), .updated_ms = millis(call.now), .tags = call.tags("tags")};
    RETURN_IF_ERROR(check_length("name", name_max, experiment.name));
    RETURN_IF_ERROR(check_location(experiment.artifact_location));
    RETURN_IF_ERROR(check_tags(experiment.tags, tag_value_max));
    experiment.artifact_location = absolute(experiment.artifact_location, call.home);
    ASSIGN_OR_RETURN(const auto id, call.kept.tracking.add(experiment));
    return json::object{{"experiment_id", std::to_string(id)}};
}

Answered get(Call& call) {
    ASSIGN_OR_RETURN(const auto id, experiment_number(call.text("experiment_id")));
    ASSIGN_OR_RETURN(const auto experiment, call.kept.tracking.experiment(id));
    return json::object{{"experiment", json_of(experiment)}};
}

Answered get_by_name(Call& call) {
    ASSIGN_OR_RETURN(const auto found, call.kept.tracking.experiment_named(call.text("experiment_name")));
    if (!found) return Error{Fault::missing, fmt::format("Could not find experiment with name '{}'", call.text("experiment_name")), ""};
    return json::object{{"experiment", json_of(*found)}};
}

template <bool active>
Answered set_active(Call& call) {
    ASSIGN_OR_RETURN(const auto id, experiment_number(call.text("experiment_id")));
    RETURN_IF_ERROR(call.kept.tracking.set_active(id, active, millis(call.now)));
    return json::object{};
}

Answered update(Call& call) {
    ASSIGN_OR_RETURN(const auto id, experiment_number(call.text("experiment_id")));
    RETURN_IF_ERROR(check_length("name", name_max, call.text("new_name")));
    RETURN_IF_ERROR(call.kept.tracking.rename(id, call.text("new_name"), millis(call.now)));
    return json::object{};
}

Answered search(Call& call) {
    ASSIGN_OR_RETURN(const auto asked, search_of(call, Target::experiments, experiments_found, experiments_found_max));
    if (asked.count_max == 0) return wrong("Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer");
    ASSIGN_OR_RETURN(const auto view, view_of(call.text("view_type")));
    ASSIGN_OR_RETURN(const auto found, call.kept.tracking.experiments(asked, view));
    json::array list;
    for (const auto& experiment : found.items) list.push_back(json_of(experiment));
    json::object answer;
    if (!list.empty()) answer["experiments"] = std::move(list);
    return with_page(std::move(answer), asked, found.more);
}

Answered set_tag(Call& call) {
    ASSIGN_OR_RETURN(const auto id, experiment_number(call.text("experiment_id")));
    const records::Tag tag{call.text("key"), call.text("value")};
    RETURN_IF_ERROR(check_tags({tag}, tag_value_max));
    RETURN_IF_ERROR(call.kept.tracking.set_tag(id, tag));
    return json::object{};
}

Answered delete_tag(Call& call) {
    ASSIGN_OR_RETURN(const auto id, experiment_number(call.text("experiment_id")));
    RETURN_IF_ERROR(call.kept.tracking.remove_tag(id, call.text("key")));
    return json::object{};
}

constexpr Endpoint all[] = {
    {"POST", "experiments/create", create_fields, may_log, create},
    {"GET", "experiments/get", id_fields, may_view, get},
    {"GET", "experiments/get-by-name", name_fields, may_view, get_by_name},
    {"POST", "experiments/delete", id_fields, may_edit, set_active<false>},
    {"POST", "experiments/restore", id_fields, may_edit, set_active<true>},
    {"POST", "experiments/update", update_fields, may_edit, update},
    {"POST", "experiments/search", search_fields, may_view, search},
    {"GET", "experiments/search", search_fields, may_view, search},
    {"POST", "experiments/set-experiment-tag", set_tag_fields, may_log, set_tag},
    {"POST", "experiments/delete-experiment-tag", delete_tag_fields, may_log, delete_tag},
};

}  // namespace

Result<std::int64_t> experiment_number(const std::string& text) {
    if (text.empty()) return std::int64_t{0};
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    return wrong(fmt::format("Invalid experiment ID '{}'. Experiment ID must be a valid integer.", text));
}

Result<std::vector<std::int64_t>> experiment_numbers(const std::vector<std::string>& texts) {
    std::vector<std::int64_t> numbers;
    for (const auto& text : texts) {
        ASSIGN_OR_RETURN(const auto number, experiment_number(text));
        numbers.push_back(number);
    }
    return numbers;
}

Result<records::View> view_of(const std::string& word) {
    if (word.empty() || word == "ACTIVE_ONLY" || word == "1") return records::View::active;
    if (word == "DELETED_ONLY" || word == "2") return records::View::deleted;
    if (word == "ALL" || word == "3") return records::View::all;
    return wrong(fmt::format("Invalid value {} for parameter 'view_type' supplied: it is one of ACTIVE_ONLY, DELETED_ONLY and ALL.", json::serialize(json::string(word))));
}

std::span<const Endpoint> experiment_endpoints() { return all; }

}  // namespace protocols::mlflow
