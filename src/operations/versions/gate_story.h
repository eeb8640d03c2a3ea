#pragma once

#include <array>
#include <vector>

#include "charter/gates.h"
#include "operations/versions/product_entries.h"
#include "records/registry/actor.h"

/// A version before a gate, as a person must see it to decide.
namespace operations {

/// Kinds of entries that are about gates.
inline constexpr std::array<std::string_view, 5> gate_kinds{"gate_evidence", "approval_request", "approval", "gate_comment", "gate_override"};

/// What an actor may do there.
struct MayAtGate {
    bool ask = false, say = false, override = false;
    std::vector<std::string> approve;   ///< in these roles; empty also for whoever asked
    std::string why_not_approve;        ///< a sentence, where they hold a role and may not all the same
};

/// The card with every line, what was sent as evidence, what was asked, who approved or refused exactly what, what was said and overridden,
/// and what the actor may do. `entries`: of this version.
base::Result<base::json::object> gate_story(Service& service, const Product& product, const charter::Gate& gate, const std::string& version, const ProductEntries& entries, const records::Actor& actor);

}  // namespace operations
