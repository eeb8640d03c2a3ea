#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "operations/service/feed.h"
#include "operations/service/flag_terms.h"
#include "protocols/ofrep/ofrep.h"
#include "records/registry/registry.h"
#include "rollout/flag.h"

/// The flags of every product as they stand, in memory: whoever evaluates takes what there is and holds it as long as needed, and
/// nobody waits for a database. Whatever changes them changes the registry first, then what is served, and then tells who watches.
///
///   const auto served = service.flags().of("flights");                       // never null
///   service.flags().show_versions("flights", {{.release = "7", ...}});       // what a release decides; returns when it is served
///
/// Any number of threads.
namespace operations {

class FlagBoard {
public:
    FlagBoard(records::Registry& registry, Feed& feed);

    /// All flags of the registry; once, before anybody asks.
    base::Result<base::Done> load();

    std::shared_ptr<const protocols::ofrep::Served> of(std::string_view product) const;

    /// As it was put; nothing where there is none of the key.
    std::optional<rollout::Flag> find(std::string_view product, std::string_view key) const;
    std::vector<rollout::Flag> list(std::string_view product) const;

    base::Result<base::Done> put(const std::string& product, const rollout::Flag& flag, base::Time now);
    base::Result<base::Done> remove(const std::string& product, const std::string& key, base::Time now);

    /// Versions that releases of the product give out, in place of those that were shown before. In memory alone: whoever runs
    /// releases shows them again when a server starts. Within this call everybody who asks gets the new ones, and watchers are told.
    void show_versions(const std::string& product, std::vector<rollout::VersionFlag> versions, base::Time now);
    std::vector<rollout::VersionFlag> versions(std::string_view product) const;

    /// What is published when something changed, and where: those who keep values fetch them again.
    std::shared_ptr<void> watch(const std::string& product, Sink sink);

    /// A browser's EventSource sends no token: whoever may see the product is given a ticket, good for a day with this process, and
    /// what it opens tells only that something changed.
    std::string ticket_for(std::string_view product, base::Time now) const;
    bool is_ticket(std::string_view ticket, std::string_view product, base::Time now) const;

    std::shared_ptr<const FlagTerms> terms(base::Time now) { return terms_.at(now); }

private:
    struct Kept {
        std::map<std::string, rollout::Flag, std::less<>> flags;
        std::vector<rollout::VersionFlag> versions;
        std::shared_ptr<const protocols::ofrep::Served> served;
    };
    static void serve(const std::string& product, Kept& kept, base::Time now);
    void change(const std::string& product, base::Time now, const std::function<void(Kept&)>& edit);

    records::Registry& registry_;
    Feed& feed_;
    FlagTermsReader terms_;
    const std::string key_;              ///< of tickets; this process alone has it
    std::shared_ptr<const protocols::ofrep::Served> none_;
    std::mutex changing_;                ///< one change at a time, from the registry to what is served
    mutable std::shared_mutex mutex_;    ///< of what follows
    std::map<std::string, Kept, std::less<>> kept_;
};

}  // namespace operations
