#include "records/registry/improvement_store.h"

namespace records {

namespace {

KeptImprovement improvement_from(const Row& row) { return {.id = row.text(0), .product = row.text(1), .open = row.number(2) != 0, .created = {row.number(3)}, .changed = {row.number(4)}, .content = row.text(5)}; }

constexpr std::string_view columns = "id, product, is_open, created, changed, content";

}  // namespace

base::Result<base::Done> ImprovementStore::put(const KeptImprovement& one) {
    RETURN_IF_ERROR(database_.run("INSERT INTO improvements (id, product, is_open, created, changed, content) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (product, id) DO UPDATE SET is_open = excluded.is_open, changed = excluded.changed, content = excluded.content",
                                  {one.id, one.product, std::int64_t{one.open}, one.created, one.changed, one.content}));
    return base::Done{};
}

base::Result<std::optional<KeptImprovement>> ImprovementStore::find(const std::string& product, const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT " + std::string(columns) + " FROM improvements WHERE product = $1 AND id = $2", {product, id}));
    return rows.empty() ? std::optional<KeptImprovement>() : std::optional(improvement_from(rows.front()));
}

base::Result<std::vector<KeptImprovement>> ImprovementStore::list(const std::string& product, std::int64_t count_max) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT " + std::string(columns) + " FROM improvements WHERE product = $1 ORDER BY created DESC, id LIMIT $2", {product, count_max}));
    std::vector<KeptImprovement> found;
    for (const auto& row : rows) found.push_back(improvement_from(row));
    return found;
}

base::Result<base::Done> ImprovementStore::put_contact(const std::string& product, const FeedbackContact& contact, base::Time now) {
    RETURN_IF_ERROR(database_.run("INSERT INTO feedback_contacts (product, feedback, address, created) VALUES ($1, $2, $3, $4) ON CONFLICT (product, feedback) DO UPDATE SET address = excluded.address", {product, contact.feedback, contact.address, now}));
    return base::Done{};
}

base::Result<std::vector<FeedbackContact>> ImprovementStore::contacts(const std::string& product, const std::vector<std::string>& feedback) {
    std::vector<FeedbackContact> found;
    for (const auto& id : feedback) {
        ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT address FROM feedback_contacts WHERE product = $1 AND feedback = $2", {product, id}));
        if (!rows.empty()) found.push_back({id, rows.front().text(0)});
    }
    return found;
}

base::Result<base::Done> ImprovementStore::forget_contacts(const std::string& product, const std::vector<std::string>& feedback, base::Time before) {
    for (const auto& id : feedback) RETURN_IF_ERROR(database_.run("DELETE FROM feedback_contacts WHERE product = $1 AND feedback = $2", {product, id}));
    RETURN_IF_ERROR(database_.run("DELETE FROM feedback_contacts WHERE product = $1 AND created < $2", {product, before}));
    return base::Done{};
}

}  // namespace records
