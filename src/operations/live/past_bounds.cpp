#include "operations/live/past_bounds.h"

#include <algorithm>

namespace operations {

bool same_bound(const charter::Bound& a, const charter::Bound& b) { return a.kind == b.kind && a.low == b.low && a.high == b.high && a.relative == b.relative; }

std::vector<PastBound> bounds_of(const charter::Promise& promise, const charter::Charter& document, const std::vector<PastRevision>& revisions, const PromiseWords& said) {
    const std::string now = said(promise, document);
    std::vector<PastBound> bounds;
    for (const auto& revision : revisions) {
        PastBound& one = bounds.emplace_back();
        one.noted = revision.noted;
        if (bounds.size() > 1) one.at = revision.at;
        if (revision.document == nullptr) {
            one.same = false;
            continue;
        }
        one.digest = base::format(revision.document->digest);
        const auto& promises = revision.document->promises;
        const auto found = std::find_if(promises.begin(), promises.end(), [&](const auto& other) { return other.id == promise.id; });
        if (found == promises.end()) {
            one.same = false;
            continue;
        }
        one.bound = found->bound;
        charter::Promise with_our_bound = *found;
        with_our_bound.bound = promise.bound;
        one.same = said(with_our_bound, *revision.document) == now;
    }
    return bounds;
}

const PastBound* bound_then(const std::vector<PastBound>& bounds, base::Time window_end, const charter::Bound& today) {
    const PastBound* stood = nullptr;
    for (const auto& one : bounds) {
        const bool first = &one == &bounds.front();
        if (!first && !one.at) return nullptr;  // it came before the window ended, or after: nobody knows
        if (first || *one.at < window_end) stood = &one;
    }
    if (stood == nullptr || !stood->same || !stood->bound || same_bound(*stood->bound, today)) return nullptr;
    return stood;
}

}  // namespace operations
