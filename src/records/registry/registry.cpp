#include "records/registry/registry.h"

#include <fmt/format.h>

#include "base/keyed_digest.h"
#include "base/limits.h"
#include "records/ledger/encoding.h"
#include "records/registry/schema.h"

namespace records {

namespace {

std::vector<Grant> everything() {
    std::vector<Grant> grants;
    for (const auto& [scope, word] : base::scope_names) grants.push_back({scope, ""});
    return grants;
}

Product product_from(const Row& row) { return {.id = row.text(0), .document = row.text(1), .digest = row.text(2), .revised = row.time(3).value_or(base::Time{})}; }

}  // namespace

Registry::Registry(std::unique_ptr<Database> database) : database_(std::move(database)), people_(*database_), outbox_(*database_), alerts_(*database_), flags_(*database_), retrainings_(*database_), models_(*database_), improvements_(*database_) {}

base::Result<std::unique_ptr<Registry>> Registry::open(const std::string& path) {
    ASSIGN_OR_RETURN(auto database, sqlite_database(path));
    return open(std::move(database));
}

base::Result<std::unique_ptr<Registry>> Registry::open(std::unique_ptr<Database> database) {
    RETURN_IF_ERROR(upgrade(*database));
    return std::unique_ptr<Registry>(new Registry(std::move(database)));
}

base::Result<std::optional<std::string>> Registry::first_admin_token(base::Time now) {
    ASSIGN_OR_RETURN(const auto anybody, database_->run("SELECT count(*) FROM actors"));
    if (anybody.front().number(0) > 0) return std::optional<std::string>();
    ASSIGN_OR_RETURN(auto secret, new_admin_token(now));
    return std::optional(std::move(secret));
}

base::Result<std::string> Registry::new_admin_token(base::Time now) {
    const bool taken = static_cast<bool>(people_.find("administrator"));
    const std::string name = taken ? "administrator-" + hex(base::random_bytes(3)) : "administrator";
    ASSIGN_OR_RETURN(const auto actor, people_.add(Actor::Kind::person, name, "", everything(), now));
    const base::Time expires{now.micros + base::limits::token_days_max * base::micros_per_day};
    ASSIGN_OR_RETURN(auto issued, people_.issue(actor, "the first", {}, now, expires));
    return std::move(issued.secret);
}

base::Result<std::vector<Product>> Registry::products() {
    ASSIGN_OR_RETURN(const auto rows, database_->run("SELECT id, document, digest, revised FROM products ORDER BY id"));
    std::vector<Product> products;
    for (const auto& row : rows) products.push_back(product_from(row));
    return products;
}

base::Result<std::optional<Product>> Registry::product(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_->run("SELECT id, document, digest, revised FROM products WHERE id = $1", {id}));
    return rows.empty() ? std::optional<Product>() : std::optional(product_from(rows.front()));
}

base::Result<base::Done> Registry::put_product(const Product& product, const std::optional<std::string>& before) {
    return database_->together([&]() -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto rows, database_->run("SELECT digest FROM products WHERE id = $1", {product.id}));
        const std::string current = rows.empty() ? std::string() : rows.front().text(0);
        if (before && *before != current) return base::Error{base::Fault::conflict, "somebody else has revised the charter meanwhile: " + product.id, "look at the newest revision and apply yours to it"};
        RETURN_IF_ERROR(database_->run("INSERT INTO products (id, document, digest, revised) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET document = $2, digest = $3, revised = $4",
                                       {product.id, product.document, product.digest, product.revised}));
        return base::Done{};
    });
}

base::Result<std::optional<std::string>> Registry::setting(const std::string& name) {
    ASSIGN_OR_RETURN(const auto rows, database_->run("SELECT value FROM settings WHERE name = $1", {name}));
    return rows.empty() ? std::optional<std::string>() : std::optional(rows.front().text(0));
}

base::Result<base::Done> Registry::set(const std::string& name, const std::string& value) {
    if (value.empty()) RETURN_IF_ERROR(database_->run("DELETE FROM settings WHERE name = $1", {name}));
    else RETURN_IF_ERROR(database_->run("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2", {name, value}));
    return base::Done{};
}

}  // namespace records
