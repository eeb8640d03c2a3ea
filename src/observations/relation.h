#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "observations/duck.h"
#include "observations/files.h"
#include "observations/source.h"

namespace observations {

/// The files as one table of SQL.
///
/// Text files (CSV, NDJSON) are read as text throughout, and each use casts for itself: a word in a column of numbers
/// is then one invalid value that the contract can bound, and not a row that is gone. What a column of text holds is
/// judged from its first 20,000 rows: nine in ten of its values decide, so that a stray word does not turn numbers into
/// text. A CSV row with too few or too many fields, or with an open quote, is rejected with its line.
class Relation {
public:
    static base::Result<Relation> open(duck::Database& database, const std::vector<std::string>& names);

    /// Rows of another kind: `sql` for FROM. Columns of text are judged like those of text files, by what `judged` says.
    static Relation of_rows(std::string name, std::string sql, std::vector<ColumnInfo> columns);
    /// Columns of text with the types that their values have.
    static base::Result<std::vector<ColumnInfo>> judged(duck::Database& database, const std::string& sql, std::vector<ColumnInfo> columns);

    const Files& files() const { return files_; }
    const std::vector<ColumnInfo>& columns() const { return columns_; }
    /// An `input` error with the nearest name when the files lack it.
    base::Result<ColumnInfo> column(std::string_view name) const;
    /// Values are text in the file, whatever they stand for.
    bool is_text(const ColumnInfo& column) const;

    enum class Rejects { ignore, keep };
    /// For FROM. Text files; NDJSON has a further column `malformed_column`, true where the line is no object.
    std::string sql(Rejects rejects) const { return sql_of(files_.paths, rejects); }
    std::string sql_of(const std::vector<std::string>& paths, Rejects rejects) const;
    /// CSV with one column read as a type, refused values going to the tables NAME_errors and NAME_scans.
    std::string sql_typed(const std::string& column, const std::string& type, const std::string& name) const;
    bool has_malformed_column() const { return files_.format == Format::json; }
    static constexpr std::string_view malformed_column = "charter: malformed";

    /// Stored rows have a further column: the order in which they came.
    static constexpr std::string_view order_column = "charter: seq";

    /// CSV: accepts mixed line ends, which strict reading refuses. False when there is nothing left to relax.
    bool relax();

private:
    base::Result<base::Done> describe_parquet(duck::Database& database);
    base::Result<base::Done> describe_csv(duck::Database& database);
    base::Result<base::Done> describe_json(duck::Database& database);
    base::Result<base::Done> judge_types(duck::Database& database);
    std::string csv_sql(const std::vector<std::string>& paths, const std::string& typed, const std::string& type, const std::string& rejects) const;
    std::string json_sql(const std::vector<std::string>& paths) const;

    Files files_;
    std::vector<ColumnInfo> columns_;
    char delimiter_ = ',';
    bool strict_ = true;
    std::string rows_;  ///< stored
};

/// SQL for a file's physical lines, numbered from 1 as `number` beside `line`.
std::string lines_of(const std::string& path);
/// A path as DuckDB reads it: characters of a glob stand for themselves.
std::string plain_path(std::string_view path);

}  // namespace observations
