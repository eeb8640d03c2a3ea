#pragma once

#include <string>

#include "charter/gates.h"
#include "operations/service/service.h"
#include "report/gate_card.h"

namespace operations {

/// A version before a gate, as everything stands now: evidence from files as the ledger has it, the rest measured anew. Changes nothing.
base::Result<report::GateCard> judge_gate(Service& service, const Product& product, const charter::Gate& gate, const std::string& version);

/// The same without what nobody can know before a first share has the version: its shadow, its canary. A card without lines holds nothing back.
report::GateCard before_first_share(report::GateCard card);

/// Digest of exactly what an approval is about: the gate, the version with its artifact, the evidence and the charter. Where one of them
/// changes it is another, and what was approved is void by itself. Empty: a file was asked for, and there is no evidence of one yet.
std::string approval_subject(const charter::Charter& document, const charter::Gate& gate, const std::string& version, const std::string& artifact, const records::GateRecords& records);

/// What to do about an approval that waits.
std::string approval_advice(const std::string& product, const std::string& gate, const std::string& version, const std::string& subject);

/// Whoever counts for a role has consented, holds it still, and is not who asked; nobody counts for two. How many of each role's places are
/// filled, as many in all as can be.
std::map<std::string, int> places_filled(const std::vector<std::string>& roles, const std::map<std::string, std::set<std::string>>& consent);

}  // namespace operations
