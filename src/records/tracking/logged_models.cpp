#include <fmt/format.h>

#include <map>

#include "records/tracking/tracking.h"

namespace records {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;
using On = Condition::On;

constexpr const char* columns = "SELECT l.id, l.experiment, l.name, l.artifact_uri, l.status, l.kind, l.run, l.registrations, l.created, l.updated FROM logged_models l";
const std::map<std::string, std::string, std::less<>> column_of{{"name", "l.name"}, {"model_id", "l.id"}, {"model_type", "l.kind"}, {"status", "l.status"}, {"source_run_id", "l.run"},
                                                                {"experiment_id", "CAST(l.experiment AS TEXT)"}, {"creation_timestamp", "l.created"}, {"last_updated_timestamp", "l.updated"}};

Error none(const std::string& id) { return {Fault::missing, fmt::format("Logged model with ID '{}' not found.", id), ""}; }

LoggedModel model_from(const Row& row) {
    LoggedModel model;
    model.id = row.text(0);
    model.experiment = row.number(1);
    model.name = row.text(2);
    model.artifact_uri = row.text(3);
    model.status = row.text(4);
    model.type = row.text(5);
    model.run = row.text(6);
    model.registrations = row.text(7);
    model.created_ms = row.number(8);
    model.updated_ms = row.number(9);
    return model;
}

void add(Statement& statement, const Condition& condition) {
    if (condition.on == On::attribute) {
        const auto& column = column_of.find(condition.key)->second;
        statement += " AND " + (condition.texts.empty() ? statement.compare_number(column, condition.is, static_cast<std::int64_t>(condition.number)) : statement.compare(column, condition));
        return;
    }
    const char* table = condition.on == On::metric ? "logged_model_metrics" : condition.on == On::param ? "logged_model_params" : "logged_model_tags";
    const bool absent = condition.is == Condition::Is::null, any = absent || condition.is == Condition::Is::not_null;
    const std::string key = statement.hold(condition.key);
    const std::string value = any ? "1 = 1" : condition.on == On::metric ? statement.compare_number("x.value", condition.is, order_key(condition.number)) : statement.compare("x.value", condition);
    statement += fmt::format(" AND {} (SELECT 1 FROM {} x WHERE x.model = l.id AND x.key = {} AND {})", absent ? "NOT EXISTS" : "EXISTS", table, key, value);
}

}  // namespace

Result<Done> Tracking::add(const LoggedModel& model) {
    return database_->together([&]() -> Result<Done> {
        RETURN_IF_ERROR(must_be_active(model.experiment));
        RETURN_IF_ERROR(database_->run("INSERT INTO logged_models (id, experiment, name, artifact_uri, status, kind, run, registrations, active, created, updated) VALUES ($1, $2, $3, $4, $5, $6, $7, '', 1, $8, $8)",
                                       {model.id, model.experiment, model.name, model.artifact_uri, model.status, model.type, model.run, model.created_ms}));
        RETURN_IF_ERROR(add_model_params(model.id, model.params));
        return set_model_tags(model.id, model.tags);
    });
}

Result<Done> Tracking::complete(LoggedModel& model) {
    ASSIGN_OR_RETURN(const auto params, database_->run("SELECT key, value FROM logged_model_params WHERE model = $1 ORDER BY key", {model.id}));
    for (const auto& row : params) model.params.push_back({row.text(0), row.text(1)});
    ASSIGN_OR_RETURN(const auto tags, database_->run("SELECT key, value FROM logged_model_tags WHERE model = $1 ORDER BY key", {model.id}));
    for (const auto& row : tags) model.tags.push_back({row.text(0), row.text(1)});
    ASSIGN_OR_RETURN(const auto metrics, database_->run("SELECT key, value, at, step, dataset, digest, run FROM logged_model_metrics WHERE model = $1 ORDER BY key, run, dataset", {model.id}));
    for (const auto& row : metrics) {
        model.metrics.emplace_back(Metric{.key = row.text(0), .value = value_of(row.number(1)), .at_ms = row.number(2), .step = row.number(3), .model = model.id, .dataset = row.text(4), .digest = row.text(5)}, row.text(6));
    }
    return Done{};
}

