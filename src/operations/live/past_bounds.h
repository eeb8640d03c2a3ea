#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "charter/charter.h"

/// What a promise was held to by the revisions of its charter, and since when on the product's own clock.
namespace operations {

/// A revision of a product's charter that its verdicts were made by.
struct PastRevision {
    base::Time noted;                               ///< when it came, by the wall
    std::optional<base::Time> at;                   ///< what time it was for the product then; none: that was not recorded
    std::shared_ptr<const charter::Charter> document;
};

/// What one promise said in a revision.
struct PastBound {
    base::Time noted;
    std::optional<base::Time> at;                   ///< nothing for the first, which holds since ever, and where it was not recorded
    std::string digest;                             ///< of the revision
    std::optional<charter::Bound> bound;            ///< none: the revision had no such promise
    bool same = true;                               ///< but for its bound it says what it says now
};

/// What makes a promise this one and no other, as text; a bound is part of it.
using PromiseWords = std::function<std::string(const charter::Promise& promise, const charter::Charter& document)>;

/// By revision, the oldest first. `promise` is as it stands, in `document`.
std::vector<PastBound> bounds_of(const charter::Promise& promise, const charter::Charter& document, const std::vector<PastRevision>& revisions, const PromiseWords& said);

/// The bound that stood when a window ended, where it is another than today's and the promise said the same otherwise. Null: today's, or
/// nobody knows, because a revision in between has no time of the product's.
const PastBound* bound_then(const std::vector<PastBound>& bounds, base::Time window_end, const charter::Bound& today);

bool same_bound(const charter::Bound& a, const charter::Bound& b);

}  // namespace operations
