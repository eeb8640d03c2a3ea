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
#include "observations/store.h"
#include "operations/live/live_product.h"
#include "operations/service/feed.h"
#include "operations/service/mlflow_desk.h"
#include "operations/service/flag_board.h"
#include "operations/service/telemetry.h"
#include "operations/telling/telling.h"
#include "protocols/inference.h"
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

/// One product of the service. Any number of threads.
class Product {
public:
    Product(std::string folder, std::shared_ptr<const charter::Charter> document, std::unique_ptr<observations::Store> store, std::unique_ptr<LiveProduct> live)
        : folder_(std::move(folder)), store_(std::move(store)), live_(std::move(live)), document_(std::move(document)) {}

    const std::string& folder() const { return folder_; }
    /// As it stands; a revision replaces it, and whoever holds the earlier one goes on with that.
    std::shared_ptr<const charter::Charter> document() const {
        const std::lock_guard lock(mutex_);
        return document_;
    }
    observations::Store& store() const { return *store_; }               ///< what was received
    protocols::Inferences& inferences() const { return *inferences_; }   ///< requests of models that wait for their answers
    /// To read from; `refresh` and `revise` go through the functions below, which keep them apart.
    const LiveProduct& live() const { return *live_; }

    base::Result<Changes> refresh(base::Time now);
    std::optional<base::Time> next_due(base::Time now) const;
    /// `document` as it was agreed; `compared` the same, with the reference file that the server keeps.
    base::Result<base::Done> revise(std::shared_ptr<const charter::Charter> document, charter::Charter compared, base::Time now);

    /// What the last refresh failed with; empty: it did not.
    std::string fault() const {
        const std::lock_guard lock(mutex_);
        return fault_;
    }

private:
    const std::string folder_;
    std::unique_ptr<observations::Store> store_;
    std::unique_ptr<LiveProduct> live_;
    std::unique_ptr<protocols::Inferences> inferences_ = std::make_unique<protocols::Inferences>();
    mutable std::mutex refreshing_;  ///< one thread at a time
    mutable std::mutex mutex_;       ///< of what follows
    std::shared_ptr<const charter::Charter> document_;
    std::string fault_;
};

/// How a file is read is told by its name, and what was sent has none: `.parquet`, `.csv.gz`, `.ndjson` or `.csv`, by its first bytes.
std::string_view ending_of(std::string_view bytes);

class AnswerCache;
class Retrainings;
class Uploads;

/// A revision that weakens a promise and waits for an approval.
struct Proposal {
    std::string digest, before;  ///< of it, and of the revision that it was made from
    std::string by;              ///< the id of who sent it
    std::string text;            ///< as it was written
};
/// Whether a weakening was approved.
enum class Approved { no, yes };

class Service {
public:
    using Clock = std::function<base::Time()>;

    /// Makes the folder when there is none. Faults: `conflict` where another process has it open, `corrupt` where the ledger does not verify.
    static base::Result<std::unique_ptr<Service>> open(const std::string& folder, Clock clock, LiveClock products = LiveClock::wall);
    ~Service();

    const std::string& folder() const { return folder_; }
    base::Time now() const { return clock_(); }
    records::Ledger& ledger() { return *ledger_; }
    records::Registry& registry() { return *registry_; }
    Telemetry& telemetry() { return telemetry_; }
    Feed& feed() { return feed_; }
    FlagBoard& flags() { return *flags_; }
    MlflowDesk& mlflow() { return *mlflow_; }
    /// Asked before an alias or a stage of a registered model changes, however that is asked for.
    void guard_models(protocols::mlflow::Guard guard) { mlflow_->guard(std::move(guard)); }
    Telling& telling() { return *telling_; }
    Retrainings& retrainings() { return *retrainings_; }
    AnswerCache& answers() { return *answers_; }  ///< of questions over what is kept that take long
    Uploads& uploads() { return *uploads_; }      ///< files that people sent to be looked at

    /// Called whenever something came for a product: it must be quick.
    void on_change(std::function<void()> listener);
    /// Something other than data has changed, that whoever listens should look at.
    void wake() { changed(); }

    std::vector<std::string> products() const;
    /// Faults: `missing`, with the nearest name that there is.
    base::Result<std::shared_ptr<Product>> product(std::string_view id) const;

    /// A charter that was sent. Faults: `input`, with all that is wrong with it.
    base::Result<std::shared_ptr<const charter::Charter>> parsed(const std::string& text, const std::string& name = "charter") const;

    struct Applied {
        bool fresh = false;                    ///< the product is new
        bool proposed = false;                 ///< it weakens a promise, and counts once somebody has approved that
        std::vector<charter::Change> changes;  ///< against the revision before
        std::optional<std::uint64_t> entry;    ///< of the ledger; none: it was that already
        std::string digest;
    };
    /// A new product, or a new revision of one; `text` is what `document` was parsed from.
    /// A revision that weakens a promise, of a document with roles that approve that (`approves: [weaken-promise]`), waits for one of them.
    /// `before`: the digest of the revision that it was made from, where that is known; `none` for a new product. Faults: `conflict`, where another stands.
    base::Result<Applied> apply(std::shared_ptr<const charter::Charter> document, const std::string& text, const records::Actor& actor, Approved approved = Approved::no, const std::string& before = {});
    /// What waits for that approval; one at a time, and a newer one takes the place of the one before.
    base::Result<std::optional<Proposal>> proposal(const std::string& product);
    base::Result<base::Done> withdraw_proposal(const std::string& product) { return registry_->set("proposal/" + product, ""); }

    /// Keeps a file (Parquet, CSV, NDJSON, a profile) as what a product is compared with; its digest.
    base::Result<std::string> take_reference(std::string_view product, std::string_view bytes, const records::Actor& actor);

    /// The document with the reference file that the server keeps, or with none: what a charter names is not opened.
    base::Result<charter::Charter> compared(const charter::Charter& document);

    /// The digest of what a version of the product's registered model is made of; empty: the registry has none.
    std::string artifact_of(const charter::Charter& document, const std::string& version);
    /// A version of a registered model, by its number; nothing: there is none.
    std::optional<records::ModelVersion> registered_version(const std::string& model, const std::string& version);

private:
    Service() = default;
    struct Lock;
    base::Result<Applied> propose(const std::shared_ptr<const charter::Charter>& document, const std::string& text, const records::Actor& actor, Applied applied, const std::string& before);
    base::Result<base::Done> open_product(std::shared_ptr<const charter::Charter> document);
    void changed();

    std::string folder_;
    Clock clock_;
    LiveClock live_clock_ = LiveClock::wall;
    std::unique_ptr<Lock> lock_;
    std::unique_ptr<records::Ledger> ledger_;
    std::unique_ptr<records::Registry> registry_;
    std::unique_ptr<delivery::Courier> courier_;  ///< empties the outbox, in a thread of its own
    std::unique_ptr<Telling> telling_;
    std::shared_ptr<Retrainings> retrainings_;
    Telemetry telemetry_;
    Feed feed_;
    std::unique_ptr<FlagBoard> flags_;
    std::unique_ptr<MlflowDesk> mlflow_;
    std::unique_ptr<AnswerCache> answers_;
    std::unique_ptr<Uploads> uploads_;
    mutable std::mutex mutex_;
    std::function<void()> listener_;
    std::mutex applying_;  ///< one revision at a time
    std::map<std::string, std::shared_ptr<Product>, std::less<>> products_;
};

}  // namespace operations
