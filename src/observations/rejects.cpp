#include "observations/rejects.h"

#include "base/limits.h"

namespace observations {

namespace {

std::string limit() { return " LIMIT " + std::to_string(base::limits::rejects_kept_max.value); }

bool is_lines(const std::string& path) { return !path.ends_with(".json") && !path.ends_with(".json.gz"); }

/// Collects rejects up to the limit.
class Finder {
public:
    Finder(duck::Database& database, const Relation& relation) : database_(database), relation_(relation) {}

    base::Result<base::Done> rows_of_csv() {
        const std::string errors = "FROM reject_errors e JOIN reject_scans s USING (scan_id, file_id) ";
        ASSIGN_OR_RETURN(const auto count, database_.texts("SELECT count(*) FROM (SELECT DISTINCT s.file_path, e.line " + errors + ")"));
        found_.rows = std::stoll(count.front().front());
        if (found_.rows == 0) return base::Done{};
        return add("SELECT s.file_path, e.line, min(e.error_message), min(e.csv_line) " + errors + "GROUP BY s.file_path, e.line ORDER BY s.file_path, e.line");
    }

    base::Result<base::Done> rows_of_json(std::int64_t malformed) {
        found_.rows = malformed;
        for (const auto& path : relation_.files().paths) {
            if (malformed == 0 || !is_lines(path)) continue;
            RETURN_IF_ERROR(add("SELECT " + duck::literal(path) + ", number, 'not a JSON object', line FROM " + lines_of(path) +
                                " WHERE line IS NOT NULL AND NOT (json_valid(line) AND coalesce(json_type(TRY_CAST(line AS JSON)) = 'OBJECT', false)) ORDER BY number"));
        }
        return base::Done{};
    }

    /// Values that a statistic had to leave out; CSV is read once more with the column's type, which tells the lines.
    base::Result<base::Done> values(const std::string& name, const std::string& unreadable) {
        const std::string reason = duck::literal("column " + name + " does not hold a number");
        if (relation_.files().format == Format::csv) {
            RETURN_IF_ERROR(database_.run("DROP TABLE IF EXISTS value_errors; DROP TABLE IF EXISTS value_scans"));
            ASSIGN_OR_RETURN(const auto counted, database_.texts("SELECT count(" + duck::identifier(name) + ") FROM " + relation_.sql_typed(name, "DOUBLE", "value")));
            ASSERT(counted.size() == 1);
            return add("SELECT s.file_path, e.line, " + reason + ", e.csv_line FROM value_errors e JOIN value_scans s USING (scan_id, file_id) WHERE e.error_type::VARCHAR = 'CAST' ORDER BY s.file_path, e.line");
        }
        for (const auto& path : relation_.files().paths) {
            RETURN_IF_ERROR(add("SELECT " + duck::literal(path) + ", 0, " + reason + ", CAST(" + duck::identifier(name) + " AS VARCHAR) FROM " +
                                relation_.sql_of({path}, Relation::Rejects::ignore) + " WHERE " + unreadable));
        }
        return base::Done{};
    }

    Rejected take() { return std::move(found_); }

private:
    base::Result<base::Done> add(const std::string& select) {
        ASSIGN_OR_RETURN(const auto rows, database_.texts(select + limit()));
        for (const auto& row : rows) {
            if (found_.kept.size() >= static_cast<std::size_t>(base::limits::rejects_kept_max.value)) break;
            found_.kept.push_back({row[0], std::stoll(row[1]), row[2], row[3]});
        }
        return base::Done{};
    }

    duck::Database& database_;
    const Relation& relation_;
    Rejected found_;
};

}  // namespace

base::Result<base::Done> forget_rejects(duck::Database& database) {
    return database.run("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans");
}

base::Result<Rejected> find_rejects(duck::Database& database, const Relation& relation, const Plan& plan, std::int64_t malformed, std::int64_t unreadable) {
    Finder finder(database, relation);
    if (relation.files().format == Format::csv) RETURN_IF_ERROR(finder.rows_of_csv());
    if (relation.files().format == Format::json) RETURN_IF_ERROR(finder.rows_of_json(malformed));
    if (unreadable > 0) {
        for (const auto& [name, sql] : plan.unreadable_columns) RETURN_IF_ERROR(finder.values(name, sql));
    }
    return finder.take();
}

std::string locate(duck::Database& database, const Relation& relation, const Complaint& complaint) {
    if (complaint.find.empty()) return "";
    const std::string value = complaint.column.empty() ? "''" : "CAST(" + duck::identifier(complaint.column) + " AS VARCHAR)";
    if (!database.run("SET preserve_insertion_order = true")) return "";
    std::string place;
    for (const auto& path : relation.files().paths) {
        const auto rows = database.texts("SELECT number, value FROM (SELECT row_number() OVER () AS number, " + value + " AS value, coalesce(" + complaint.find +
                                         ", false) AS found FROM " + relation.sql_of({path}, Relation::Rejects::ignore) + ") WHERE found LIMIT 1");
        if (!rows || rows->empty()) continue;
        place = (complaint.column.empty() ? "" : ": " + rows->front()[1]) + " (" + path + ", row " + rows->front()[0] + ")";
        break;
    }
    if (!database.run("SET preserve_insertion_order = false")) return "";
    return place;
}

}  // namespace observations
