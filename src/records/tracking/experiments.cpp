#include <fmt/format.h>

#include <map>

#include "records/tracking/sqlite_tracking.h"
#include "records/tracking/schema.h"
#include "records/tracking/tracking.h"

namespace records {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;

constexpr const char* columns = "SELECT e.id, e.name, e.artifact_location, e.active, e.created, e.updated FROM experiments e";

Result<Experiment> experiment_from(Database& database, const Row& row) {
    Experiment found{.id = row.number(0), .name = row.text(1), .artifact_location = row.text(2), .active = row.number(3) != 0, .created_ms = row.number(4), .updated_ms = row.number(5), .tags = {}};
    ASSIGN_OR_RETURN(const auto tags, database.run("SELECT key, value FROM experiment_tags WHERE experiment = $1 ORDER BY key", {found.id}));
    for (const auto& tag : tags) found.tags.push_back({tag.text(0), tag.text(1)});
    return found;
}

Error taken(const std::string& name) { return {Fault::conflict, fmt::format("Experiment(name={}) already exists.", name), ""}; }
Error none(std::int64_t id) { return {Fault::missing, fmt::format("No Experiment with id={} exists", id), ""}; }

const std::map<std::string, std::string, std::less<>> column_of{{"name", "e.name"}, {"creation_time", "e.created"}, {"last_update_time", "e.updated"}, {"experiment_id", "e.id"}};

}  // namespace

Result<std::unique_ptr<Tracking>> Tracking::open(const std::string& path, std::int64_t now_ms) {
    ASSIGN_OR_RETURN(auto database, sqlite_tracking(path));
    return open(std::move(database), now_ms);
}

Result<std::unique_ptr<Tracking>> Tracking::open(std::unique_ptr<Database> database, std::int64_t now_ms) {
    RETURN_IF_ERROR(upgrade_tracking(*database));
    std::unique_ptr<Tracking> tracking(new Tracking(std::move(database)));
    RETURN_IF_ERROR(tracking->database_->run("INSERT INTO experiments (id, name, artifact_location, active, created, updated) VALUES (0, 'Default', 'mlflow-artifacts:/0', 1, $1, $1) ON CONFLICT (id) DO NOTHING", {now_ms}));
    return tracking;
}

Result<std::int64_t> Tracking::add(const Experiment& experiment) {
    std::int64_t id = 0;
    const auto added = database_->together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto there, database_->run("SELECT 1 FROM experiments WHERE name = $1", {experiment.name}));
        if (!there.empty()) return taken(experiment.name);
        ASSIGN_OR_RETURN(const auto next, database_->run("SELECT max(id) + 1 FROM experiments"));
        id = next.front().number(0);
        const std::string location = experiment.artifact_location.empty() ? fmt::format("mlflow-artifacts:/{}", id) : experiment.artifact_location;
        RETURN_IF_ERROR(database_->run("INSERT INTO experiments (id, name, artifact_location, active, created, updated) VALUES ($1, $2, $3, 1, $4, $4)", {id, experiment.name, location, experiment.created_ms}));
        for (const auto& tag : experiment.tags) RETURN_IF_ERROR(set_tag(id, tag));
        return Done{};
    });
    if (!added) return added.error();
    return id;
}

Result<Experiment> Tracking::experiment(std::int64_t id) {
    ASSIGN_OR_RETURN(const auto rows, database_->run(std::string(columns) + " WHERE e.id = $1", {id}));
    if (rows.empty()) return none(id);
    return experiment_from(*database_, rows.front());
}

Result<std::optional<Experiment>> Tracking::experiment_named(const std::string& name) {
    ASSIGN_OR_RETURN(const auto rows, database_->run(std::string(columns) + " WHERE e.name = $1", {name}));
    if (rows.empty()) return std::optional<Experiment>();
    ASSIGN_OR_RETURN(auto found, experiment_from(*database_, rows.front()));
    return std::optional(std::move(found));
}

Result<Done> Tracking::must_be_active(std::int64_t id) {
    ASSIGN_OR_RETURN(const auto rows, database_->run("SELECT active FROM experiments WHERE id = $1", {id}));
    if (rows.empty()) return none(id);
    if (rows.front().number(0) == 0) return Error{Fault::input, fmt::format("The experiment {} must be in the 'active' state. Current state is deleted.", id), ""};
    return Done{};
}

