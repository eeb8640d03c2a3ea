#include <fcntl.h>
#include <unistd.h>

#include <map>
#include <mutex>

#include "base/assert.h"
#include "records/registry/database.h"
#include "records/sqlite_query.h"
#include "records/tracking/sqlite_tracking.h"

namespace records {

namespace {

constexpr int wait_ms_max = 30'000;       // for another process that is writing
constexpr std::size_t prepared_max = 300;  // statements; searches make new ones

/// The library's words name tables and columns, never a value that was bound.
base::Error failed(const std::string& why) {
    return {base::Fault::outside, "cannot use the registry: " + why, "check the folder, its permissions and the space on the disk"};
}

class SqliteDatabase : public Database {
public:
    explicit SqliteDatabase(sqlite3* database) : database_(database, &sqlite3_close_v2) {}

    base::Result<std::vector<Row>> run(std::string_view sql, const std::vector<Value>& values) override {
        const std::lock_guard lock(mutex_);
        SqliteQuery& query = prepared(sql);
        for (std::size_t i = 0; i < values.size(); ++i) bind(query, "$" + std::to_string(i + 1), values[i]);
        std::vector<Row> rows;
        while (query.step()) rows.push_back(row_of(query));
        const bool good = query.good();
        const std::string why = good ? std::string() : query.message();
        query.rest();
        if (!good) return failed(why);
        return rows;
    }

    base::Result<base::Done> together(const std::function<base::Result<base::Done>()>& body) override {
        const std::lock_guard lock(mutex_);
        if (!plainly("BEGIN IMMEDIATE")) return failed(sqlite3_errmsg(database_.get()));
        if (auto done = body(); !done) {
            plainly("ROLLBACK");
            return done;
        }
        if (plainly("COMMIT")) return base::Done{};
        const std::string why = sqlite3_errmsg(database_.get());
        plainly("ROLLBACK");
        return failed(why);
    }

    bool plainly(const char* sql) { return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

private:
    /// Preparing takes longer than most statements run.
    SqliteQuery& prepared(std::string_view sql) {
        if (const auto found = prepared_.find(sql); found != prepared_.end() && found->second->good()) return *found->second;
        if (prepared_.size() >= prepared_max) prepared_.clear();
        auto& place = prepared_[std::string(sql)];
        place = std::make_unique<SqliteQuery>(database_.get(), std::string(sql));
        return *place;
    }
    static void bind(SqliteQuery& query, const std::string& name, const Value& value) {
        const int at = query.place_of(name);
        ASSERT(at > 0 || !query.good());
        if (const auto* number = std::get_if<std::int64_t>(&value.held)) query.bind(at, *number);
        if (const auto* text = std::get_if<std::string>(&value.held)) query.bind_text(at, *text);
    }
    static Row row_of(const SqliteQuery& query) {
        std::vector<Value> values;
        for (int i = 0; i < query.columns(); ++i) values.push_back(query.is_null(i) ? Value() : query.is_number(i) ? Value(query.number(i)) : Value(query.bytes(i)));
        return Row(std::move(values));
    }

    std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> database_;
    std::map<std::string, std::unique_ptr<SqliteQuery>, std::less<>> prepared_;  // goes before the database
    std::recursive_mutex mutex_;                                                 // `together` runs statements
};

}  // namespace

std::int64_t Row::number(std::size_t column) const {
    const auto* number = std::get_if<std::int64_t>(&values_.at(column).held);
    return number == nullptr ? 0 : *number;
}

std::string Row::text(std::size_t column) const {
    const auto* text = std::get_if<std::string>(&values_.at(column).held);
    return text == nullptr ? std::string() : *text;
}

std::optional<base::Time> Row::time(std::size_t column) const {
    const auto* number = std::get_if<std::int64_t>(&values_.at(column).held);
    return number == nullptr ? std::nullopt : std::optional(base::Time{*number});
}

namespace {

base::Result<std::unique_ptr<Database>> opened_at(const std::string& path, const char* pragmas) {
    // SQLite gives its other files the permissions of this one.
    if (const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); file >= 0) ::close(file);
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nullptr);
    auto database = std::make_unique<SqliteDatabase>(opened);
    if (code != SQLITE_OK) return failed(path + ": " + sqlite3_errmsg(opened));
    sqlite3_busy_timeout(opened, wait_ms_max);
    if (!database->plainly(pragmas)) return failed(path + ": " + sqlite3_errmsg(opened));
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace

// Readers do not wait for a writer. LIKE minds capitals, as it does in PostgreSQL.
base::Result<std::unique_ptr<Database>> sqlite_database(const std::string& path) {
    // A commit has reached the disk before it returns; what is deleted is overwritten.
    return opened_at(path, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA case_sensitive_like = ON");
}

base::Result<std::unique_ptr<Database>> sqlite_tracking(const std::string& path) {
    return opened_at(path, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
}

}  // namespace records
