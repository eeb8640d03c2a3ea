#include "records/registry/models.h"

#include <fmt/format.h>

namespace records {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;

constexpr const char* model_columns = "SELECT m.name, m.description, m.created, m.updated FROM models m";
constexpr const char* version_columns = "SELECT v.model, v.version, v.created, v.updated, v.description, v.source, v.location, v.run, v.run_link, v.logged_model, v.stage, v.author FROM versions v";

RegisteredModel model_from(const Row& row) {
    RegisteredModel model;
    model.name = row.text(0);
    model.description = row.text(1);
    model.created = {row.number(2)};
    model.updated = {row.number(3)};
    return model;
}

ModelVersion version_from(const Row& row) {
    ModelVersion version;
    version.model = row.text(0);
    version.version = row.number(1);
    version.created = {row.number(2)};
    version.updated = {row.number(3)};
    version.description = row.text(4);
    version.source = row.text(5);
    version.location = row.text(6);
    version.run = row.text(7);
    version.run_link = row.text(8);
    version.logged_model = row.text(9);
    version.stage = row.text(10);
    version.author = row.text(11);
    return version;
}

Error no_model(const std::string& name) { return {Fault::missing, fmt::format("Registered Model with name={} not found", name), ""}; }
Error no_version(const std::string& name, std::int64_t version) { return {Fault::missing, fmt::format("Model Version (name={}, version={}) not found", name, version), ""}; }
Error taken(const std::string& name) { return {Fault::conflict, fmt::format("Registered Model (name={}) already exists.", name), ""}; }

std::vector<Tag> tags_from(const std::vector<Row>& rows) {
    std::vector<Tag> tags;
    for (const auto& row : rows) tags.push_back({row.text(0), row.text(1)});
    return tags;
}

}  // namespace

Result<Done> ModelRegistry::must_exist(const std::string& name) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT 1 FROM models WHERE name = $1", {name}));
    if (rows.empty()) return no_model(name);
    return Done{};
}

Result<Done> ModelRegistry::must_exist(const std::string& name, std::int64_t version) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT 1 FROM versions WHERE model = $1 AND version = $2", {name, version}));
    if (rows.empty()) return no_version(name, version);
    return Done{};
}

Result<Done> ModelRegistry::touch(const std::string& name, base::Time now) {
    RETURN_IF_ERROR(database_.run("UPDATE models SET updated = $1 WHERE name = $2", {now, name}));
    return Done{};
}

Result<Done> ModelRegistry::add(const RegisteredModel& model) {
    return database_.together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto there, database_.run("SELECT 1 FROM models WHERE name = $1", {model.name}));
        if (!there.empty()) return taken(model.name);
        RETURN_IF_ERROR(database_.run("INSERT INTO models (name, description, created, updated, last_version) VALUES ($1, $2, $3, $4, coalesce((SELECT last_version FROM former_models WHERE name = $1), 0))",
                                      {model.name, model.description, model.created, model.updated}));
        for (const auto& tag : model.tags) RETURN_IF_ERROR(set_tag(model.name, tag));
        return Done{};
    });
}

Result<Done> ModelRegistry::complete(RegisteredModel& model) {
    ASSIGN_OR_RETURN(const auto tags, database_.run("SELECT key, value FROM model_tags WHERE model = $1 ORDER BY key", {model.name}));
    model.tags = tags_from(tags);
    ASSIGN_OR_RETURN(const auto aliases, database_.run("SELECT alias, version FROM model_aliases WHERE model = $1 ORDER BY alias", {model.name}));
    for (const auto& row : aliases) model.aliases.emplace_back(row.text(0), row.number(1));
    ASSIGN_OR_RETURN(model.latest, latest(model.name, {}));
    return Done{};
}

Result<Done> ModelRegistry::complete(ModelVersion& version) {
    ASSIGN_OR_RETURN(const auto tags, database_.run("SELECT key, value FROM version_tags WHERE model = $1 AND version = $2 ORDER BY key", {version.model, version.version}));
    version.tags = tags_from(tags);
    ASSIGN_OR_RETURN(const auto aliases, database_.run("SELECT alias FROM model_aliases WHERE model = $1 AND version = $2 ORDER BY alias", {version.model, version.version}));
    for (const auto& row : aliases) version.aliases.push_back(row.text(0));
    return Done{};
}

Result<std::optional<RegisteredModel>> ModelRegistry::find(const std::string& name) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string(model_columns) + " WHERE m.name = $1", {name}));
    if (rows.empty()) return std::optional<RegisteredModel>();
    RegisteredModel model = model_from(rows.front());
    RETURN_IF_ERROR(complete(model));
    return std::optional(std::move(model));
}

Result<RegisteredModel> ModelRegistry::model(const std::string& name) {
    ASSIGN_OR_RETURN(auto found, find(name));
    if (!found) return no_model(name);
    return *std::move(found);
}

