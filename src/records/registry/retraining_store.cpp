#include "records/registry/retraining_store.h"

namespace records {

namespace {

KeptRetraining retraining_from(const Row& row) { return {.id = row.text(0), .product = row.text(1), .open = row.number(2) != 0, .created = {row.number(3)}, .changed = {row.number(4)}, .content = row.text(5)}; }

std::vector<KeptRetraining> retrainings_from(const std::vector<Row>& rows) {
    std::vector<KeptRetraining> found;
    for (const auto& row : rows) found.push_back(retraining_from(row));
    return found;
}

}  // namespace

base::Result<base::Done> RetrainingStore::begin(const KeptRetraining& one) {
    return database_.together([&]() -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT id FROM retrainings WHERE product = $1 AND is_open = 1", {one.product}));
        if (!rows.empty()) return base::Error{base::Fault::conflict, "a retraining of " + one.product + " runs already: " + rows.front().text(0), "wait for it, or stop it: charter retraining stop " + one.product + " " + rows.front().text(0)};
        RETURN_IF_ERROR(database_.run("INSERT INTO retrainings (id, product, is_open, created, changed, content, sequence) SELECT $1, $2, $3, $4, $5, $6, coalesce(max(sequence) + 1, 0) FROM retrainings", {one.id, one.product, std::int64_t{one.open}, one.created, one.changed, one.content}));
        return base::Done{};
    });
}

base::Result<base::Done> RetrainingStore::change(const KeptRetraining& one) {
    return database_.together([&]() -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT is_open FROM retrainings WHERE id = $1", {one.id}));
        if (rows.empty() || rows.front().number(0) == 0) return base::Error{base::Fault::conflict, "this retraining has ended: " + one.id, "charter retraining show says with what"};
        RETURN_IF_ERROR(database_.run("UPDATE retrainings SET is_open = $2, changed = $3, content = $4 WHERE id = $1", {one.id, std::int64_t{one.open}, one.changed, one.content}));
        return base::Done{};
    });
}

base::Result<std::optional<KeptRetraining>> RetrainingStore::find(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT id, product, is_open, created, changed, content FROM retrainings WHERE id = $1", {id}));
    return rows.empty() ? std::optional<KeptRetraining>() : std::optional(retraining_from(rows.front()));
}

base::Result<std::vector<KeptRetraining>> RetrainingStore::list(const std::string& product, std::int64_t count_max) {
    // The order in which they began, whatever the clock said meanwhile.
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT id, product, is_open, created, changed, content FROM retrainings WHERE ($1 = '' OR product = $1) ORDER BY sequence DESC LIMIT $2", {product, count_max}));
    return retrainings_from(rows);
}

base::Result<std::vector<KeptRetraining>> RetrainingStore::open() {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT id, product, is_open, created, changed, content FROM retrainings WHERE is_open = 1 ORDER BY sequence"));
    return retrainings_from(rows);
}

}  // namespace records
