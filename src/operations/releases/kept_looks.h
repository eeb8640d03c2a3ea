#pragma once

#include <cstddef>
#include <vector>

#include "operations/releases/looks.h"

/// The looks at a release as they were when it was decided by them. What is known of a moment changes afterwards (an outcome that came late, a
/// prediction that was corrected), and what was decided then was decided by what was known then; so each look is kept beside the ledger, whose
/// entries hold what the moves rested on.
///
///   RETURN_IF_ERROR(keep_look(service, release, seen, now));              // at every decision
///   ASSIGN_OR_RETURN(const auto looks, kept_looks(service, release, 60));  // oldest first
///
/// Limits: of each release at most 400, at least five seconds apart; when there are more, every second one goes, and those that come are as far apart as
/// those that are left. The newest is always there.
namespace operations {

/// Kept when it shows something that the one before it did not, and is not too near to it; one by which the release `moved` is kept in any case.
enum class Moved { no, yes };
base::Result<base::Done> keep_look(Service& service, const Release& release, const rollout::Summary& seen, base::Time now, Moved moved);

/// At most `count`, evenly left out, with the newest among them. None: the release is older than they are.
base::Result<std::vector<TimedLook>> kept_looks(Service& service, const Release& release, std::size_t count);

}  // namespace operations
