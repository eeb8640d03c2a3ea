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

/// How the rows of one day are asked for. Day by day, since sorting all of them at once would take as much room as they do.
struct Queries {
    std::string days;                            ///< every day that has rows, in order
    std::string of_day_begin, of_day_end;        ///< around the day
};

Result<Queries> queries_of(const Relation& relation, const charter::Charter& document) {
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
    const std::string time = duck::identifier(task.time), id = duck::identifier(task.id), label = duck::identifier(task.label), from = relation.sql(Relation::Rejects::ignore);
    const std::string outcome = labelled ? fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE {} END", label, object_of({{"kind", "'outcome'"}, {"prediction_id", "CAST(" + id + " AS VARCHAR)"}, {"predicted_at", "CAST(" + time + " AS VARCHAR)"}, {task.label, label}}))
                                         : "NULL";
    const std::string moment = "CAST(" + time + " AS TIMESTAMP)", day = "CAST(" + moment + " AS DATE)";
    return Queries{fmt::format("SELECT DISTINCT CAST({} AS VARCHAR) AS day FROM {} WHERE {} IS NOT NULL ORDER BY day", day, from, time),
                   fmt::format("SELECT {} AS prediction, {} AS outcome FROM {} WHERE {} = ", object_of(row), outcome, from, day), fmt::format(" ORDER BY {}, {}", moment, id)};
}

Result<PastDay> read_day(duck::Database& database, const Queries& queries, const std::string& written) {
    PastDay day;
    ASSIGN_OR_RETURN(day.day, base::parse_time(written));
    ASSIGN_OR_RETURN(auto stream, database.stream(queries.of_day_begin + "DATE " + duck::literal(written) + queries.of_day_end));
    for (;;) {
        ASSIGN_OR_RETURN(const auto chunk, stream.next());
        if (!chunk) return day;
        const auto predictions = chunk->vector(0), outcomes = chunk->vector(1);
        for (std::size_t row = 0; row < chunk->size(); ++row) {
            day.predictions.append(predictions.text(row)).append("\n");
            ++day.predicted;
            if (!outcomes.known(row)) continue;
            day.outcomes.append(outcomes.text(row)).append("\n");
            ++day.known;
        }
    }
}

}  // namespace

Result<base::Done> past_events(const std::vector<std::string>& files, const charter::Charter& document, const std::atomic<bool>* stop, const std::function<Result<base::Done>(const PastDay&)>& take) {
    ASSIGN_OR_RETURN(const auto database, duck::Database::open({.stop = stop}));
    ASSIGN_OR_RETURN(const Relation relation, Relation::open(*database, files));
    ASSIGN_OR_RETURN(const Queries queries, queries_of(relation, document));
    ASSIGN_OR_RETURN(const auto days, database->texts(queries.days));
    for (const auto& row : days) {
        ASSIGN_OR_RETURN(const PastDay day, read_day(*database, queries, row.front()));
        RETURN_IF_ERROR(take(day));
    }
    return base::Done{};
}

}  // namespace observations
