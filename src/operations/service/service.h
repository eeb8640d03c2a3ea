#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "delivery/courier.h"
#include "operations/service/feed.h"
#include "operations/service/telemetry.h"
#include "operations/telling/telling.h"
#include "records/ledger/ledger.h"
#include "records/registry/registry.h"

/// A data folder that is open: everything that a server keeps. One process at a time has it open.
///
///   charter-data/
///     lock               who has it open
///     ledger.sqlite      keys/ledger.pem
///     registry.sqlite
///     products/<product>/observations.duckdb
namespace operations {

/// One product of the service.
class Product {
public:
    explicit Product(std::shared_ptr<const charter::Charter> document) : document_(std::move(document)) {}

    /// As it stands; a revision replaces it, and whoever holds the earlier one goes on with that.
    std::shared_ptr<const charter::Charter> document() const {
        const std::lock_guard lock(mutex_);
        return document_;
    }
    base::Result<base::Done> revise(std::shared_ptr<const charter::Charter> document);

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const charter::Charter> document_;
};

class Service {
public:
    using Clock = std::function<base::Time()>;

    /// Makes the folder when there is none. Faults: `conflict` where another process has it open, `corrupt` where the ledger does not verify.
    static base::Result<std::unique_ptr<Service>> open(const std::string& folder, Clock clock);
    ~Service();

    const std::string& folder() const { return folder_; }
    base::Time now() const { return clock_(); }
    records::Ledger& ledger() { return *ledger_; }
    records::Registry& registry() { return *registry_; }
    Telemetry& telemetry() { return telemetry_; }
    Feed& feed() { return feed_; }
    Telling& telling() { return *telling_; }

    std::vector<std::string> products() const;
    /// Faults: `missing`, with the nearest name that there is.
    base::Result<std::shared_ptr<Product>> product(std::string_view id) const;

    /// A charter that was sent. Faults: `input`, with all that is wrong with it.
    base::Result<std::shared_ptr<const charter::Charter>> parsed(const std::string& text, const std::string& name = "charter") const;

    struct Applied {
        bool fresh = false;                    ///< the product is new
        std::vector<charter::Change> changes;  ///< against the revision before
        std::optional<std::uint64_t> entry;    ///< of the ledger; none: it was that already
        std::string digest;
    };
    /// A new product, or a new revision of one; `text` is what `document` was parsed from.
    base::Result<Applied> apply(std::shared_ptr<const charter::Charter> document, const std::string& text, const records::Actor& actor);

private:
    Service() = default;
    struct Lock;
    base::Result<base::Done> open_product(const std::string& id, const std::string& text);

    std::string folder_;
    Clock clock_;
    std::unique_ptr<Lock> lock_;
    std::unique_ptr<records::Ledger> ledger_;
    std::unique_ptr<records::Registry> registry_;
    Telemetry telemetry_;
    Feed feed_;
    mutable std::mutex mutex_;
    std::mutex applying_;  ///< one revision at a time
    std::map<std::string, std::shared_ptr<Product>, std::less<>> products_;
    std::unique_ptr<delivery::Courier> courier_;  ///< empties the outbox, in a thread of its own, which ends first
    std::unique_ptr<Telling> telling_;
};

}  // namespace operations
