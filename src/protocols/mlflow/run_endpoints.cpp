#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "protocols/mlflow/call.h"

namespace protocols::mlflow {

namespace {

using base::Done;
using base::Result;
using records::Run;
using Kind = Field::Kind;

constexpr std::size_t tag_value_max = 8'000;
constexpr std::int64_t runs_found = 1'000, runs_found_max = 50'000;
constexpr const char* name_tag = "mlflow.runName";

constexpr Field create_fields[] = {{"experiment_id"}, {"user_id"}, {"run_name"}, {"start_time", Kind::number}, {"tags", Kind::tags}};
constexpr Field update_fields[] = {{"run_id", Kind::text, true}, {"status", Kind::word}, {"end_time", Kind::number}, {"run_name"}};
constexpr Field id_fields[] = {{"run_id", Kind::text, true}};
constexpr Field search_fields[] = {{"experiment_ids", Kind::texts}, {"filter"}, {"run_view_type", Kind::word}, {"max_results", Kind::number}, {"order_by", Kind::texts}, {"page_token"}};
constexpr Field list_fields[] = {{"run_id", Kind::text, true}, {"path"}, {"page_token"}};

constexpr std::array<std::string_view, 6> statuses{"", "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"};  // by MLflow's numbers

json::object info_of(const Run& run) {
    json::object info{{"run_uuid", run.id}, {"experiment_id", std::to_string(run.experiment)}, {"run_name", run.name}, {"user_id", run.user}, {"status", run.status}, {"start_time", run.started_ms}};
    if (run.ended_ms) info["end_time"] = *run.ended_ms;
    info["artifact_uri"] = run.artifact_uri;
    info["lifecycle_stage"] = run.active ? "active" : "deleted";
    info["run_id"] = run.id;
    return info;
}

json::object inputs_of(const Run& run) {
    json::array datasets, models;
    for (const auto& input : run.inputs) {
        json::object dataset{{"name", input.name}, {"digest", input.digest}, {"source_type", input.source_type}, {"source", input.source}};
        if (!input.schema.empty()) dataset["schema"] = input.schema;
        if (!input.profile.empty()) dataset["profile"] = input.profile;
        json::object one{{"dataset", std::move(dataset)}};
        if (!input.tags.empty()) one["tags"] = json_of(input.tags);
        datasets.push_back(std::move(one));
    }
    for (const auto& link : run.models) {
        if (!link.made) models.push_back(json::object{{"model_id", link.model}});
    }
    json::object out;
    if (!models.empty()) out["model_inputs"] = std::move(models);
    if (!datasets.empty()) out["dataset_inputs"] = std::move(datasets);
    return out;
}

json::object json_of(const Run& run) {
    json::array metrics;
    for (const auto& metric : run.metrics) metrics.push_back(json::object{{"key", metric.key}, {"value", json_of_real(metric.value)}, {"timestamp", metric.at_ms}, {"step", metric.step}});
    json::object data;
    if (!metrics.empty()) data["metrics"] = std::move(metrics);
    if (!run.params.empty()) data["params"] = mlflow::json_of(run.params);
    if (!run.tags.empty()) data["tags"] = mlflow::json_of(run.tags);
    json::object out{{"info", info_of(run)}, {"data", std::move(data)}, {"inputs", inputs_of(run)}};
    json::array made;
    for (const auto& link : run.models) {
        if (link.made) made.push_back(json::object{{"model_id", link.model}, {"step", link.step}});
    }
    if (!made.empty()) out["outputs"] = json::object{{"model_outputs", std::move(made)}};
    return out;
}

/// The name of a run is a field and a tag, and the two must agree.
Result<Done> name(Run& run, const std::string& given) {
    const auto tag = std::find_if(run.tags.begin(), run.tags.end(), [](const records::Tag& one) { return one.key == name_tag; });
    const bool tagged = tag != run.tags.end();
    if (tagged && !given.empty() && tag->value != given) {
        return wrong(fmt::format("Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='{}', mlflow.runName='{}').", given, tag->value));
    }
    run.name = !given.empty() ? given : tagged ? tag->value : "run-" + run.id.substr(0, 8);
    if (!tagged) run.tags.push_back({name_tag, run.name});
    return Done{};
}

Answered create(Call& call) {
    Run run;
    run.id = call.new_id();
    ASSIGN_OR_RETURN(run.experiment, experiment_number(call.text("experiment_id")));
    run.user = call.text("user_id");
    run.started_ms = call.number("start_time");
    run.tags = call.tags("tags");
    RETURN_IF_ERROR(name(run, call.text("run_name")));
    RETURN_IF_ERROR(check_tags(run.tags, tag_value_max));
    ASSIGN_OR_RETURN(const auto experiment, call.kept.tracking.experiment(run.experiment));
    run.artifact_uri = fmt::format("{}/{}/artifacts", experiment.artifact_location, run.id);
    RETURN_IF_ERROR(call.kept.tracking.add(run));
    ASSIGN_OR_RETURN(const auto made, call.kept.tracking.run(run.id));
    return json::object{{"run", json_of(made)}};
}

Answered update(Call& call) {
    records::Tracking::Update update;
    if (call.has("status")) {
        const std::string word = call.text("status");
        auto status = std::find(statuses.begin() + 1, statuses.end(), word);
        if (word.size() == 1 && word[0] >= '1' && word[0] <= '5') status = statuses.begin() + (word[0] - '0');
        if (status == statuses.end()) return wrong(fmt::format("Invalid value {} for parameter 'status' supplied: it is one of RUNNING, SCHEDULED, FINISHED, FAILED and KILLED.", json::serialize(json::string(word))));
        update.status = std::string(*status);
    }
    if (call.has("end_time")) update.ended_ms = call.number("end_time");
    if (!call.text("run_name").empty()) update.name = call.text("run_name");
    ASSIGN_OR_RETURN(const auto run, call.kept.tracking.update(call.text("run_id"), update));
    return json::object{{"run_info", info_of(run)}};
}

Answered get(Call& call) {
    ASSIGN_OR_RETURN(const auto run, call.kept.tracking.run(call.text("run_id")));
    return json::object{{"run", json_of(run)}};
}

template <bool active>
Answered set_active(Call& call) {
    RETURN_IF_ERROR(call.kept.tracking.set_active(call.text("run_id"), active));
    return json::object{};
}

Answered search(Call& call) {
    ASSIGN_OR_RETURN(const auto asked, search_of(call, Target::runs, runs_found, runs_found_max));
    ASSIGN_OR_RETURN(const auto view, view_of(call.text("run_view_type")));
    ASSIGN_OR_RETURN(const auto experiments, experiment_numbers(call.texts("experiment_ids")));
    ASSIGN_OR_RETURN(const auto found, call.kept.tracking.runs(asked, experiments, view));
    json::array list;
    for (const auto& run : found.items) list.push_back(json_of(run));
    json::object answer;
    if (!list.empty()) answer["runs"] = std::move(list);
    return with_page(std::move(answer), asked, found.more);
}

Answered list_artifacts(Call& call) {
    ASSIGN_OR_RETURN(const auto run, call.kept.tracking.run(call.text("run_id")));
    json::object answer{{"root_uri", run.artifact_uri}};
    constexpr std::string_view ours = "mlflow-artifacts:/";
    if (!run.artifact_uri.starts_with(ours)) return answer;
    ASSIGN_OR_RETURN(const auto path, records::artifact_path(call.text("path")));
    const std::string folder = run.artifact_uri.substr(ours.size()) + (path.empty() ? "" : "/" + path);
    ASSIGN_OR_RETURN(const auto entries, call.kept.artifacts.list(folder));
    json::array files;
    for (const auto& entry : entries) {
        json::object file{{"path", path.empty() ? entry.path : path + "/" + entry.path}, {"is_dir", entry.is_folder}};
        if (!entry.is_folder) file["file_size"] = entry.bytes;
        files.push_back(std::move(file));
    }
    if (!files.empty()) answer["files"] = std::move(files);
    return answer;
}

constexpr Endpoint all[] = {
    {"POST", "runs/create", create_fields, may_log, create},
    {"POST", "runs/update", update_fields, may_log, update},
    {"GET", "runs/get", id_fields, may_view, get},
    {"POST", "runs/delete", id_fields, may_edit, set_active<false>},
    {"POST", "runs/restore", id_fields, may_edit, set_active<true>},
    {"POST", "runs/search", search_fields, may_view, search},
    {"GET", "artifacts/list", list_fields, may_view, list_artifacts},
};

}  // namespace

std::span<const Endpoint> run_endpoints() { return all; }

}  // namespace protocols::mlflow
