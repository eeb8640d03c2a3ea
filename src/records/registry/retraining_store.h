#pragma once

#include <optional>
#include <string>
#include <vector>

#include "records/registry/database.h"

/// Where retrainings lie as they stand: those that run, so that a program that starts again finds them, and all that ever ran.
namespace records {

struct KeptRetraining {
    std::string id, product;
    bool open = true;      ///< it has not ended
    base::Time created, changed;
    std::string content;   ///< JSON, whose words are those of `operations`
};

class RetrainingStore {
public:
    explicit RetrainingStore(Database& database) : database_(database) {}

    /// Faults: `conflict` where one of the product is open: there are never two at once, whoever asks.
    base::Result<base::Done> begin(const KeptRetraining& retraining);
    /// Faults: `conflict` where it has ended meanwhile: what has ended stays as it is.
    base::Result<base::Done> change(const KeptRetraining& retraining);

    base::Result<std::optional<KeptRetraining>> find(const std::string& id);
    /// Of one product or, where it is empty, of all; the newest first.
    base::Result<std::vector<KeptRetraining>> list(const std::string& product, std::int64_t count_max);
    /// Those that have not ended.
    base::Result<std::vector<KeptRetraining>> open();

private:
    Database& database_;
};

}  // namespace records
