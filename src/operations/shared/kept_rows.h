#pragma once

#include <memory>
#include <optional>

#include "observations/store.h"

namespace operations {

/// Which of the rows that a server keeps, by the time of events; half-open.
struct KeptRows {
    std::optional<base::Time> from{}, until{};
    std::optional<base::Time> as_of{};  ///< later rows have not happened yet
};

/// They as a source, read as the document says. Rows of its reference period are no part of what is judged.
/// Faults: `missing`, while nothing was received.
base::Result<std::unique_ptr<observations::Source>> open_kept(observations::Store& store, const charter::Charter& document, const KeptRows& which);

}  // namespace operations
