#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "operations/retraining/retrainings.h"
#include "operations/service/service.h"

namespace operations {

/// What was asked for, by whom it is answered for, what would be promised, and on what later versions are tested. Kept in the registry;
/// that it was made and solved stands in the ledger.
struct Improvement {
    std::string id, title, owner;                ///< the owner is a role of the charter
    std::string theme;                           ///< empty: it was not made from one
    std::vector<std::string> words;              ///< of the theme, as it was then
    std::vector<std::string> feedback;           ///< ids of what was said
    std::vector<std::string> predictions;        ///< that it is about: the case
    std::string proposal;                        ///< a promise, as it would be written in the charter
    std::string by;                              ///< an actor's id
    base::Time created;
    std::optional<base::Time> solved;
    std::string solved_by, version, message;     ///< what those who asked are told
    std::int64_t told = 0;                       ///< of them, as many as left an address

    /// The rows of the case, as a condition: for `where` of a promise and `--where` of the command line; empty: the case has no rows.
    std::string where(const charter::Charter& document) const;
};

base::Result<Improvement> improvement_from(const records::KeptImprovement& kept);
records::KeptImprovement kept_of(const Improvement& improvement, const std::string& product, base::Time now);

/// Faults: `missing`, with the nearest that there is.
base::Result<Improvement> find_improvement(Service& service, const std::string& product, const std::string& id);

/// {id, title, owner, state, theme, words, feedback, predictions, proposal, where, created, by, solved: {time, by, version, message}, told:
/// {asked, addresses, delivered, waiting, failed}}.
base::Result<base::json::object> json_of(Service& service, const charter::Charter& document, const Improvement& improvement);

/// A promise that the case would be held to: of the metric that fits the task.
std::string proposal_for(const charter::Charter& document, const Improvement& improvement);

/// Messages to those who asked and left an address, once each; how many. Their addresses are forgotten then.
base::Result<std::int64_t> tell_those_who_asked(Service& service, const charter::Charter& document, const Improvement& improvement, base::Time now);

inline constexpr std::size_t case_rows_max = 200;

}  // namespace operations
