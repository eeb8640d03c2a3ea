#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "operations/service/service.h"

/// Every revision that a product's charter has had, from the ledger: when, by whom, and who approved or refused it.
namespace operations {

/// Where the registry keeps a revision as it was written.
std::string text_of_revision(const std::string& product, const std::string& digest);

/// Somebody's word on a revision, or the revision itself.
struct RevisionEvent {
    enum class Kind { proposed, approved, refused, applied };
    Kind kind = Kind::applied;
    std::uint64_t entry = 0;   ///< of the ledger
    base::Time time;
    std::string actor_id;      ///< empty: the entry does not say
    std::string actor;         ///< the name; empty: it was erased, or nobody was named
    std::string comment;
};
std::string_view name(RevisionEvent::Kind kind);

struct Revision {
    std::string digest;
    std::vector<RevisionEvent> events;  ///< in order
    std::string canonical;              ///< as it was agreed; empty: it never counted
};

/// In the order in which each was first seen. What came again counts as the same revision.
base::Result<std::vector<Revision>> revisions_of(Service& service, const std::string& product);

/// As it was written, else as the ledger has it, set out as YAML. Faults: `missing`.
struct RevisionText {
    std::string text;
    bool as_written = false;
};
base::Result<RevisionText> text_of(Service& service, const std::string& product, const std::vector<Revision>& revisions, const std::string& digest);

/// `{"kind", "promise", "what"}` of every change.
base::json::array changes_json(const std::vector<charter::Change>& changes);

}  // namespace operations
