#pragma once

#include <string>
#include <vector>

#include "records/registry/database.h"

/// Where flags lie: of each product, by key, as they stand. Who changed them, and why, is the ledger's.
namespace records {

struct KeptFlag {
    std::string product, key;
    std::string content;  ///< JSON, whose words are those of `rollout`
    base::Time changed;
};

class FlagStore {
public:
    explicit FlagStore(Database& database) : database_(database) {}

    /// Of every product, by product and key.
    base::Result<std::vector<KeptFlag>> all();
    base::Result<base::Done> put(const KeptFlag& flag);
    base::Result<base::Done> remove(const std::string& product, const std::string& key);

private:
    Database& database_;
};

}  // namespace records
