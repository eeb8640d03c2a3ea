#include "records/registry/schema.h"

#include <fmt/format.h>

#include <span>

#include "records/registry/schema_models.h"

namespace records {

namespace {

// Times are microseconds since 1970. Whoever is removed keeps the id, to which the ledger refers, and nothing else.
constexpr const char* first[] = {
    "CREATE TABLE actors (id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, password TEXT NOT NULL, created BIGINT NOT NULL, removed BIGINT)",
    "CREATE UNIQUE INDEX actors_by_name ON actors (name) WHERE removed IS NULL",
    "CREATE UNIQUE INDEX actors_by_email ON actors (email) WHERE removed IS NULL AND email <> ''",
    "CREATE TABLE grants (actor TEXT NOT NULL REFERENCES actors (id), scope TEXT NOT NULL, product TEXT NOT NULL, PRIMARY KEY (actor, scope, product))",
    "CREATE TABLE tokens (id TEXT PRIMARY KEY, actor TEXT NOT NULL REFERENCES actors (id), purpose TEXT NOT NULL, label TEXT NOT NULL, hash TEXT NOT NULL, scopes TEXT NOT NULL, "
    "created BIGINT NOT NULL, expires BIGINT NOT NULL, revoked BIGINT, used BIGINT)",
    "CREATE INDEX tokens_by_actor ON tokens (actor)",
    "CREATE TABLE products (id TEXT PRIMARY KEY, document TEXT NOT NULL, digest TEXT NOT NULL, revised BIGINT NOT NULL)",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
};

// Alerts, and what is sent out.
constexpr const char* second[] = {
    "CREATE TABLE deliveries (id TEXT PRIMARY KEY, once TEXT NOT NULL UNIQUE, product TEXT NOT NULL, channel TEXT NOT NULL, target TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, "
    "attempts BIGINT NOT NULL, created BIGINT NOT NULL, due BIGINT NOT NULL, error TEXT NOT NULL)",
    "CREATE INDEX deliveries_by_state ON deliveries (state, due)",
    "CREATE TABLE alert_books (product TEXT PRIMARY KEY, content TEXT NOT NULL)",
    "CREATE TABLE alerts (id TEXT PRIMARY KEY, product TEXT NOT NULL, is_open BIGINT NOT NULL, changed BIGINT NOT NULL, content TEXT NOT NULL)",
    "CREATE INDEX alerts_by_product ON alerts (product, is_open, changed)",
};

// Flags, as they stand.
constexpr const char* of_flags[] = {
    "CREATE TABLE flags (product TEXT NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, changed BIGINT NOT NULL, PRIMARY KEY (product, key))",
};

// Retrainings, those that run and those that ran. Of a product one at a time is open.
constexpr const char* of_retrainings[] = {
    "CREATE TABLE retrainings (id TEXT PRIMARY KEY, sequence BIGINT NOT NULL, product TEXT NOT NULL, is_open BIGINT NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT NULL, content TEXT NOT NULL)",
    "CREATE INDEX retrainings_by_product ON retrainings (product, sequence)",
    "CREATE UNIQUE INDEX retrainings_open ON retrainings (product) WHERE is_open = 1",
};

// What was asked for in feedback, and how those who asked can be told.
constexpr const char* of_improvements[] = {
    "CREATE TABLE improvements (product TEXT NOT NULL, id TEXT NOT NULL, is_open BIGINT NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (product, id))",
    "CREATE TABLE feedback_contacts (product TEXT NOT NULL, feedback TEXT NOT NULL, address TEXT NOT NULL, created BIGINT NOT NULL, PRIMARY KEY (product, feedback))",
};

constexpr std::span<const char* const> steps[] = {first, second, of_flags, of_retrainings, model_tables, of_improvements};

}  // namespace

std::int64_t newest_schema() { return static_cast<std::int64_t>(std::size(steps)); }

base::Result<base::Done> upgrade(Database& database, std::int64_t until) {
    return database.together([&]() -> base::Result<base::Done> {
        RETURN_IF_ERROR(database.run("CREATE TABLE IF NOT EXISTS schema (version BIGINT NOT NULL)"));
        ASSIGN_OR_RETURN(const auto found, database.run("SELECT max(version) FROM schema"));
        const std::int64_t version = found.front().number(0);
        if (version > newest_schema()) return base::Error{base::Fault::outside, fmt::format("a newer version of this program wrote the registry: version {}, and this one knows {}", version, newest_schema()), "start the newer program, or restore a backup from before"};
        for (std::int64_t next = version; next < until; ++next) {
            for (const char* statement : steps[next]) RETURN_IF_ERROR(database.run(statement));
            RETURN_IF_ERROR(database.run("INSERT INTO schema (version) VALUES ($1)", {next + 1}));
        }
        return base::Done{};
    });
}

}  // namespace records
