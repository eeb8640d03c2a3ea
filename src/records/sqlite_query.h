#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace records {

/// A prepared statement: values are bound, never written into the text. The first that fails is remembered, and nothing runs after it.
class SqliteQuery {
public:
    SqliteQuery(sqlite3* database, const std::string& sql) : database_(database) { good_ = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr) == SQLITE_OK; }
    ~SqliteQuery() { sqlite3_finalize(statement_); }
    SqliteQuery(const SqliteQuery&) = delete;
    SqliteQuery& operator=(const SqliteQuery&) = delete;

    void bind(int at, std::int64_t number) { ok(sqlite3_bind_int64(statement_, at, number)); }
    void bind(int at, std::uint64_t number) { bind(at, static_cast<std::int64_t>(number)); }
    void bind(int at, std::string_view bytes) { ok(sqlite3_bind_blob64(statement_, at, bytes.data(), bytes.size(), SQLITE_TRANSIENT)); }
    void bind_text(int at, std::string_view text) { ok(sqlite3_bind_text64(statement_, at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8)); }
    /// A text that is there until `rest`, and is not copied.
    void bind_lasting_text(int at, std::string_view text) { ok(sqlite3_bind_text64(statement_, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8)); }
    /// Ready to be bound and run again. What failed stays failed: it is prepared anew.
    void rest() {
        if (statement_ == nullptr) return;  // it could not be prepared
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    /// The place of `$1`; 0: the statement has none.
    int place_of(const std::string& name) const { return sqlite3_bind_parameter_index(statement_, name.c_str()); }

    int places() const { return sqlite3_bind_parameter_count(statement_); }

    /// True: there is a row.
    bool step() {
        if (!good_) return false;
        const int code = sqlite3_step(statement_);
        if (code != SQLITE_ROW && code != SQLITE_DONE) good_ = false;
        return code == SQLITE_ROW;
    }
    int columns() const { return sqlite3_column_count(statement_); }
    bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    bool is_number(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_INTEGER; }
    std::string bytes(int column) const {
        const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        return start == nullptr ? std::string() : std::string(start, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
    }
    std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }

    /// Nothing has failed so far.
    bool good() const { return good_; }
    std::string message() const { return sqlite3_errmsg(database_); }

private:
    void ok(int code) { good_ = good_ && code == SQLITE_OK; }

    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    bool good_ = false;
};

}  // namespace records