Result<Done> ModelRegistry::describe(const std::string& name, const std::string& description, base::Time now) {
    RETURN_IF_ERROR(must_exist(name));
    RETURN_IF_ERROR(database_.run("UPDATE models SET description = $1, updated = $2 WHERE name = $3", {description, now, name}));
    return Done{};
}

Result<Done> ModelRegistry::rename(const std::string& name, const std::string& new_name, base::Time now) {
    return database_.together([&]() -> Result<Done> {
        RETURN_IF_ERROR(must_exist(name));
        if (name == new_name) return touch(name, now);
        ASSIGN_OR_RETURN(const auto there, database_.run("SELECT 1 FROM models WHERE name = $1", {new_name}));
        if (!there.empty()) return taken(new_name);
        RETURN_IF_ERROR(database_.run("INSERT INTO former_models (name, last_version) SELECT name, last_version FROM models WHERE name = $1 ON CONFLICT (name) DO UPDATE SET last_version = excluded.last_version", {name}));
        RETURN_IF_ERROR(database_.run("UPDATE models SET name = $1, updated = $2, last_version = (SELECT max(n) FROM (SELECT last_version AS n UNION SELECT last_version FROM former_models WHERE name = $1) AS both) WHERE name = $3", {new_name, now, name}));
        RETURN_IF_ERROR(database_.run("UPDATE versions SET model = $1, updated = $2 WHERE model = $3", {new_name, now, name}));
        for (const char* table : {"model_tags", "model_aliases", "version_tags"}) RETURN_IF_ERROR(database_.run(fmt::format("UPDATE {} SET model = $1 WHERE model = $2", table), {new_name, name}));
        return Done{};
    });
}

Result<Done> ModelRegistry::remove(const std::string& name) {
    return database_.together([&]() -> Result<Done> {
        RETURN_IF_ERROR(must_exist(name));
        RETURN_IF_ERROR(database_.run("INSERT INTO former_models (name, last_version) SELECT name, last_version FROM models WHERE name = $1 ON CONFLICT (name) DO UPDATE SET last_version = excluded.last_version", {name}));
        for (const char* table : {"model_tags", "model_aliases", "version_tags", "versions"}) RETURN_IF_ERROR(database_.run(fmt::format("DELETE FROM {} WHERE model = $1", table), {name}));
        RETURN_IF_ERROR(database_.run("DELETE FROM models WHERE name = $1", {name}));
        return Done{};
    });
}

Result<Done> ModelRegistry::set_tag(const std::string& name, const Tag& tag) {
    RETURN_IF_ERROR(must_exist(name));
    RETURN_IF_ERROR(database_.run("INSERT INTO model_tags (model, key, value) VALUES ($1, $2, $3) ON CONFLICT (model, key) DO UPDATE SET value = $3", {name, tag.key, tag.value}));
    return Done{};
}

Result<Done> ModelRegistry::remove_tag(const std::string& name, const std::string& key) {
    RETURN_IF_ERROR(must_exist(name));
    RETURN_IF_ERROR(database_.run("DELETE FROM model_tags WHERE model = $1 AND key = $2", {name, key}));
    return Done{};
}

Result<std::int64_t> ModelRegistry::add_version(const ModelVersion& version) {
    std::int64_t number = 0;
    const auto added = database_.together([&]() -> Result<Done> {
        ASSIGN_OR_RETURN(const auto rows, database_.run("UPDATE models SET last_version = last_version + 1, updated = $1 WHERE name = $2 RETURNING last_version", {version.created, version.model}));
        if (rows.empty()) return no_model(version.model);
        number = rows.front().number(0);
        RETURN_IF_ERROR(database_.run("INSERT INTO versions (model, version, created, updated, description, source, location, run, run_link, logged_model, stage, author) VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                                      {version.model, number, version.created, version.description, version.source, version.location, version.run, version.run_link, version.logged_model, version.stage, version.author}));
        for (const auto& tag : version.tags) RETURN_IF_ERROR(set_version_tag(version.model, number, tag));
        return Done{};
    });
    if (!added) return added.error();
    return number;
}

Result<ModelVersion> ModelRegistry::version(const std::string& name, std::int64_t version) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string(version_columns) + " WHERE v.model = $1 AND v.version = $2", {name, version}));
    if (rows.empty()) return no_version(name, version);
    ModelVersion found = version_from(rows.front());
    RETURN_IF_ERROR(complete(found));
    return found;
}

Result<Done> ModelRegistry::describe(const std::string& name, std::int64_t version, const std::string& description, base::Time now) {
    RETURN_IF_ERROR(must_exist(name, version));
    RETURN_IF_ERROR(database_.run("UPDATE versions SET description = $1, updated = $2 WHERE model = $3 AND version = $4", {description, now, name, version}));
    return Done{};
}

