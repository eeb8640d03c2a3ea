#include "operations/versions/seen_versions.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/live/received.h"
#include "operations/service/answer_cache.h"
#include "operations/shared/sources.h"

namespace operations {

namespace {

namespace json = base::json;

/// As it is kept between two questions: nothing, or microseconds.
json::value written(const std::optional<base::Time>& time) { return time ? json::value(time->micros) : json::value(nullptr); }
std::optional<base::Time> read(const json::value& written) { return written.is_null() ? std::nullopt : std::optional(base::Time{written.to_number<std::int64_t>()}); }

std::string written(const SeenVersions& seen) {
    json::array versions;
    for (const auto& [name, one] : seen.of) versions.emplace_back(json::array{name, one.rows, written(one.first), written(one.last)});
    return json::serialize(json::object{{"why", seen.why_none}, {"versions", std::move(versions)}});
}

base::Result<SeenVersions> read(const std::string& text) {
    ASSIGN_OR_RETURN(const auto all, base::parse_json(text));
    SeenVersions seen;
    seen.why_none = all.at("why").as_string();
    for (const auto& one : all.at("versions").as_array()) seen.of[std::string(one.at(0).as_string())] = {one.at(1).to_number<std::int64_t>(), read(one.at(2)), read(one.at(3))};
    return seen;
}

base::Result<SeenVersions> counted(const Product& product) {
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

}  // namespace

base::Result<SeenVersions> seen_versions(Service& service, const Product& product) {
    ASSIGN_OR_RETURN(const std::string text, service.answers().get(question_about(product, "seen_versions", ""), [&]() -> base::Result<std::string> {
        ASSIGN_OR_RETURN(const auto seen, counted(product));
        return written(seen);
    }));
    return read(text);
}

}  // namespace operations
