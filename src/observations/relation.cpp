#include "observations/relation.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/nearest.h"

namespace observations {

namespace {

constexpr const char* sample_rows = "20000";

ColumnType type_of(const std::string& declared) {
    static const std::array<const char*, 13> numbers{"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL"};
    for (const auto* number : numbers) {
        if (declared.starts_with(number)) return declared.find('[') == std::string::npos ? ColumnType::number : ColumnType::other;
    }
    if (declared.find('[') != std::string::npos) return ColumnType::other;
    if (declared == "BOOLEAN") return ColumnType::boolean;
    if (declared == "VARCHAR" || declared.starts_with("ENUM") || declared == "UUID") return ColumnType::text;
    if (declared.starts_with("TIMESTAMP") || declared == "DATE") return ColumnType::time;
    return ColumnType::other;
}

base::Error naming(const std::string& path, base::Error error) {
    error.what = path + ": " + error.what;
    return error;
}

/// The header's names: fields between delimiters, quotes as in RFC 4180.
std::vector<std::string> fields(const std::string& line, char delimiter) {
    std::vector<std::string> out(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') out.back() += line[++i];
        else if (c == '"') quoted = !quoted;
        else if (c == delimiter && !quoted) out.emplace_back();
        else if (c != '\r') out.back() += c;
    }
    return out;
}

/// The one of the usual delimiters that cuts the header into the most fields.
char delimiter_of(const std::string& header) {
    char best = ',';
    for (const char candidate : {';', '\t', '|'}) {
        if (fields(header, candidate).size() > fields(header, best).size()) best = candidate;
    }
    return best;
}

base::Error differing(const std::string& path, const std::string& first, const std::string& how) {
    return {base::Fault::input, "the columns of " + path + " differ from those of " + first + ": " + how,
            "give files with the same columns, or evaluate them one by one"};
}

base::Result<base::Done> check_names(const std::vector<std::string>& names, const std::string& path) {
    std::set<std::string> seen;
    for (const auto& name : names) {
        if (name.empty()) return base::Error{base::Fault::input, path + ": a column of the header has no name", "the first line must name the columns"};
        if (!seen.insert(name).second) return base::Error{base::Fault::input, path + ": two columns have one name: " + name, "rename one of them"};
    }
    return base::Done{};
}

}  // namespace

std::string plain_path(std::string_view path) {
    std::string out;
    for (const char c : path) {
        if (c == '*' || c == '?' || c == '[') out += std::string("[") + c + "]";
        else out += c;
    }
    return out;
}

std::string lines_of(const std::string& path) {
    return "(SELECT row_number() OVER () AS number, line FROM read_csv(" + duck::literal(plain_path(path)) +
           ", delim = '\x1f', quote = '', escape = '', header = false, columns = {'line': 'VARCHAR'}, auto_detect = false,"
           " strict_mode = false, ignore_errors = true))";
}

base::Result<Relation> Relation::open(duck::Database& database, const std::vector<std::string>& names) {
    Relation relation;
    ASSIGN_OR_RETURN(relation.files_, find_files(names));
    switch (relation.files_.format) {
        case Format::parquet: RETURN_IF_ERROR(relation.describe_parquet(database)); break;
        case Format::csv: RETURN_IF_ERROR(relation.describe_csv(database)); break;
        case Format::json: RETURN_IF_ERROR(relation.describe_json(database)); break;
        case Format::stored: break;
    }
    if (relation.files_.format != Format::parquet) RETURN_IF_ERROR(relation.judge_types(database));
    return relation;
}

base::Result<base::Done> Relation::describe_parquet(duck::Database& database) {
    for (const auto& path : files_.paths) {
        const auto rows = database.texts("DESCRIBE SELECT * FROM read_parquet(" + duck::literal(plain_path(path)) + ")");
        if (!rows) return naming(path, rows.error());
        std::vector<ColumnInfo> own;
        for (const auto& row : *rows) own.push_back({row[0], type_of(row[1]), row[1]});
        if (columns_.empty()) columns_ = own;
        if (own.size() != columns_.size()) {
            return differing(path, files_.paths.front(), std::to_string(own.size()) + " instead of " + std::to_string(columns_.size()));
        }
        for (std::size_t i = 0; i < own.size(); ++i) {
            const auto& a = columns_[i];
            const auto& b = own[i];
            // DuckDB would cast silently to the first file's type and cut decimals off.
            if (a.name != b.name || a.declared != b.declared) {
                return differing(path, files_.paths.front(), b.name + " " + b.declared + " instead of " + a.name + " " + a.declared);
            }
        }
    }
    return base::Done{};
}

base::Result<base::Done> Relation::describe_csv(duck::Database& database) {
    std::vector<std::string> first;
    for (const auto& path : files_.paths) {
        const auto rows = database.texts("SELECT line FROM " + lines_of(path) + " ORDER BY number LIMIT 1");
        if (!rows) return naming(path, rows.error());
        if (rows->empty()) return base::Error{base::Fault::input, "the file has no line: " + path, "write it again; the first line must name the columns"};
        const std::string& header = rows->front().front();
        if (first.empty()) delimiter_ = delimiter_of(header);
        const auto names = fields(header, delimiter_);
        RETURN_IF_ERROR(check_names(names, path));
        if (first.empty()) first = names;
        if (names != first) {
            const auto odd = std::mismatch(names.begin(), names.end(), first.begin(), first.end());
            return differing(path, files_.paths.front(), odd.first == names.end() ? "it lacks " + *odd.second : *odd.first);
        }
    }
    for (const auto& name : first) columns_.push_back({name, ColumnType::text, "text"});
    return base::Done{};
}

base::Result<base::Done> Relation::describe_json(duck::Database& database) {
    std::set<std::string> seen;
    for (const auto& path : files_.paths) {
        const auto rows = database.texts("SELECT name FROM (SELECT unnest(json_keys(json)) AS name FROM (SELECT json FROM read_json_objects(" +
                                         duck::literal(plain_path(path)) + ", format = 'auto', ignore_errors = true) LIMIT " + sample_rows +
                                         ")) GROUP BY name ORDER BY count(*) DESC, name");
        if (!rows) return naming(path, rows.error());
        for (const auto& row : *rows) {
            if (seen.insert(row[0]).second) columns_.push_back({row[0], ColumnType::text, "text"});
        }
    }
    if (columns_.empty()) {
        return base::Error{base::Fault::input, "no line is a JSON object: " + files_.paths.front(), "write one object a line: {\"score\": 0.5, \"label\": 1}"};
    }
    return base::Done{};
}

Relation Relation::of_rows(std::string name, std::string sql, std::vector<ColumnInfo> columns) {
    Relation relation;
    relation.files_ = {Format::stored, {std::move(name)}};
    relation.rows_ = std::move(sql);
    relation.columns_ = std::move(columns);
    return relation;
}

base::Result<base::Done> Relation::judge_types(duck::Database& database) {
    auto types = judged(database, sql(Rejects::ignore), columns_);
    if (!types && relax()) types = judged(database, sql(Rejects::ignore), columns_);
    if (!types) return naming(files_.paths.front(), types.error());
    columns_ = *std::move(types);
    return base::Done{};
}

/// Blank values say nothing; of the others nine in ten decide.
base::Result<std::vector<ColumnInfo>> Relation::judged(duck::Database& database, const std::string& sql, std::vector<ColumnInfo> columns) {
    std::string counts = "true";
    for (const auto& column : columns) {
        const std::string x = "trim(" + duck::identifier(column.name) + ")";
        const auto count = [&](const std::string& condition) { counts += ", count(*) FILTER (" + condition + ")"; };
        if (column.type != ColumnType::text) continue;
        count(x + " <> ''");
        count("TRY_CAST(" + x + " AS DOUBLE) IS NOT NULL");
        count("lower(" + x + ") IN ('true', 'false')");
        count("length(" + x + ") >= 8 AND TRY_CAST(" + x + " AS TIMESTAMP) IS NOT NULL");
    }
    ASSIGN_OR_RETURN(const auto answer, database.texts("SELECT " + counts + " FROM (SELECT * FROM " + sql + " LIMIT " + sample_rows + ")"));
    std::size_t at = 1;
    for (auto& column : columns) {
        if (column.type != ColumnType::text) continue;
        const auto number = [&](std::size_t k) { return std::stoll(answer.front()[at + k]); };
        const auto most = [&](std::size_t k) { return number(0) > 0 && number(k) * 10 >= number(0) * 9; };
        if (most(1)) column = {column.name, ColumnType::number, "number"};
        else if (most(2)) column = {column.name, ColumnType::boolean, "true or false"};
        else if (most(3)) column = {column.name, ColumnType::time, "time"};
        at += 4;
    }
    return columns;
}

bool Relation::relax() {
    if (files_.format != Format::csv || !strict_) return false;
    strict_ = false;
    return true;
}

base::Result<ColumnInfo> Relation::column(std::string_view name) const {
    std::vector<std::string> names;
    for (const auto& column : columns_) {
        if (column.name == name) return column;
        names.push_back(column.name);
    }
    const std::string nearest = base::nearest_name(name, names);
    std::string all;
    for (const auto& other : names) all += (all.empty() ? "" : ", ") + other;
    return base::Error{base::Fault::input, "the data lack a column: " + std::string(name),
                       (nearest.empty() ? "" : "did you mean " + nearest + "? ") + ("columns of " + files_.paths.front() + ": " + all)};
}

bool Relation::is_text(const ColumnInfo& column) const {
    // What was received has the types of the database, or is text whose type was judged and has a word of ours.
    if (files_.format == Format::stored) return column.type == ColumnType::text || type_of(column.declared) != column.type;
    return files_.format != Format::parquet || column.type == ColumnType::text;
}

std::string Relation::sql_of(const std::vector<std::string>& paths, Rejects rejects) const {
    if (files_.format == Format::stored) return rows_;
    std::vector<std::string> plain;
    for (const auto& path : paths) plain.push_back(plain_path(path));
    if (files_.format == Format::parquet) return "read_parquet(" + duck::list(plain) + ")";
    if (files_.format == Format::json) return json_sql(plain);
    return csv_sql(plain, "", "", rejects == Rejects::keep ? ", store_rejects = true" : ", ignore_errors = true");
}

std::string Relation::csv_sql(const std::vector<std::string>& paths, const std::string& typed, const std::string& type, const std::string& rejects) const {
    std::string columns;
    for (const auto& column : columns_) {
        columns += (columns.empty() ? "" : ", ") + duck::literal(column.name) + ": " + duck::literal(column.name == typed ? type : "VARCHAR");
    }
    return "read_csv(" + duck::list(paths) + ", delim = " + duck::literal(std::string(1, delimiter_)) +
           ", quote = '\"', escape = '\"', header = true, auto_detect = false, columns = {" + columns + "}, strict_mode = " +
           (strict_ ? "true" : "false") + rejects + ")";
}

std::string Relation::sql_typed(const std::string& column, const std::string& type, const std::string& name) const {
    std::vector<std::string> plain;
    for (const auto& path : files_.paths) plain.push_back(plain_path(path));
    return csv_sql(plain, column, type, ", store_rejects = true, rejects_table = " + duck::literal(name + "_errors") + ", rejects_scan = " + duck::literal(name + "_scans"));
}

std::string Relation::json_sql(const std::vector<std::string>& paths) const {
    std::string fields;
    std::string shape;
    for (const auto& column : columns_) {
        std::string key;
        for (const char c : column.name) key += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        shape += (shape.empty() ? "{\"" : ", \"") + key + "\": \"VARCHAR\"";
        fields += "struct_extract(r, " + duck::literal(column.name) + ") AS " + duck::identifier(column.name) + ", ";
    }
    return "(SELECT " + fields + "malformed AS " + duck::identifier(malformed_column) + " FROM (SELECT json_transform(json, " +
           duck::literal(shape + "}") + ") AS r, coalesce(json_type(json) <> 'OBJECT', true) AS malformed FROM read_json_objects(" +
           duck::list(paths) + ", format = 'auto', ignore_errors = true)))";
}

}  // namespace observations
