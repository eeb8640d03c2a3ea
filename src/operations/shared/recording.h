#pragma once

#include <string>

#include "charter/charter.h"
#include "records/ledger/ledger.h"
#include "report/scorecard.h"

/// Between a scorecard and the ledger: what was recorded decides the promises that rest on a record, and the charter where its
/// text is new and every verdict that changed become entries.
namespace operations {

struct Recording {
    std::string folder;      ///< of the ledger, which its notes name
    std::string checkpoint;  ///< file that is given the newest checkpoint too; empty: none
    std::string by;          ///< who judged; kept beside the ledger, where it can be erased; empty: nobody is named
};

/// A review or approval keeps its promise until it must be renewed, and a refusal breaks it; without one, or with one that has
/// expired, the promise is unproven. What was recorded after `moment` does not count.
base::Result<base::Done> judge_records(report::Scorecard& card, const charter::Charter& document, records::Ledger& ledger, base::Time moment);

/// Adds to the ledger, and a note of it to the scorecard.
base::Result<base::Done> remember(report::Scorecard& card, const charter::Charter& document, records::Ledger& ledger, const Recording& recording, base::Time now);

/// What was found of one promise, as entries of the ledger enclose it: verdict, value, interval, bound and, where they are few, the counts.
base::json::object finding_of(const report::PromiseResult& result);

/// The entry of a charter's text, to be added before what was said of it.
base::Result<records::Draft> charter_entry(const charter::Charter& document);

}  // namespace operations
