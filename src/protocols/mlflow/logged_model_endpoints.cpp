#include <fmt/format.h>

#include <algorithm>

#include "protocols/mlflow/call.h"

namespace protocols::mlflow {

namespace {

using base::Result;
using records::LoggedModel;
using Kind = Field::Kind;

constexpr std::size_t tag_value_max = 8'000;
constexpr std::int64_t models_found = 100, models_found_max = 50'000;
constexpr std::string_view status_prefix = "LOGGED_MODEL_";

constexpr Field create_fields[] = {{"experiment_id", Kind::text, true}, {"name"}, {"model_type"}, {"source_run_id"}, {"params", Kind::tags}, {"tags", Kind::tags}};
constexpr Field status_fields[] = {{"status", Kind::word, true}};
constexpr Field tags_fields[] = {{"tags", Kind::tags}};
constexpr Field params_fields[] = {{"params", Kind::tags}};
constexpr Field search_fields[] = {{"experiment_ids", Kind::texts}, {"filter"}, {"datasets", Kind::list}, {"max_results", Kind::number}, {"order_by", Kind::list}, {"page_token"}};

json::object json_of(const LoggedModel& model) {
    json::object info{{"model_id", model.id}, {"experiment_id", std::to_string(model.experiment)}, {"name", model.name}, {"creation_timestamp_ms", model.created_ms}, {"last_updated_timestamp_ms", model.updated_ms},
                      {"artifact_uri", model.artifact_uri}, {"status", std::string(status_prefix) + model.status}, {"model_type", model.type}, {"source_run_id", model.run}};
    auto tags = model.tags;
    if (!model.registrations.empty()) tags.push_back({"mlflow.modelVersions", model.registrations});
    if (!tags.empty()) info["tags"] = mlflow::json_of(tags);
    json::object data;
    if (!model.params.empty()) data["params"] = mlflow::json_of(model.params);
    json::array metrics;
    for (const auto& [metric, run] : model.metrics) {
        json::object one{{"key", metric.key}, {"value", json_of_real(metric.value)}, {"timestamp", metric.at_ms}, {"step", metric.step}, {"model_id", model.id}, {"run_id", run}};
        if (!metric.dataset.empty()) one["dataset_name"] = metric.dataset;
        if (!metric.digest.empty()) one["dataset_digest"] = metric.digest;
        metrics.push_back(std::move(one));
    }
    if (!metrics.empty()) data["metrics"] = std::move(metrics);
    json::object out{{"info", std::move(info)}};
    if (!data.empty()) out["data"] = std::move(data);
    return out;
}

Answered shown(Call& call, const std::string& id) {
    ASSIGN_OR_RETURN(const auto model, call.kept.tracking.logged_model(id));
    return json::object{{"model", json_of(model)}};
}

Answered create(Call& call) {
    LoggedModel model;
    model.id = "m-" + call.new_id();
    ASSIGN_OR_RETURN(model.experiment, experiment_number(call.text("experiment_id")));
    model.name = call.text("name");
    if (model.name.find_first_of("/:.%\"'") != std::string::npos) {
        return wrong(fmt::format("Invalid model name ({}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '\"', \"'\")", json::serialize(json::string(model.name))));
    }
    if (model.name.empty()) model.name = "model-" + model.id.substr(2, 8);
    model.type = call.text("model_type");
    model.run = call.text("source_run_id");
    model.created_ms = millis(call.now);
    model.params = call.tags("params");
    model.tags = call.tags("tags");
    RETURN_IF_ERROR(check_tags(model.tags, tag_value_max));
    ASSIGN_OR_RETURN(const auto experiment, call.kept.tracking.experiment(model.experiment));
    model.artifact_uri = fmt::format("{}/models/{}/artifacts", experiment.artifact_location, model.id);
    RETURN_IF_ERROR(call.kept.tracking.add(model));
    return shown(call, model.id);
}

Answered get(Call& call) { return shown(call, call.places.front()); }

Answered finish(Call& call) {
    const std::string word = call.text("status");
    std::string status = word.starts_with(status_prefix) ? word.substr(status_prefix.size()) : word;
    if (word == "1") status = "PENDING";
    if (word == "2") status = "READY";
    if (word == "3") status = "UPLOAD_FAILED";
    if (status != "READY" && status != "UPLOAD_FAILED") return wrong(fmt::format("Invalid model status: {}. Expected statuses: READY, FAILED, or UPLOAD_FAILED", word));
    RETURN_IF_ERROR(call.kept.tracking.set_status(call.places.front(), status, millis(call.now)));
    return shown(call, call.places.front());
}

Answered remove(Call& call) {
    RETURN_IF_ERROR(call.kept.tracking.remove_logged_model(call.places.front()));
    return json::object{};
}

Answered set_tags(Call& call) {
    const auto tags = call.tags("tags");
    RETURN_IF_ERROR(check_tags(tags, tag_value_max));
    RETURN_IF_ERROR(call.kept.tracking.set_model_tags(call.places.front(), tags));
    return json::object{};
}

Answered delete_tag(Call& call) {
    RETURN_IF_ERROR(call.kept.tracking.remove_model_tag(call.places[0], call.places[1]));
    return json::object{};
}

Answered log_params(Call& call) {
    RETURN_IF_ERROR(call.kept.tracking.logged_model(call.places.front()));
    RETURN_IF_ERROR(call.kept.tracking.add_model_params(call.places.front(), call.tags("params")));
    return json::object{};
}

/// `{"field_name": "metrics.auc", "ascending": false}` as the clause that other searches have.
Result<std::vector<std::string>> clauses_of(const json::array& orderings) {
    std::vector<std::string> clauses;
    for (const auto& one : orderings) {
        const auto* object = one.if_object();
        const auto* field = object == nullptr ? nullptr : object->if_contains("field_name");
        if (field == nullptr || !field->is_string()) return wrong("`field_name` in the `order_by` clause must be specified.");
        const auto* ascending = object->if_contains("ascending");
        clauses.push_back(std::string(field->get_string()) + (ascending != nullptr && ascending->is_bool() && !ascending->get_bool() ? " DESC" : " ASC"));
    }
    return clauses;
}

Answered search(Call& call) {
    if (!call.list("datasets").empty()) return wrong("Searching logged models by datasets is not supported here: leave 'datasets' out, and look at their metrics.");
    records::Search asked;
    asked.count_max = call.number("max_results", models_found);
    if (asked.count_max < 1 || asked.count_max > models_found_max) return wrong(fmt::format("Invalid value {} for parameter 'max_results' supplied. It must be at most {}", asked.count_max, models_found_max));
    ASSIGN_OR_RETURN(asked.conditions, parse_filter(Target::logged_models, call.text("filter")));
    ASSIGN_OR_RETURN(const auto clauses, clauses_of(call.list("order_by")));
    ASSIGN_OR_RETURN(asked.orderings, parse_orderings(Target::logged_models, clauses));
    ASSIGN_OR_RETURN(asked.offset, offset_of(call.text("page_token")));
    ASSIGN_OR_RETURN(const auto experiments, experiment_numbers(call.texts("experiment_ids")));
    ASSIGN_OR_RETURN(const auto found, call.kept.tracking.logged_models(asked, experiments));
    json::array list;
    for (const auto& model : found.items) list.push_back(json_of(model));
    json::object answer;
    if (!list.empty()) answer["models"] = std::move(list);
    return with_page(std::move(answer), asked, found.more);
}

Answered folders(Call& call) {
    ASSIGN_OR_RETURN(const auto model, call.kept.tracking.logged_model(call.places.front()));
    json::object answer{{"root_uri", model.artifact_uri}};
    constexpr std::string_view ours = "mlflow-artifacts:/";
    if (!model.artifact_uri.starts_with(ours)) return answer;
    ASSIGN_OR_RETURN(const auto entries, call.kept.artifacts.list(model.artifact_uri.substr(ours.size())));
    json::array files;
    for (const auto& entry : entries) {
        json::object file{{"path", entry.path}, {"is_dir", entry.is_folder}};
        if (!entry.is_folder) file["file_size"] = entry.bytes;
        files.push_back(std::move(file));
    }
    if (!files.empty()) answer["files"] = std::move(files);
    return answer;
}

constexpr Endpoint all[] = {
    {"POST", "logged-models/search", search_fields, may_view, search},
    {"POST", "logged-models", create_fields, may_log, create},
    {"GET", "logged-models/*", {}, may_view, get},
    {"PATCH", "logged-models/*", status_fields, may_log, finish},
    {"DELETE", "logged-models/*", {}, may_edit, remove},
    {"PATCH", "logged-models/*/tags", tags_fields, may_log, set_tags},
    {"DELETE", "logged-models/*/tags/*", {}, may_log, delete_tag},
    {"POST", "logged-models/*/params", params_fields, may_log, log_params},
    {"GET", "logged-models/*/artifacts/directories", {}, may_view, folders},
};

}  // namespace

std::span<const Endpoint> logged_model_endpoints() { return all; }

}  // namespace protocols::mlflow