Result<LoggedModel> Tracking::logged_model(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_->run(std::string(columns) + " WHERE l.id = $1 AND l.active = 1", {id}));
    if (rows.empty()) return none(id);
    LoggedModel found = model_from(rows.front());
    RETURN_IF_ERROR(complete(found));
    return found;
}

Result<Done> Tracking::set_status(const std::string& id, const std::string& status, std::int64_t now_ms) {
    ASSIGN_OR_RETURN(const auto rows, database_->run("UPDATE logged_models SET status = $1, updated = $2 WHERE id = $3 AND active = 1 RETURNING id", {status, now_ms, id}));
    if (rows.empty()) return none(id);
    return Done{};
}

Result<Done> Tracking::set_registrations(const std::string& id, const std::string& registrations) {
    RETURN_IF_ERROR(database_->run("UPDATE logged_models SET registrations = $1 WHERE id = $2", {registrations, id}));
    return Done{};
}

Result<Done> Tracking::remove_logged_model(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_->run("UPDATE logged_models SET active = 0 WHERE id = $1 AND active = 1 RETURNING id", {id}));
    if (rows.empty()) return none(id);
    return Done{};
}

Result<Done> Tracking::set_model_tags(const std::string& id, std::span<const Tag> tags) {
    ASSIGN_OR_RETURN(const auto there, database_->run("SELECT 1 FROM logged_models WHERE id = $1 AND active = 1", {id}));
    if (there.empty()) return none(id);
    for (const auto& tag : tags) RETURN_IF_ERROR(database_->run("INSERT INTO logged_model_tags (model, key, value) VALUES ($1, $2, $3) ON CONFLICT (model, key) DO UPDATE SET value = $3", {id, tag.key, tag.value}));
    return Done{};
}

Result<Done> Tracking::remove_model_tag(const std::string& id, const std::string& key) {
    RETURN_IF_ERROR(logged_model(id));
    ASSIGN_OR_RETURN(const auto rows, database_->run("DELETE FROM logged_model_tags WHERE model = $1 AND key = $2 RETURNING key", {id, key}));
    if (rows.empty()) return Error{Fault::missing, fmt::format("No tag with key '{}' found for model with ID '{}'.", key, id), ""};
    return Done{};
}

Result<Done> Tracking::add_model_params(const std::string& id, std::span<const Tag> params) {
    for (const auto& param : params) {
        ASSIGN_OR_RETURN(const auto made, database_->run("INSERT INTO logged_model_params (model, key, value) VALUES ($1, $2, $3) ON CONFLICT (model, key) DO UPDATE SET value = value WHERE logged_model_params.value = $3 RETURNING key", {id, param.key, param.value}));
        if (made.empty()) return Error{Fault::input, fmt::format("Changing param values is not allowed. Param with key='{}' was already logged for model ID='{}'.", param.key, id), ""};
    }
    return Done{};
}

Result<Found<LoggedModel>> Tracking::logged_models(const Search& search, std::span<const std::int64_t> experiments) {
    Found<LoggedModel> found;
    if (experiments.empty()) return found;
    Statement statement(columns);
    std::string within;
    for (const auto experiment : experiments) within += (within.empty() ? "" : ", ") + statement.hold(experiment);
    statement += " WHERE l.active = 1 AND l.experiment IN (" + within + ")";
    for (const auto& condition : search.conditions) records::add(statement, condition);
    statement += " ORDER BY ";
    for (const auto& ordering : search.orderings) {
        const std::string direction = ordering.ascending ? " ASC, " : " DESC, ";
        if (ordering.on == On::attribute) statement += column_of.find(ordering.key)->second + direction;
        else statement += fmt::format("(SELECT max(x.value) FROM logged_model_metrics x WHERE x.model = l.id AND x.key = {}){}", statement.hold(ordering.key), direction);
    }
    statement += "l.created DESC, l.id LIMIT " + statement.hold(search.count_max + 1) + " OFFSET " + statement.hold(search.offset);
    ASSIGN_OR_RETURN(const auto rows, statement.run(*database_));
    for (const auto& row : rows) {
        found.more = static_cast<std::int64_t>(found.items.size()) == search.count_max;
        if (found.more) break;
        LoggedModel model = model_from(row);
        RETURN_IF_ERROR(complete(model));
        found.items.push_back(std::move(model));
    }
    return found;
}

}  // namespace records
