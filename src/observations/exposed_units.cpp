#include "observations/exposed_units.h"

#include <algorithm>

#include "observations/event_tables.h"
#include "observations/store.h"

namespace observations {

namespace {

std::string number_of(const EventLayout& layout, const std::string& name) {
    const std::string column = duck::identifier(name);
    const auto found = std::find_if(layout.columns.begin(), layout.columns.end(), [&](const auto& one) { return one.name == name; });
    switch (found->type) {
        case StoredType::truth: return "CAST(" + column + " AS DOUBLE)";
        case StoredType::number: return column;
        default: return "coalesce(TRY_CAST(" + column + " AS DOUBLE), CAST(TRY_CAST(" + column + " AS BOOLEAN) AS DOUBLE))";
    }
}

std::string summed(const UnitColumn& column, std::size_t place, const std::optional<base::Duration>& within) {
    const std::string x = "c" + std::to_string(place);
    // A month is taken to be long.
    const std::string since = "e.t >= x.first" + (within ? " AND e.t <= x.first + " + std::to_string(within->micros + within->months * 31 * base::micros_per_day) : "");
    switch (column.how) {
        case UnitColumn::How::sum: return "sum(CASE WHEN " + since + " THEN " + x + " END)";
        case UnitColumn::How::any: return "max(CASE WHEN " + since + " THEN CAST(" + x + " <> 0 AS DOUBLE) END)";
        case UnitColumn::How::earlier: return "max(" + x + ")";
    }
    return {};
}

/// Rows of one kind: the unit, the time, the version and every number.
std::string rows_of(const EventLayout& layout, EventKind kind, const ExposedQuestion& question, std::optional<base::Time> from) {
    Reading reading;
    reading.columns.time = "charter: moment";
    reading.from = from;
    std::string sql = "SELECT CAST(" + duck::identifier(question.unit) + " AS VARCHAR) AS u, epoch_us(\"charter: moment\") AS t, " + (question.version.empty() ? "NULL" : "CAST(" + duck::identifier(question.version) + " AS VARCHAR)") + " AS v";
    for (std::size_t i = 0; i < question.columns.size(); ++i) sql += ", " + number_of(layout, question.columns[i].name) + " AS c" + std::to_string(i);
    return sql + " FROM " + EventTables::view(layout, kind, reading, {}).sql;
}

std::string all_rows(const EventLayout& layout, const ExposedQuestion& question, std::initializer_list<EventKind> kinds, std::optional<base::Time> from) {
    std::string sql;
    for (const EventKind kind : kinds) sql += (sql.empty() ? "" : " UNION ALL ") + rows_of(layout, kind, question, from);
    return sql;
}

base::Result<base::Done> must_be_kept(const EventLayout& layout, const std::string& name) {
    if (std::any_of(layout.columns.begin(), layout.columns.end(), [&](const auto& column) { return column.name == name; })) return base::Done{};
    return base::Error{base::Fault::input, "no column of this name is kept of what is received: " + name, "name it in the charter, and apply that"};
}

}  // namespace

base::Result<base::Done> visit_exposed(duck::Database& reader, const EventLayout& layout, const ExposedQuestion& question, const TakeUnit& take) {
    if (question.unit != layout.id_name) RETURN_IF_ERROR(must_be_kept(layout, question.unit));  // what an event is known by is always kept
    if (!question.version.empty()) RETURN_IF_ERROR(must_be_kept(layout, question.version));
    for (const auto& column : question.columns) RETURN_IF_ERROR(must_be_kept(layout, column.name));
    const std::string versions = question.version.empty() ? "" : " AND list_contains(" + duck::list(question.versions) + ", v)";
    std::string sums;
    for (std::size_t i = 0; i < question.columns.size(); ++i) sums += ", CAST(" + summed(question.columns[i], i, question.within) + " AS DOUBLE)";
    // What came before the first exposure counts for nothing but what was known earlier: years of a product are not read for a release of a week.
    const bool earlier = std::any_of(question.columns.begin(), question.columns.end(), [](const UnitColumn& column) { return column.how == UnitColumn::How::earlier; });
    const auto from = earlier ? std::nullopt : std::optional(question.from);
    // A unit that was exposed and of which nothing came has a row too: it is left out of no mean without a word.
    const std::string sql = "WITH x AS (SELECT u, min(t) AS first, max(t) AS newest FROM (" + all_rows(layout, question, {EventKind::exposure, EventKind::prediction}, question.from) + ") WHERE u IS NOT NULL AND t >= " + std::to_string(question.from.micros) + versions + " GROUP BY u), "
                            "e AS (" + all_rows(layout, question, {EventKind::prediction, EventKind::activity, EventKind::feedback, EventKind::cost}, from) + ") "
                            "SELECT x.u, x.first, x.newest" + sums + " FROM x LEFT JOIN e ON e.u = x.u GROUP BY x.u, x.first, x.newest";
    ASSIGN_OR_RETURN(auto stream, reader.stream(sql));
    ExposedUnit unit;
    unit.values.resize(question.columns.size());
    for (;;) {
        ASSIGN_OR_RETURN(const auto chunk, stream.next());
        if (!chunk) return base::Done{};
        const auto names = chunk->vector(0), first = chunk->vector(1), newest = chunk->vector(2);
        std::vector<duck::Vector> values;
        for (std::size_t i = 0; i < question.columns.size(); ++i) values.push_back(chunk->vector(3 + i));
        for (std::size_t row = 0; row < chunk->size(); ++row) {
            unit.unit = names.text(row);
            unit.first = {first.as<std::int64_t>()[row]};
            unit.newest = {newest.as<std::int64_t>()[row]};
            for (std::size_t i = 0; i < values.size(); ++i) unit.values[i] = values[i].known(row) ? std::optional(values[i].as<double>()[row]) : std::nullopt;
            take(unit);
        }
    }
}

}  // namespace observations
