#include <fmt/format.h>

#include <limits>
#include <map>

#include "records/tracking/run_search.h"

namespace records {

namespace {

using base::Result;
using Is = Condition::Is;
using On = Condition::On;

const std::map<std::string, std::string, std::less<>> columns{{"run_id", "r.id"}, {"run_name", "r.name"}, {"status", "r.status"}, {"user_id", "r.author"}, {"artifact_uri", "r.artifact_uri"},
                                                              {"experiment_id", "CAST(r.experiment AS TEXT)"}, {"start_time", "r.started"}, {"end_time", "r.ended"}};
const std::map<std::string, std::string, std::less<>> dataset_columns{{"name", "i.name"}, {"digest", "i.digest"}, {"context", "i.context"}};

const char* table_of(On on) { return on == On::metric ? "latest" : on == On::param ? "params" : "run_tags"; }
bool is_number(const std::string& key) { return key == "start_time" || key == "end_time"; }

/// Conditions become joins and clauses: by a join the database may begin with the rarest.
struct Parts {
    Statement& statement;
    std::string joins, clauses, orders;
    int aliases = 0;
};

void by_key(Parts& parts, const Condition& condition) {
    const std::string at = fmt::format("c{}", parts.aliases++), key = parts.statement.hold(condition.key);
    const std::string mine = fmt::format("{0}.key = {1} AND {0}.run = r.number", at, key);
    if (condition.is == Is::null) {
        parts.clauses += fmt::format(" AND NOT EXISTS (SELECT 1 FROM {} {} WHERE {})", table_of(condition.on), at, mine);
        return;
    }
    parts.joins += fmt::format(" JOIN {} {} ON {}", table_of(condition.on), at, mine);
    if (condition.is == Is::not_null) return;
    const std::string value = at + ".value";
    if (condition.on != On::metric) {
        parts.clauses += " AND " + parts.statement.compare(value, condition);
        return;
    }
    parts.clauses += " AND " + parts.statement.compare_number(value, condition.is, order_key(condition.number));
    // Not a number is neither above nor below one.
    if (condition.is == Is::greater || condition.is == Is::at_least) parts.clauses += fmt::format(" AND {} <= {}", value, parts.statement.hold(order_key(std::numeric_limits<double>::infinity())));
}

void add(Parts& parts, const Condition& condition) {
    if (condition.on == On::dataset) {
        parts.clauses += fmt::format(" AND EXISTS (SELECT 1 FROM inputs i WHERE i.run = r.number AND {})", parts.statement.compare(dataset_columns.find(condition.key)->second, condition));
    } else if (condition.on != On::attribute) {
        by_key(parts, condition);
    } else if (const auto& column = columns.find(condition.key)->second; is_number(condition.key)) {
        parts.clauses += " AND " + parts.statement.compare_number(column, condition.is, static_cast<std::int64_t>(condition.number));
    } else {
        parts.clauses += " AND " + parts.statement.compare(column, condition);
    }
}

/// What a run does not have comes last, whichever the direction.
void add(Parts& parts, const Ordering& ordering) {
    const char* direction = ordering.ascending ? "ASC" : "DESC";
    if (ordering.on == On::attribute) {
        const auto& column = columns.find(ordering.key)->second;
        if (ordering.key == "end_time") parts.orders += "CASE WHEN r.ended IS NULL THEN 1 ELSE 0 END, ";
        parts.orders += fmt::format("{} {}, ", column, direction);
        return;
    }
    if (ordering.on == On::dataset) {
        parts.orders += fmt::format("(SELECT min({}) FROM inputs i WHERE i.run = r.number) {}, ", dataset_columns.find(ordering.key)->second, direction);
        return;
    }
    const std::string at = fmt::format("o{}", parts.aliases++);
    parts.joins += fmt::format(" LEFT JOIN {0} {1} ON {1}.key = {2} AND {1}.run = r.number", table_of(ordering.on), at, parts.statement.hold(ordering.key));
    const std::string not_a_number = ordering.on == On::metric ? fmt::format(" WHEN {}.value = {} THEN 1", at, std::numeric_limits<std::int64_t>::max()) : "";
    parts.orders += fmt::format("CASE WHEN {0}.value IS NULL THEN 2{1} ELSE 0 END, {0}.value {2}, ", at, not_a_number, direction);
}

}  // namespace

bool begins_with_metric(const Search& search) { return !search.orderings.empty() && search.orderings.front().on == On::metric; }

Statement search_statement(const Search& search, std::span<const std::int64_t> experiments, View view, Among among) {
    const bool first_alone = among == Among::with_first_metric;
    const std::string columns = "SELECT r.number, r.id, r.experiment, r.name, r.author, r.status, r.artifact_uri, r.active, r.started, r.ended FROM ";
    Statement statement(columns + (first_alone ? "latest f CROSS JOIN runs r" : "runs r"));
    Parts parts{statement, {}, {}, {}};
    if (first_alone) {
        const auto& first = search.orderings.front();
        parts.clauses = fmt::format(" AND f.key = {} AND f.run = r.number AND f.value <> {}", statement.hold(first.key), std::numeric_limits<std::int64_t>::max());
        parts.orders = fmt::format("f.value {}, ", first.ascending ? "ASC" : "DESC");
    }
    std::string within;
    for (const auto experiment : experiments) within += (within.empty() ? "" : ", ") + statement.hold(experiment);
    for (const auto& condition : search.conditions) add(parts, condition);
    for (std::size_t i = first_alone ? 1 : 0; i < search.orderings.size(); ++i) add(parts, search.orderings[i]);
    statement += parts.joins + " WHERE r.experiment IN (" + within + ")" + (view == View::all ? "" : view == View::active ? " AND r.active = 1" : " AND r.active = 0") + parts.clauses;
    statement += " ORDER BY " + parts.orders + "r.started DESC, r.id LIMIT " + statement.hold(search.count_max + 1) + " OFFSET " + statement.hold(search.offset);
    return statement;
}

Result<Found<Run>> Tracking::runs(const Search& search, std::span<const std::int64_t> experiments, View view) {
    Found<Run> found;
    if (experiments.empty()) return found;
    std::vector<Row> rows;
    // Whoever looks for the best by a metric rarely reaches those that have none: these come last, and are only looked for when they are reached.
    if (begins_with_metric(search)) {
        ASSIGN_OR_RETURN(rows, search_statement(search, experiments, view, Among::with_first_metric).run(*database_));
    }
    if (static_cast<std::int64_t>(rows.size()) <= search.count_max) {
        ASSIGN_OR_RETURN(rows, search_statement(search, experiments, view, Among::all).run(*database_));
    }
    for (const auto& row : rows) {
        found.more = static_cast<std::int64_t>(found.items.size()) == search.count_max;
        if (found.more) break;
        Run run = run_from(row);
        RETURN_IF_ERROR(complete(run));
        found.items.push_back(std::move(run));
    }
    return found;
}

}  // namespace records
