#pragma once

#include <string>

#include "charter/gates.h"
#include "operations/service/service.h"

namespace operations {

struct ApprovalAsked {
    std::string subject;  ///< digest of what is to be approved
    base::Time due;
};
/// Asks for the approvals that a gate needs of a version as it stands now: an entry of the ledger, and a message to each role.
/// Faults: `input` where the gate asks for none, `conflict` where there is no evidence yet that anybody could approve.
base::Result<ApprovalAsked> ask_for_approval(Service& service, const Product& product, const charter::Gate& gate, const std::string& version, const records::Actor& by, const std::string& comment);

}  // namespace operations
