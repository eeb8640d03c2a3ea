#pragma once

#include <string>

#include "charter/charter.h"
#include "records/ledger/ledger.h"
#include "report/scorecard.h"

/// From a scorecard to entries of the ledger: the charter where its text is new, and every verdict that changed.
namespace operations {

struct Recording {
    std::string folder;      ///< of the ledger
    std::string checkpoint;  ///< file that is given the newest checkpoint too; empty: none
    std::string by;          ///< who judged; kept beside the ledger, where it can be erased; empty: nobody is named
};

/// Adds to the ledger, and a note of it to the scorecard.
base::Result<base::Done> record(report::Scorecard& card, const charter::Charter& document, const Recording& recording, base::Time now);

}  // namespace operations