Result<Done> Tracking::rename(std::int64_t id, const std::string& name, std::int64_t now_ms) {
    return database_->together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto current, experiment(id));
        if (!current.active) return Error{Fault::input, "Cannot rename a non-active experiment.", ""};
        ASSIGN_OR_RETURN(const auto there, database_->run("SELECT 1 FROM experiments WHERE name = $1 AND id <> $2", {name, id}));
        if (!there.empty()) return taken(name);
        RETURN_IF_ERROR(database_->run("UPDATE experiments SET name = $1, updated = $2 WHERE id = $3", {name, now_ms, id}));
        return Done{};
    });
}

Result<Done> Tracking::set_active(std::int64_t id, bool active, std::int64_t now_ms) {
    return database_->together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto rows, database_->run("UPDATE experiments SET active = $1, updated = $2 WHERE id = $3 AND active <> $1 RETURNING id", {active ? 1 : 0, now_ms, id}));
        if (rows.empty()) {
            ASSIGN_OR_RETURN(const auto current, experiment(id));
            return Error{Fault::missing, fmt::format("No Experiment with id={} exists that is {}", current.id, active ? "deleted" : "active"), ""};
        }
        RETURN_IF_ERROR(database_->run("UPDATE runs SET active = $1 WHERE experiment = $2", {active ? 1 : 0, id}));
        return Done{};
    });
}

Result<Done> Tracking::set_tag(std::int64_t id, const Tag& tag) {
    RETURN_IF_ERROR(must_be_active(id));
    RETURN_IF_ERROR(database_->run("INSERT INTO experiment_tags (experiment, key, value) VALUES ($1, $2, $3) ON CONFLICT (experiment, key) DO UPDATE SET value = $3", {id, tag.key, tag.value}));
    return Done{};
}

Result<Done> Tracking::remove_tag(std::int64_t id, const std::string& key) {
    RETURN_IF_ERROR(must_be_active(id));
    ASSIGN_OR_RETURN(const auto rows, database_->run("DELETE FROM experiment_tags WHERE experiment = $1 AND key = $2 RETURNING key", {id, key}));
    if (rows.empty()) return Error{Fault::missing, fmt::format("No tag with name: {} in experiment with id {}", key, id), ""};
    return Done{};
}

Result<Found<Experiment>> Tracking::experiments(const Search& search, View view) {
    Statement statement(columns);
    statement += view == View::active ? " WHERE e.active = 1" : view == View::deleted ? " WHERE e.active = 0" : " WHERE 1 = 1";
    for (const auto& condition : search.conditions) {
        if (condition.on == Condition::On::tag) {
            const std::string key = statement.hold(condition.key);
            statement += fmt::format(" AND EXISTS (SELECT 1 FROM experiment_tags t WHERE t.experiment = e.id AND t.key = {} AND {})", key, statement.compare("t.value", condition));
        } else if (condition.key == "name") {
            statement += " AND " + statement.compare("e.name", condition);
        } else {
            statement += " AND " + statement.compare_number(column_of.find(condition.key)->second, condition.is, static_cast<std::int64_t>(condition.number));
        }
    }
    statement += " ORDER BY ";
    for (const auto& ordering : search.orderings) statement += column_of.find(ordering.key)->second + (ordering.ascending ? " ASC, " : " DESC, ");
    if (search.orderings.empty()) statement += "e.created DESC, ";
    statement += "e.id DESC LIMIT " + statement.hold(search.count_max + 1) + " OFFSET " + statement.hold(search.offset);
    ASSIGN_OR_RETURN(const auto rows, statement.run(*database_));
    Found<Experiment> found;
    for (const auto& row : rows) {
        found.more = static_cast<std::int64_t>(found.items.size()) == search.count_max;
        if (found.more) break;
        ASSIGN_OR_RETURN(auto one, experiment_from(*database_, row));
        found.items.push_back(std::move(one));
    }
    return found;
}

}  // namespace records
