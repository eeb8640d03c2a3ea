#include "observations/pseudonym_change.h"

#include <algorithm>

#include "observations/store.h"

namespace observations {

namespace {

constexpr std::int64_t rows_at_once = 1'000'000;  // of one transaction, whose changes are in memory
constexpr const char* function_name = "charter_under_next_key";

/// What DuckDB calls back for every piece of rows.
struct Changing {
    const Pseudonyms* pseudonyms;
    std::size_t number = 1;  ///< of keys that the values are under
};

/// No exception may leave a callback: it would cross DuckDB's own frames.
void change_piece(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) noexcept {
    const auto& changing = *static_cast<const Changing*>(duckdb_scalar_function_get_extra_info(info));
    const duckdb_vector raw = duckdb_data_chunk_get_vector(input, 0);
    const duck::Vector values{duckdb_vector_get_data(raw), duckdb_vector_get_validity(raw)};
    for (std::size_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
        if (!values.known(row)) continue;  // its result is unknown without our doing
        const std::string made = changing.pseudonyms->under_next(values.text(row), changing.number);
        duckdb_vector_assign_string_element_len(output, row, made.data(), made.size());
    }
}

/// The changing must outlive the database's queries.
base::Result<base::Done> register_function(const duck::Database& database, Changing& changing) {
    duckdb_scalar_function function = duckdb_create_scalar_function();
    duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_scalar_function_set_name(function, function_name);
    duckdb_scalar_function_add_parameter(function, text);
    duckdb_scalar_function_set_return_type(function, text);
    duckdb_destroy_logical_type(&text);
    duckdb_scalar_function_set_extra_info(function, &changing, nullptr);
    duckdb_scalar_function_set_function(function, change_piece);
    const bool good = duckdb_register_scalar_function(database.connection(), function) == DuckDBSuccess;
    duckdb_destroy_scalar_function(&function);
    if (!good) return base::Error{base::Fault::outside, "DuckDB refuses the function of pseudonyms", "report it"};
    return base::Done{};
}

class Change {
public:
    Change(duck::Database& database, const EventLayout& layout, const Pseudonyms& pseudonyms) : database_(database), pseudonyms_(pseudonyms) {
        for (const auto& column : layout.columns) {
            if (column.pseudonym) columns_.push_back(column.name);
        }
        if (layout.id_pseudonym) columns_.insert(columns_.end(), {"charter: id", "charter: prediction"});
    }

    base::Result<base::Done> run() {
        ASSIGN_OR_RETURN(auto number, number_of_keys());
        if (number > pseudonyms_.keys()) {
            return base::Error{base::Fault::corrupt, "the file has " + std::to_string(pseudonyms_.keys()) + " keys of pseudonyms, and what is kept is under " + std::to_string(number), "put back keys/pseudonyms.key as it was, from a backup made after the last change of key; with another key nobody is recognised again"};
        }
        if (number == pseudonyms_.keys()) return base::Done{};
        Changing changing{&pseudonyms_};
        RETURN_IF_ERROR(register_function(database_, changing));
        for (; number < pseudonyms_.keys(); ++number) {
            changing.number = number;
            for (int kind = 0; kind < event_kinds; ++kind) RETURN_IF_ERROR(change_table(static_cast<EventKind>(kind)));
            RETURN_IF_ERROR(in_transaction({"INSERT INTO touched SELECT DISTINCT hour, (SELECT coalesce(max(seq), 0) + 1 FROM (" + newest() + ")) FROM touched", set("pseudonym keys", number + 1), "DELETE FROM meta WHERE key LIKE 'pseudonyms of %'"}));
        }
        return database_.run("CHECKPOINT");  // the old values leave the file's log too
    }

private:
    static std::string table(EventKind kind) { return duck::identifier(name(kind)); }
    static std::string set(const std::string& key, std::int64_t value) {
        return "DELETE FROM meta WHERE key = " + duck::literal(key) + "; INSERT INTO meta VALUES (" + duck::literal(key) + ", '" + std::to_string(value) + "')";
    }
    static std::string set(const std::string& key, std::size_t value) { return set(key, static_cast<std::int64_t>(value)); }
    static std::string newest() {
        std::string sql = "SELECT max(seq) AS seq FROM touched";
        for (int kind = 0; kind < event_kinds; ++kind) sql += " UNION ALL SELECT max(\"charter: seq\") FROM " + table(static_cast<EventKind>(kind));
        return sql;
    }

    base::Result<std::int64_t> asked(const std::string& sql, std::int64_t otherwise) {
        ASSIGN_OR_RETURN(const auto rows, database_.texts(sql));
        return rows.empty() || rows[0][0].empty() ? otherwise : std::stoll(rows[0][0]);
    }

    base::Result<base::Done> in_transaction(const std::vector<std::string>& statements) {
        RETURN_IF_ERROR(database_.run("BEGIN TRANSACTION"));
        for (const auto& statement : statements) {
            auto done = database_.run(statement);
            if (done) continue;
            static_cast<void>(database_.run("ROLLBACK"));
            return done;
        }
        return database_.run("COMMIT");
    }

    /// Under which what is kept is. A folder that says nothing was made when there was one; one without a row is under all of them.
    base::Result<std::size_t> number_of_keys() {
        ASSIGN_OR_RETURN(const auto said, asked("SELECT value FROM meta WHERE key = 'pseudonym keys'", 0));
        if (said > 0) return static_cast<std::size_t>(said);
        ASSIGN_OR_RETURN(const auto newest_row, asked("SELECT max(seq) FROM (" + newest() + ")", 0));
        const std::size_t number = newest_row == 0 ? pseudonyms_.keys() : 1;
        RETURN_IF_ERROR(in_transaction({set("pseudonym keys", number)}));
        return number;
    }

    base::Result<base::Done> change_table(EventKind kind) {
        if (columns_.empty()) return base::Done{};
        const std::string progress = "pseudonyms of " + std::string(name(kind));
        ASSIGN_OR_RETURN(const auto begin, asked("SELECT value FROM meta WHERE key = " + duck::literal(progress), 0));
        ASSIGN_OR_RETURN(const auto last, asked("SELECT max(\"charter: seq\") FROM " + table(kind), -1));
        for (std::int64_t from = begin; from <= last; from += rows_at_once) {
            std::vector<std::string> statements;
            for (const auto& column : columns_) {
                const std::string x = duck::identifier(column);
                statements.push_back("UPDATE " + table(kind) + " SET " + x + " = " + function_name + "(" + x + ") WHERE \"charter: seq\" >= " + std::to_string(from) + " AND \"charter: seq\" < " + std::to_string(from + rows_at_once) + " AND regexp_full_match(" + x + ", '[0-9a-f]{32}')");
            }
            statements.push_back(set(progress, from + rows_at_once));
            RETURN_IF_ERROR(in_transaction(statements));
        }
        return base::Done{};
    }

    duck::Database& database_;
    const Pseudonyms& pseudonyms_;
    std::vector<std::string> columns_;
};

}  // namespace

base::Result<base::Done> change_pseudonyms(duck::Database& database, const EventLayout& layout, const Pseudonyms& pseudonyms) { return Change(database, layout, pseudonyms).run(); }

}  // namespace observations
