#pragma once

#include "base/result.h"
#include "observations/duck.h"
#include "observations/event_layout.h"
#include "observations/pseudonyms.h"

namespace observations {

/// Brings what is kept under all keys of pseudonyms, where some have been added since (`Pseudonyms::add_key`). To be called while nobody else
/// reads or writes, before anything is remembered of what is kept; costs one small query where there is nothing to do.
///
/// Rows are rewritten in portions, each with the place up to which it has come in one transaction: whatever is killed meanwhile, each pseudonym has been
/// brought under each key exactly once when this returns. Every hour then counts as touched, so that whatever was worked out of
/// pseudonyms is worked out again. Only what looks like a pseudonym is rewritten, in the columns that the layout hides.
/// Faults: `corrupt` where the file has fewer keys than were used.
base::Result<base::Done> change_pseudonyms(duck::Database& database, const EventLayout& layout, const Pseudonyms& pseudonyms);

}  // namespace observations
