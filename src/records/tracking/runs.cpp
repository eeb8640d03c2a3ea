#include <fmt/format.h>

#include <boost/json.hpp>

#include "records/tracking/run_search.h"

namespace records {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;

constexpr const char* run_name_tag = "mlflow.runName";
constexpr const char* context_tag = "mlflow.data.context";

Error no_run(const std::string& id) { return {Fault::missing, fmt::format("Run with id={} not found", id), ""}; }

std::string text_of(const std::vector<Tag>& tags) {
    boost::json::array list;
    for (const auto& tag : tags) list.push_back(boost::json::array{tag.key, tag.value});
    return boost::json::serialize(list);
}

std::vector<Tag> tags_of(const std::string& text) {
    std::vector<Tag> tags;
    boost::system::error_code error;
    const auto parsed = boost::json::parse(text, error);
    if (error || !parsed.is_array()) return tags;
    for (const auto& pair : parsed.get_array()) tags.push_back({std::string(pair.get_array().at(0).get_string()), std::string(pair.get_array().at(1).get_string())});
    return tags;
}

std::string context_of(const std::vector<Tag>& tags) {
    for (const auto& tag : tags) {
        if (tag.key == context_tag) return tag.value;
    }
    return {};
}

}  // namespace

Run run_from(const Row& row) {
    Run run;
    run.number = row.number(0);
    run.id = row.text(1);
    run.experiment = row.number(2);
    run.name = row.text(3);
    run.user = row.text(4);
    run.status = row.text(5);
    run.artifact_uri = row.text(6);
    run.active = row.number(7) != 0;
    run.started_ms = row.number(8);
    if (const auto ended = row.time(9)) run.ended_ms = ended->micros;
    return run;
}

Result<std::int64_t> Tracking::active_run(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_->run("SELECT number, active FROM runs WHERE id = $1", {id}));
    if (rows.empty()) return no_run(id);
    if (rows.front().number(1) == 0) return Error{Fault::input, fmt::format("The run {} must be in the 'active' state. Current state is deleted.", id), ""};
    return rows.front().number(0);
}

Result<Done> Tracking::add(const Run& run) {
    return database_->together([&]() -> Result<Done> {
        RETURN_IF_ERROR(must_be_active(run.experiment));
        ASSIGN_OR_RETURN(const auto made, database_->run("INSERT INTO runs (number, id, experiment, name, author, status, artifact_uri, active, started, ended) VALUES (coalesce((SELECT max(number) FROM runs), 0) + 1, $1, $2, $3, $4, $5, $6, 1, $7, $8) RETURNING number",
                                                         {run.id, run.experiment, run.name, run.user, run.status, run.artifact_uri, run.started_ms, run.ended_ms ? Value(*run.ended_ms) : Value()}));
        return log_tags(made.front().number(0), run.tags);
    });
}

Result<Run> Tracking::run(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_->run("SELECT number, id, experiment, name, author, status, artifact_uri, active, started, ended FROM runs WHERE id = $1", {id}));
    if (rows.empty()) return no_run(id);
    Run found = run_from(rows.front());
    RETURN_IF_ERROR(complete(found));
    return found;
}

Result<Done> Tracking::complete(Run& run) {
    ASSIGN_OR_RETURN(const auto metrics, database_->run("SELECT key, value, at, step FROM latest WHERE run = $1", {run.number}));
    for (const auto& row : metrics) run.metrics.push_back({.key = row.text(0), .value = value_of(row.number(1)), .at_ms = row.number(2), .step = row.number(3), .model = {}, .dataset = {}, .digest = {}});
    ASSIGN_OR_RETURN(const auto params, database_->run("SELECT key, value FROM params WHERE run = $1", {run.number}));
    for (const auto& row : params) run.params.push_back({row.text(0), row.text(1)});
    ASSIGN_OR_RETURN(const auto tags, database_->run("SELECT key, value FROM run_tags WHERE run = $1", {run.number}));
    for (const auto& row : tags) run.tags.push_back({row.text(0), row.text(1)});
    ASSIGN_OR_RETURN(const auto inputs, database_->run("SELECT name, digest, source_type, source, layout, profile, tags FROM inputs WHERE run = $1", {run.number}));
    for (const auto& row : inputs) run.inputs.push_back({.name = row.text(0), .digest = row.text(1), .source_type = row.text(2), .source = row.text(3), .schema = row.text(4), .profile = row.text(5), .tags = tags_of(row.text(6))});
    ASSIGN_OR_RETURN(const auto models, database_->run("SELECT model, step, made FROM run_models WHERE run = $1", {run.number}));
    for (const auto& row : models) run.models.push_back({.model = row.text(0), .step = row.number(1), .made = row.number(2) != 0});
    return Done{};
}

