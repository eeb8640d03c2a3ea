#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "operations/releases/releases.h"
#include "operations/versions/product_entries.h"
#include "operations/versions/seen_versions.h"
#include "records/registry/models.h"

namespace operations {

/// One version of a product, by everything that knows of it.
struct KnownVersion {
    std::string name;
    std::optional<records::ModelVersion> registered;
    std::optional<SeenVersion> seen;
    std::optional<std::size_t> release;            ///< of `KnownVersions::releases`, the newest that gave it out
    std::map<std::string, std::string> verdicts;   ///< by promise: the newest that the ledger has of this version
    std::set<std::string> gates;                   ///< before which something of it was sent, asked or overridden
    base::Time since;                              ///< registered, first seen or first spoken of
};

struct KnownVersions {
    std::vector<KnownVersion> versions;   ///< the newest first
    std::vector<Release> releases;        ///< the oldest first
    std::string why_none_seen;            ///< why observations tell no versions apart; empty: they do
    std::string served;                   ///< what everybody gets who is in no release; empty: nobody knows
};

/// From the registry, from what is received, and from the ledger. Reads all predictions once, and the ledger once.
base::Result<KnownVersions> known_versions(Service& service, const Product& product);

}  // namespace operations
