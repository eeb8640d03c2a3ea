#include "records/registry/alert_store.h"

namespace records {

namespace {

KeptAlert alert_from(const Row& row) { return {.id = row.text(0), .product = row.text(1), .open = row.number(2) != 0, .changed = {row.number(3)}, .content = row.text(4)}; }

}  // namespace

base::Result<std::string> AlertStore::book(const std::string& product) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT content FROM alert_books WHERE product = $1", {product}));
    return rows.empty() ? std::string() : rows.front().text(0);
}

base::Result<base::Done> AlertStore::put_book(const std::string& product, const std::string& content) {
    RETURN_IF_ERROR(database_.run("INSERT INTO alert_books (product, content) VALUES ($1, $2) ON CONFLICT (product) DO UPDATE SET content = $2", {product, content}));
    return base::Done{};
}

base::Result<base::Done> AlertStore::put(const KeptAlert& alert) {
    RETURN_IF_ERROR(database_.run("INSERT INTO alerts (id, product, is_open, changed, content) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET is_open = $3, changed = $4, content = $5",
                                  {alert.id, alert.product, std::int64_t{alert.open}, alert.changed, alert.content}));
    return base::Done{};
}

base::Result<std::optional<KeptAlert>> AlertStore::find(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT id, product, is_open, changed, content FROM alerts WHERE id = $1", {id}));
    return rows.empty() ? std::optional<KeptAlert>() : std::optional(alert_from(rows.front()));
}

base::Result<std::vector<KeptAlert>> AlertStore::list(const std::string& product, bool closed_too, std::int64_t count_max) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT id, product, is_open, changed, content FROM alerts WHERE ($1 = '' OR product = $1) AND (is_open = 1 OR $2 = 1) ORDER BY is_open DESC, changed DESC, id LIMIT $3",
                                                    {product, std::int64_t{closed_too}, count_max}));
    std::vector<KeptAlert> found;
    for (const auto& row : rows) found.push_back(alert_from(row));
    return found;
}

}  // namespace records
