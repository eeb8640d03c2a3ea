#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "records/ledger/entry.h"

/// What the ledger says of a version before a gate: evidence, what was asked, who said what, and what was overridden.
namespace records {

/// What was measured for a gate, on data whose digests the entry holds, against the charter that stood in the ledger before.
struct GateEvidence {
    std::uint64_t sequence = 0;
    base::Time time;
    std::string charter;   ///< digest of the revision whose promises were judged
    std::string digest;    ///< of what was found
    base::json::object body;
};

/// Somebody asked for the approvals that a gate needs.
struct ApprovalRequest {
    std::uint64_t sequence = 0;
    base::Time time, due;
    std::string subject;   ///< digest of exactly what is to be approved
    std::string by;
};

/// Consent or dissent, of exactly what was seen.
struct Approval {
    std::uint64_t sequence = 0;
    base::Time time;
    std::string subject, role, by;
    bool consent = false;
};

/// A gate that was opened although it does not hold.
struct GateOverride {
    std::uint64_t sequence = 0;
    base::Time time, until;
    std::string by;
};

struct GateRecords {
    std::map<std::string, GateEvidence> evidence;  ///< by where it comes from: holdout
    std::vector<ApprovalRequest> requests;         ///< in order
    std::vector<Approval> approvals;
    std::vector<GateOverride> overrides;
    std::vector<std::string> reminders;            ///< subjects that were reminded of, one for each time

    /// The newest request for it; null: nobody asked.
    const ApprovalRequest* request_for(const std::string& subject) const;
    /// By role, who has last consented to it. Whoever dissented last is not among them.
    std::map<std::string, std::set<std::string>> consent_to(const std::string& subject) const;
    /// Who has last dissented, with their role.
    std::map<std::string, std::set<std::string>> dissent_from(const std::string& subject) const;
    /// The newest that holds at this moment; null: there is none.
    const GateOverride* override_at(base::Time moment) const;

    /// What an entry adds. Entries that are of another kind are no fault.
    void apply(const Entry& entry);
};

}  // namespace records
