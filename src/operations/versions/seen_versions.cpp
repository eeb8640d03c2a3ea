#include "operations/versions/seen_versions.h"

#include <algorithm>

#include "operations/live/received.h"
#include "operations/shared/sources.h"

namespace operations {

base::Result<SeenVersions> seen_versions(const Product& product) {
    const auto document = product.document();
    const std::string& column = document->task.columns.version;
    SeenVersions seen;
    if (column.empty()) {
        seen.why_none = "The charter names no column that says which version a prediction is of.";
        return seen;
    }
    if (product.store().rows() == 0) {
        seen.why_none = "Nothing has been received yet.";
        return seen;
    }
    const auto received = received_by(product.store());
    observations::Reading reading = reading_of(*document), schema = reading;
    schema.columns = {};
    ASSIGN_OR_RETURN(const auto probe, received.source(std::move(schema), std::nullopt));
    reading.columns = present(reading.columns, probe->columns());
    const auto& columns = probe->columns();
    if (std::none_of(columns.begin(), columns.end(), [&](const auto& one) { return one.name == column; })) {
        seen.why_none = "No prediction that was received says which version it is of.";
        return seen;
    }
    ASSIGN_OR_RETURN(const auto source, received.source(std::move(reading), std::nullopt));
    observations::Question question;
    question.slice.by = {column};
    ASSIGN_OR_RETURN(const auto answers, source->answer({question}));
    for (const auto& cell : answers.front()) {
        const auto& extent = std::get<metrics::Extent>(cell.statistic);
        auto& one = seen.of[cell.group.front()];
        one.rows += extent.rows;
        if (extent.first) one.first = one.first ? std::min(*one.first, *extent.first) : *extent.first;
        if (extent.last) one.last = one.last ? std::max(*one.last, *extent.last) : *extent.last;
    }
    seen.of.erase("(missing)");
    return seen;
}

}  // namespace operations
