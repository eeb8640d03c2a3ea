#pragma once

#include <optional>
#include <string>
#include <vector>

#include "records/registry/database.h"

/// What was asked for and what became of it; and how those who asked can be told. Addresses of people lie here, where they can be
/// erased, and nowhere else.
namespace records {

struct KeptImprovement {
    std::string id, product;
    bool open = true;
    base::Time created, changed;
    std::string content;   ///< JSON, whose words are those of `operations`
};

/// Where somebody who gave feedback agreed to be told what became of it.
struct FeedbackContact {
    std::string feedback;  ///< the id of what they said
    std::string address;
};

class ImprovementStore {
public:
    explicit ImprovementStore(Database& database) : database_(database) {}

    base::Result<base::Done> put(const KeptImprovement& improvement);
    base::Result<std::optional<KeptImprovement>> find(const std::string& product, const std::string& id);
    /// The newest first.
    base::Result<std::vector<KeptImprovement>> list(const std::string& product, std::int64_t count_max);

    base::Result<base::Done> put_contact(const std::string& product, const FeedbackContact& contact, base::Time now);
    /// Of these answers; whoever left no address is not among them.
    base::Result<std::vector<FeedbackContact>> contacts(const std::string& product, const std::vector<std::string>& feedback);
    /// Those who were told need not be remembered; and those who left it long ago.
    base::Result<base::Done> forget_contacts(const std::string& product, const std::vector<std::string>& feedback, base::Time before);

private:
    Database& database_;
};

}  // namespace records