Result<Run> Tracking::update(const std::string& id, const Update& update) {
    const auto done = database_->together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto number, active_run(id));
        if (update.status) RETURN_IF_ERROR(database_->run("UPDATE runs SET status = $1 WHERE number = $2", {*update.status, number}));
        if (update.ended_ms) RETURN_IF_ERROR(database_->run("UPDATE runs SET ended = $1 WHERE number = $2", {*update.ended_ms, number}));
        if (update.name) {
            const Tag tag{run_name_tag, *update.name};
            RETURN_IF_ERROR(log_tags(number, std::span(&tag, 1)));
        }
        return Done{};
    });
    if (!done) return done.error();
    return run(id);
}

Result<Done> Tracking::set_active(const std::string& id, bool active) {
    ASSIGN_OR_RETURN(const auto rows, database_->run("UPDATE runs SET active = $1 WHERE id = $2 RETURNING id", {active ? 1 : 0, id}));
    if (rows.empty()) return no_run(id);
    return Done{};
}

Result<Done> Tracking::log_tags(std::int64_t run, std::span<const Tag> tags) {
    for (const auto& tag : tags) {
        RETURN_IF_ERROR(database_->run("INSERT INTO run_tags (key, run, value) VALUES ($1, $2, $3) ON CONFLICT (key, run) DO UPDATE SET value = $3", {tag.key, run, tag.value}));
        // The name of a run is a tag of it too.
        if (tag.key == run_name_tag) RETURN_IF_ERROR(database_->run("UPDATE runs SET name = $1 WHERE number = $2", {tag.value, run}));
    }
    return Done{};
}

Result<Done> Tracking::log_params(std::int64_t run, const std::string& id, std::span<const Tag> params) {
    std::string changed;
    for (const auto& param : params) {
        ASSIGN_OR_RETURN(const auto made, database_->run("INSERT INTO params (key, run, value) VALUES ($1, $2, $3) ON CONFLICT (key, run) DO NOTHING RETURNING key", {param.key, run, param.value}));
        if (!made.empty()) continue;
        ASSIGN_OR_RETURN(const auto there, database_->run("SELECT value FROM params WHERE key = $1 AND run = $2", {param.key, run}));
        const std::string before = there.front().text(0);
        if (before == param.value) continue;
        if (params.size() == 1) {
            return Error{Fault::input, fmt::format("Changing param values is not allowed. Param with key='{}' was already logged with value='{}' for run ID='{}'. Attempted logging new value '{}'.", param.key, before, id, param.value), ""};
        }
        changed += fmt::format("{}{{'key': '{}', 'old_value': '{}', 'new_value': '{}'}}", changed.empty() ? "" : ", ", param.key, before, param.value);
    }
    if (!changed.empty()) return Error{Fault::input, fmt::format("Changing param values is not allowed. Params were already logged='[{}]' for run ID='{}'.", changed, id), ""};
    return Done{};
}

Result<Done> Tracking::log(const std::string& id, std::span<const Metric> metrics, std::span<const Tag> params, std::span<const Tag> tags) {
    return database_->together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto run, active_run(id));
        RETURN_IF_ERROR(log_params(run, id, params));
        RETURN_IF_ERROR(log_metrics(run, id, metrics));
        return log_tags(run, tags);
    });
}

Result<Done> Tracking::remove_run_tag(const std::string& id, const std::string& key) {
    return database_->together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto run, active_run(id));
        ASSIGN_OR_RETURN(const auto rows, database_->run("DELETE FROM run_tags WHERE key = $1 AND run = $2 RETURNING key", {key, run}));
        if (rows.empty()) return Error{Fault::missing, fmt::format("No tag with name: {} in run with id {}", key, id), ""};
        return Done{};
    });
}

Result<Done> Tracking::log_inputs(const std::string& id, std::span<const Input> inputs, std::span<const ModelLink> models) {
    return database_->together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto run, active_run(id));
        for (const auto& input : inputs) {
            RETURN_IF_ERROR(database_->run("INSERT INTO inputs (run, name, digest, source_type, source, layout, profile, context, tags) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (run, name, digest) DO NOTHING",
                                           {run, input.name, input.digest, input.source_type, input.source, input.schema, input.profile, context_of(input.tags), text_of(input.tags)}));
        }
        for (const auto& link : models) {
            RETURN_IF_ERROR(database_->run("INSERT INTO run_models (run, model, made, step) VALUES ($1, $2, $3, $4) ON CONFLICT (run, model, made) DO UPDATE SET step = $4", {run, link.model, link.made ? 1 : 0, link.step}));
        }
        return Done{};
    });
}

}  // namespace records
