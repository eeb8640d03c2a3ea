#include "records/tracking/schema.h"

#include <fmt/format.h>

#include <span>

namespace records {

namespace {

// Runs have small numbers of their own, by which everything else knows them. `latest` is looked up by key and run, in that order: a
// search by one metric reads neighbours. `points` holds what came in one request for one key, or, with an empty key, for several.
constexpr const char* first[] = {
    "CREATE TABLE experiments (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, artifact_location TEXT NOT NULL, active BIGINT NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL)",
    "CREATE TABLE experiment_tags (experiment BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (experiment, key))",
    "CREATE TABLE runs (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, experiment BIGINT NOT NULL, name TEXT NOT NULL, author TEXT NOT NULL, status TEXT NOT NULL, artifact_uri TEXT NOT NULL, active BIGINT NOT NULL, "
    "started BIGINT NOT NULL, ended BIGINT)",
    "CREATE INDEX runs_by_start ON runs (experiment, active, started DESC, id)",
    "CREATE TABLE latest (key TEXT NOT NULL, run INTEGER NOT NULL, value BIGINT NOT NULL, at BIGINT NOT NULL, step BIGINT NOT NULL, PRIMARY KEY (key, run))",
    "CREATE INDEX latest_by_run ON latest (run)",
    "CREATE TABLE points (run INTEGER NOT NULL, key TEXT NOT NULL, number BIGINT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (run, key, number))",
    "CREATE TABLE params (key TEXT NOT NULL, run INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key, run))",
    "CREATE INDEX params_by_run ON params (run)",
    "CREATE TABLE run_tags (key TEXT NOT NULL, run INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key, run))",
    "CREATE INDEX run_tags_by_run ON run_tags (run)",
    "CREATE TABLE inputs (run INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, source_type TEXT NOT NULL, source TEXT NOT NULL, layout TEXT NOT NULL, profile TEXT NOT NULL, context TEXT NOT NULL, tags TEXT NOT NULL, "
    "PRIMARY KEY (run, name, digest))",
    "CREATE TABLE run_models (run INTEGER NOT NULL, model TEXT NOT NULL, made BIGINT NOT NULL, step BIGINT NOT NULL, PRIMARY KEY (run, model, made))",
    "CREATE TABLE logged_models (id TEXT PRIMARY KEY, experiment BIGINT NOT NULL, name TEXT NOT NULL, artifact_uri TEXT NOT NULL, status TEXT NOT NULL, kind TEXT NOT NULL, run TEXT NOT NULL, registrations TEXT NOT NULL, "
    "active BIGINT NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL)",
    "CREATE INDEX logged_models_by_experiment ON logged_models (experiment, active, created DESC)",
    "CREATE TABLE logged_model_params (model TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, key))",
    "CREATE TABLE logged_model_tags (model TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, key))",
    "CREATE TABLE logged_model_metrics (model TEXT NOT NULL, key TEXT NOT NULL, run TEXT NOT NULL, dataset TEXT NOT NULL, digest TEXT NOT NULL, value BIGINT NOT NULL, at BIGINT NOT NULL, step BIGINT NOT NULL, "
    "PRIMARY KEY (model, key, run, dataset, digest))",
    "CREATE TABLE files (path TEXT PRIMARY KEY, digest TEXT NOT NULL, bytes BIGINT NOT NULL)",
    "CREATE INDEX files_by_digest ON files (digest)",
};

constexpr std::span<const char* const> steps[] = {first};

}  // namespace

base::Result<base::Done> upgrade_tracking(Database& database) {
    return database.together([&]() -> base::Result<base::Done> {
        RETURN_IF_ERROR(database.run("CREATE TABLE IF NOT EXISTS schema (version BIGINT NOT NULL)"));
        ASSIGN_OR_RETURN(const auto found, database.run("SELECT max(version) FROM schema"));
        const auto known = static_cast<std::int64_t>(std::size(steps));
        const std::int64_t version = found.front().number(0);
        if (version > known) return base::Error{base::Fault::outside, fmt::format("a newer version of this program wrote the runs: version {}, and this one knows {}", version, known), "start the newer program, or restore a backup from before"};
        for (std::int64_t next = version; next < known; ++next) {
            for (const char* statement : steps[next]) RETURN_IF_ERROR(database.run(statement));
            RETURN_IF_ERROR(database.run("INSERT INTO schema (version) VALUES ($1)", {next + 1}));
        }
        return base::Done{};
    });
}

}  // namespace records
