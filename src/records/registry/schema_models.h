#pragma once

#include <array>

/// The tables of registered models, as a step of the registry's schema.
namespace records {

// A model's versions are numbered by `last_version`, which does not go back when one is deleted: a version has one name for good.
inline constexpr std::array<const char*, 8> model_tables{
    "CREATE TABLE models (name TEXT PRIMARY KEY, description TEXT NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL, last_version BIGINT NOT NULL)",
    "CREATE TABLE model_tags (model TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, key))",
    "CREATE TABLE model_aliases (model TEXT NOT NULL, alias TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (model, alias))",
    "CREATE TABLE versions (model TEXT NOT NULL, version BIGINT NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL, description TEXT NOT NULL, source TEXT NOT NULL, location TEXT NOT NULL, run TEXT NOT NULL, "
    "run_link TEXT NOT NULL, logged_model TEXT NOT NULL, stage TEXT NOT NULL, author TEXT NOT NULL, PRIMARY KEY (model, version))",
    "CREATE INDEX versions_by_run ON versions (run)",
    "CREATE TABLE version_tags (model TEXT NOT NULL, version BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, version, key))",
    "CREATE INDEX version_tags_by_key ON version_tags (key)",
    // Model names outlive their models here: whoever makes one again goes on counting where it ended.
    "CREATE TABLE former_models (name TEXT PRIMARY KEY, last_version BIGINT NOT NULL)",
};

}  // namespace records