Result<Done> ModelRegistry::set_stage(const std::string& name, std::int64_t version, const std::string& stage, bool archive, base::Time now) {
    return database_.together([&]() -> Result<Done> {
        RETURN_IF_ERROR(must_exist(name, version));
        if (archive) RETURN_IF_ERROR(database_.run("UPDATE versions SET stage = 'Archived', updated = $1 WHERE model = $2 AND version <> $3 AND stage = $4", {now, name, version, stage}));
        RETURN_IF_ERROR(database_.run("UPDATE versions SET stage = $1, updated = $2 WHERE model = $3 AND version = $4", {stage, now, name, version}));
        return touch(name, now);
    });
}

Result<Done> ModelRegistry::remove_version(const std::string& name, std::int64_t version, base::Time now) {
    return database_.together([&]() -> Result<Done> {
        RETURN_IF_ERROR(must_exist(name, version));
        for (const char* table : {"version_tags", "model_aliases", "versions"}) RETURN_IF_ERROR(database_.run(fmt::format("DELETE FROM {} WHERE model = $1 AND version = $2", table), {name, version}));
        return touch(name, now);
    });
}

Result<std::vector<ModelVersion>> ModelRegistry::latest(const std::string& name, const std::vector<std::string>& stages) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string(version_columns) + " WHERE v.model = $1 AND v.version IN (SELECT max(version) FROM versions WHERE model = $1 GROUP BY stage) ORDER BY v.version", {name}));
    std::vector<ModelVersion> found;
    for (const auto& row : rows) {
        ModelVersion version = version_from(row);
        if (!stages.empty() && std::find(stages.begin(), stages.end(), version.stage) == stages.end()) continue;
        RETURN_IF_ERROR(complete(version));
        found.push_back(std::move(version));
    }
    return found;
}

Result<std::vector<std::int64_t>> ModelRegistry::in_stage(const std::string& name, const std::string& stage) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT version FROM versions WHERE model = $1 AND stage = $2 ORDER BY version", {name, stage}));
    std::vector<std::int64_t> numbers;
    for (const auto& row : rows) numbers.push_back(row.number(0));
    return numbers;
}

Result<Done> ModelRegistry::set_version_tag(const std::string& name, std::int64_t version, const Tag& tag) {
    RETURN_IF_ERROR(must_exist(name, version));
    RETURN_IF_ERROR(database_.run("INSERT INTO version_tags (model, version, key, value) VALUES ($1, $2, $3, $4) ON CONFLICT (model, version, key) DO UPDATE SET value = $4", {name, version, tag.key, tag.value}));
    return Done{};
}

Result<Done> ModelRegistry::remove_version_tag(const std::string& name, std::int64_t version, const std::string& key) {
    RETURN_IF_ERROR(must_exist(name, version));
    RETURN_IF_ERROR(database_.run("DELETE FROM version_tags WHERE model = $1 AND version = $2 AND key = $3", {name, version, key}));
    return Done{};
}

Result<std::optional<std::int64_t>> ModelRegistry::alias(const std::string& name, const std::string& alias) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT version FROM model_aliases WHERE model = $1 AND alias = $2", {name, alias}));
    return rows.empty() ? std::optional<std::int64_t>() : std::optional(rows.front().number(0));
}

Result<ModelVersion> ModelRegistry::version_of_alias(const std::string& name, const std::string& alias) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string(version_columns) + " JOIN model_aliases a ON a.model = v.model AND a.version = v.version WHERE a.model = $1 AND a.alias = $2", {name, alias}));
    if (rows.empty()) {
        RETURN_IF_ERROR(must_exist(name));
        return Error{Fault::input, fmt::format("Registered model alias {} not found.", alias), ""};
    }
    ModelVersion found = version_from(rows.front());
    RETURN_IF_ERROR(complete(found));
    return found;
}

Result<Done> ModelRegistry::set_alias(const std::string& name, const std::string& alias, std::int64_t version, base::Time now) {
    RETURN_IF_ERROR(must_exist(name));
    RETURN_IF_ERROR(must_exist(name, version));
    RETURN_IF_ERROR(database_.run("INSERT INTO model_aliases (model, alias, version) VALUES ($1, $2, $3) ON CONFLICT (model, alias) DO UPDATE SET version = $3", {name, alias, version}));
    return touch(name, now);
}

Result<Done> ModelRegistry::remove_alias(const std::string& name, const std::string& alias, base::Time now) {
    RETURN_IF_ERROR(must_exist(name));
    RETURN_IF_ERROR(database_.run("DELETE FROM model_aliases WHERE model = $1 AND alias = $2", {name, alias}));
    return touch(name, now);
}

Lineage lineage_of(const ModelVersion& version) {
    Lineage lineage;
    for (const auto& tag : version.tags) {
        if (tag.key == "charter.artifact") lineage.artifact = tag.value;
        if (tag.key == "charter.data") lineage.data = tag.value;
        if (tag.key == "charter.revision") lineage.charter = tag.value;
        if (tag.key == "charter.code") lineage.code = tag.value;
    }
    return lineage;
}

}  // namespace records
