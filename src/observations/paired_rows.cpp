#include "observations/paired_rows.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "observations/stored_source.h"

namespace observations {

namespace {

using duck::identifier;
using duck::literal;

std::string text(const std::string& column) { return "CAST(" + identifier(column) + " AS VARCHAR)"; }

/// Every row of the two versions with what it is paired by.
std::string rows_of(const PairQuestion& question, const std::string& from) {
    std::string columns;
    for (const auto& column : question.columns) columns += ", " + identifier(column);
    return fmt::format("SELECT {0} || ' ' || {1} AS k, {2} AS v, {3} AS s, {4} AS l{5} FROM {6} WHERE {7} IS NOT NULL AND {8} IS NOT NULL AND {3} IS NOT NULL AND {2} IN ({9}, {10})", text(question.unit), text(question.time), text(question.version),
                       identifier(question.score), identifier(question.label), columns, from, identifier(question.unit), identifier(question.time), literal(question.before), literal(question.after));
}

std::string file_of(const PairQuestion& question, const std::string& version, bool with_columns) {
    std::string columns;
    if (with_columns) {
        for (const auto& column : question.columns) columns += ", r." + identifier(column);
    }
    return fmt::format("SELECT r.k AS {}, r.s AS {}, once.l AS {}{} FROM r JOIN once ON once.k = r.k WHERE r.v = {}", identifier(pair_column), identifier(question.score), identifier(question.label), columns, literal(version));
}

}  // namespace

base::Result<std::int64_t> write_pairs(Source& received, const PairQuestion& question, const std::string& before_file, const std::string& after_file) {
    const auto stored = stored_rows(received);
    ASSERT(stored.has_value());
    const std::string rows = rows_of(question, stored->relation->sql(Relation::Rejects::ignore));
    // What is read once stays for both files.
    RETURN_IF_ERROR(stored->database->run("CREATE OR REPLACE TEMP TABLE r AS " + rows));
    RETURN_IF_ERROR(stored->database->run(fmt::format("CREATE OR REPLACE TEMP TABLE once AS SELECT k, coalesce(max(l) FILTER (v = {0}), max(l)) AS l FROM r GROUP BY k HAVING count(*) FILTER (v = {0}) = 1 AND count(*) FILTER (v = {1}) = 1", literal(question.before), literal(question.after))));
    ASSIGN_OR_RETURN(const auto count, stored->database->texts("SELECT count(*) FROM once"));
    const std::int64_t pairs = std::stoll(count.front().front());
    if (pairs > 0) {
        for (const auto& [version, file] : {std::pair(question.before, before_file), std::pair(question.after, after_file)}) {
            RETURN_IF_ERROR(stored->database->run(fmt::format("COPY ({}) TO {} (FORMAT parquet, COMPRESSION snappy)", file_of(question, version, version == question.before), literal(file))));
        }
    }
    // A connection of the store is lent again: nothing of ours stays in it.
    RETURN_IF_ERROR(stored->database->run("DROP TABLE r; DROP TABLE once"));
    return pairs;
}

}  // namespace observations
