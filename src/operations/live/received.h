#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "observations/store.h"

namespace operations {

/// What live verdicts need of a store of observations: where tests put something else.
struct Received {
    std::function<observations::Mark()> mark;
    std::function<std::vector<observations::Touched>(observations::Mark)> touched_since;
    std::function<base::Result<std::unique_ptr<observations::Source>>(observations::Reading, std::optional<base::Time> known_at)> source;
};

/// The store must outlive it.
inline Received received_by(observations::Store& store) {
    return {[&store] { return store.mark(); }, [&store](observations::Mark mark) { return store.touched_since(mark); },
            [&store](observations::Reading reading, std::optional<base::Time> known_at) { return store.source(std::move(reading), known_at); }};
}

}  // namespace operations
