#include "operations/shared/kept_rows.h"

#include <algorithm>

#include "operations/shared/sources.h"

namespace operations {

base::Result<std::unique_ptr<observations::Source>> open_kept(observations::Store& store, const charter::Charter& document, const KeptRows& which) {
    observations::Reading reading = reading_of(document);
    observations::Reading schema = reading;
    schema.columns = {};  // which of them there are is what is asked
    const auto probe = store.source(std::move(schema));
    if (!probe && probe.error().fault == base::Fault::missing) return base::Error{base::Fault::missing, "nothing has been received yet of " + document.product, "send observations: charter observe, or charter send"};
    if (!probe) return probe.error();
    reading.columns = present(reading.columns, (*probe)->columns());
    reading.from = which.from;
    reading.until = which.until;
    reading.as_of = which.as_of;
    if (document.reference_period && !document.reference_file) reading.from = std::max(reading.from.value_or(document.reference_period->to), document.reference_period->to);
    return store.source(std::move(reading));
}

}  // namespace operations
