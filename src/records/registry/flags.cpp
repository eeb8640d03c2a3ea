#include "records/registry/flags.h"

namespace records {

base::Result<std::vector<KeptFlag>> FlagStore::all() {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT product, key, content, changed FROM flags ORDER BY product, key"));
    std::vector<KeptFlag> found;
    for (const auto& row : rows) found.push_back({.product = row.text(0), .key = row.text(1), .content = row.text(2), .changed = {row.number(3)}});
    return found;
}

base::Result<base::Done> FlagStore::put(const KeptFlag& flag) {
    RETURN_IF_ERROR(database_.run("INSERT INTO flags (product, key, content, changed) VALUES ($1, $2, $3, $4) ON CONFLICT (product, key) DO UPDATE SET content = $3, changed = $4",
                                  {flag.product, flag.key, flag.content, flag.changed}));
    return base::Done{};
}

base::Result<base::Done> FlagStore::remove(const std::string& product, const std::string& key) {
    RETURN_IF_ERROR(database_.run("DELETE FROM flags WHERE product = $1 AND key = $2", {product, key}));
    return base::Done{};
}

}  // namespace records
