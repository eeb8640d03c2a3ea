#include <atomic>

#include "observations/past_events.h"

#include <fmt/format.h>

#include "observations/duck.h"
#include "observations/relation.h"

namespace observations {

namespace {

using base::Error;
using base::Fault;
using base::Result;

/// `{"name": value, ...}` of a row, without what is missing.
std::string object_of(const std::vector<std::pair<std::string, std::string>>& members) {
    std::string list;
    for (const auto& [name, sql] : members) list += fmt::format("{}{}: {}", list.empty() ? "" : ", ", duck::literal(name), sql);
    return "CAST(json_merge_patch('{}', to_json({" + list + "})) AS VARCHAR)";
}

Result<std::string> query_of(const Relation& relation, const charter::Charter& document) {
    const charter::Columns& task = document.task.columns;
    if (task.time.empty() || task.id.empty()) return Error{Fault::input, "the charter names no column for " + std::string(task.time.empty() ? "times" : "ids"), "name it: task: {columns: {time: ..., id: ...}}"};
    RETURN_IF_ERROR(relation.column(task.time));
    RETURN_IF_ERROR(relation.column(task.id));
    std::vector<std::pair<std::string, std::string>> row;
    bool labelled = false;
    for (const auto& column : relation.columns()) {
        if (column.name == task.label) labelled = true;
        else row.emplace_back(column.name, duck::identifier(column.name));
    }
    const std::string time = duck::identifier(task.time), id = duck::identifier(task.id), label = duck::identifier(task.label);
    const std::string outcome = labelled ? fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE {} END", label, object_of({{"kind", "'outcome'"}, {"prediction_id", "CAST(" + id + " AS VARCHAR)"}, {"predicted_at", "CAST(" + time + " AS VARCHAR)"}, {task.label, label}}))
                                         : "NULL";
    return fmt::format("SELECT CAST(CAST(CAST({0} AS TIMESTAMP) AS DATE) AS VARCHAR) AS day, {1} AS prediction, {2} AS outcome FROM {3} WHERE {0} IS NOT NULL ORDER BY CAST({0} AS TIMESTAMP), {4}", time, object_of(row), outcome,
                       relation.sql(Relation::Rejects::ignore), id);
}

}  // namespace

Result<base::Done> past_events(const std::vector<std::string>& files, const charter::Charter& document, const std::atomic<bool>* stop, const std::function<Result<base::Done>(const PastDay&)>& take) {
    ASSIGN_OR_RETURN(const auto database, duck::Database::open({.stop = stop}));
    ASSIGN_OR_RETURN(const Relation relation, Relation::open(*database, files));
    ASSIGN_OR_RETURN(const std::string query, query_of(relation, document));
    ASSIGN_OR_RETURN(auto stream, database->stream(query));
    PastDay day;
    std::string written;  // of `day`
    for (;;) {
        ASSIGN_OR_RETURN(const auto chunk, stream.next());
        if (!chunk) break;
        const auto days = chunk->vector(0), predictions = chunk->vector(1), outcomes = chunk->vector(2);
        for (std::size_t row = 0; row < chunk->size(); ++row) {
            if (days.text(row) != written) {
                if (!written.empty()) RETURN_IF_ERROR(take(day));
                day = {};
                written = std::string(days.text(row));
                ASSIGN_OR_RETURN(day.day, base::parse_time(written));
            }
            day.predictions.append(predictions.text(row)).append("\n");
            ++day.predicted;
            if (!outcomes.known(row)) continue;
            day.outcomes.append(outcomes.text(row)).append("\n");
            ++day.known;
        }
    }
    return written.empty() ? base::Done{} : take(day);
}

}  // namespace observations
