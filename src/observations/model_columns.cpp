#include "observations/model_columns.h"

#include <fmt/format.h>

namespace observations {

using base::Error;
using base::Fault;
using duck::Database;

/// `automatic` settled by the file's own types.
base::Result<std::vector<Wanted>> settle(const Relation& relation, std::vector<Wanted> wanted) {
    for (Wanted& want : wanted) {
        ASSIGN_OR_RETURN(const ColumnInfo column, relation.column(want.name));
        const bool number = column.type == ColumnType::number || column.type == ColumnType::integer || column.type == ColumnType::boolean;
        if (!number && column.type != ColumnType::text) {
            return Error{Fault::input, fmt::format("a model reads numbers and text, and column {} is neither: {}", want.name, column.declared),
                         "leave it out, or turn it into a number or text (a weekday, an age in days)"};
        }
        if (want.as == Wanted::As::number && !number) {
            return Error{Fault::input, "a number is needed, and the data hold text in column: " + want.name, "give the column the type that it had in training"};
        }
        if (want.as == Wanted::As::automatic) want.as = number ? Wanted::As::number : Wanted::As::category;
    }
    return wanted;
}

std::string given(const Relation& relation, const Wanted& want) {
    const std::string value = duck::identifier(want.name);
    return relation.files().format == Format::parquet ? value : "nullif(trim(" + value + "), '')";
}

namespace {

/// `verb` is CAST or TRY_CAST.
std::string as_number(const Relation& relation, const Wanted& want, const std::string& verb) {
    const bool boolean = relation.column(want.name)->type == ColumnType::boolean;
    const std::string value = given(relation, want);
    return verb + "(" + (boolean ? verb + "(" + value + " AS BOOLEAN)" : value) + " AS DOUBLE)";
}

}  // namespace

std::string selected(const Relation& relation, const std::vector<Wanted>& wanted) {
    std::string out;
    for (const Wanted& want : wanted) {
        out += out.empty() ? "" : ", ";
        out += want.as == Wanted::As::category ? "CAST(" + given(relation, want) + " AS VARCHAR)" : as_number(relation, want, "CAST");
    }
    return out;
}

/// A word among numbers is an error here and not a missing value: a model must not learn from a slip of the pen.
base::Result<base::Done> refuse_words(Database& database, const Relation& relation, const std::vector<Wanted>& wanted) {
    if (relation.files().format == Format::parquet) return base::Done{};
    for (const Wanted& want : wanted) {
        if (want.as == Wanted::As::category) continue;
        const std::string select = fmt::format("SELECT {} FROM {} WHERE {} IS NOT NULL AND {} IS NULL LIMIT 1", duck::identifier(want.name), relation.sql(Relation::Rejects::ignore),
                                               given(relation, want), as_number(relation, want, "TRY_CAST"));
        ASSIGN_OR_RETURN(const auto words, database.texts(select));
        if (words.empty()) continue;
        return Error{Fault::input, fmt::format("column {} holds numbers, and among them: {}", want.name, words.front().front()), "correct the value, or leave it empty if it is not known"};
    }
    return base::Done{};
}

/// Rows that could not be read are not quietly left out of training or of a scored file.
base::Result<base::Done> refuse_rejects(Database& database, const Relation& relation) {
    const bool json = relation.files().format == Format::json;
    if (relation.files().format == Format::parquet) return base::Done{};
    const std::string select = json ? "SELECT count(*), 0 FROM " + relation.sql(Relation::Rejects::keep) + " WHERE " + duck::identifier(Relation::malformed_column)
                                    : "SELECT count(DISTINCT line), min(line) FROM reject_errors";
    ASSIGN_OR_RETURN(const auto answer, database.texts(select));
    if (answer.front()[0] == "0") return base::Done{};
    const std::string where = json ? "" : ", the first in line " + answer.front()[1];
    return Error{Fault::input, fmt::format("{} rows cannot be read{}: {}", answer.front()[0], where, relation.files().paths.front()), "correct them, or take them out"};
}

}  // namespace observations
