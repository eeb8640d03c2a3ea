#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/registry/alert_store.h"
#include "records/registry/database.h"
#include "records/registry/flags.h"
#include "records/registry/improvement_store.h"
#include "records/registry/models.h"
#include "records/registry/outbox.h"
#include "records/registry/people.h"
#include "records/registry/retraining_store.h"

/// What must be remembered and may change: who there is, by what they are known, which products there are. What was decided
/// is the ledger's.
///
///   ASSIGN_OR_RETURN(const auto registry, Registry::open(folder + "/registry.sqlite"));
///   ASSIGN_OR_RETURN(const auto actor, registry->actor_of(token, now));
///
/// Any number of threads may use one registry, and several processes one file.
namespace records {

/// A product as it stands now; its earlier charters are in the ledger.
struct Product {
    std::string id;
    std::string document;  ///< the charter as it was written
    std::string digest;    ///< of its canonical form
    base::Time revised;
};

class Registry {
public:
    /// Made when there is none; one that an older program wrote is brought up to date.
    static base::Result<std::unique_ptr<Registry>> open(const std::string& path);
    static base::Result<std::unique_ptr<Registry>> open(std::unique_ptr<Database> database);

    /// The secret of a token that may do everything, once: when there is nobody yet. Nothing afterwards.
    base::Result<std::optional<std::string>> first_admin_token(base::Time now);
    /// The same for whoever has lost it and has the folder: a new administrator, beside whom there are.
    base::Result<std::string> new_admin_token(base::Time now);
    base::Result<std::optional<Actor>> actor_of(std::string_view token, base::Time now) { return people_.actor_of(token, now); }

    People& people() { return people_; }
    Outbox& outbox() { return outbox_; }
    AlertStore& alerts() { return alerts_; }
    FlagStore& flags() { return flags_; }
    RetrainingStore& retrainings() { return retrainings_; }
    ModelRegistry& models() { return models_; }
    ImprovementStore& improvements() { return improvements_; }
    /// What the body writes, all of it or, when it fails, nothing.
    base::Result<base::Done> together(const std::function<base::Result<base::Done>()>& body) { return database_->together(body); }

    base::Result<std::vector<Product>> products();
    base::Result<std::optional<Product>> product(const std::string& id);
    /// `before`: the digest of the revision that this one was made from, where the caller knows it; another one is a conflict.
    base::Result<base::Done> put_product(const Product& product, const std::optional<std::string>& before = {});

    base::Result<std::optional<std::string>> setting(const std::string& name);
    /// An empty value takes it away.
    base::Result<base::Done> set(const std::string& name, const std::string& value);

private:
    explicit Registry(std::unique_ptr<Database> database);

    std::unique_ptr<Database> database_;
    People people_;
    Outbox outbox_;
    AlertStore alerts_;
    FlagStore flags_;
    RetrainingStore retrainings_;
    ModelRegistry models_;
    ImprovementStore improvements_;
};

}  // namespace records
