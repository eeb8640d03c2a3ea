#pragma once

#include <optional>
#include <string>
#include <vector>

#include "records/registry/database.h"

/// Where alerts lie: of each product a book, from which its next alerts follow, and every alert that was ever raised.
namespace records {

struct KeptAlert {
    std::string id, product;
    bool open = true;
    base::Time changed;
    std::string content;  ///< JSON, whose words are those of `report`
};

class AlertStore {
public:
    explicit AlertStore(Database& database) : database_(database) {}

    /// Empty: there is none yet.
    base::Result<std::string> book(const std::string& product);
    base::Result<base::Done> put_book(const std::string& product, const std::string& content);

    base::Result<base::Done> put(const KeptAlert& alert);
    base::Result<std::optional<KeptAlert>> find(const std::string& id);
    /// Of one product or, where it is empty, of all; the newest first.
    base::Result<std::vector<KeptAlert>> list(const std::string& product, bool closed_too, std::int64_t count_max);

private:
    Database& database_;
};

}  // namespace records
