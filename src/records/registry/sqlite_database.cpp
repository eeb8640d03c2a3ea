#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "base/assert.h"
#include "records/registry/database.h"
#include "records/registry/shared_commit.h"
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

using Count = std::shared_ptr<std::atomic<std::uint64_t>>;

Count count_at(const std::string& path) {
    static std::mutex mutex;
    static std::map<std::string, Count> counts;  // by path; a process opens few
    const std::lock_guard lock(mutex);
    Count& count = counts[path];
    if (!count) count = std::make_shared<std::atomic<std::uint64_t>>(0);
    return count;
}

/// A statement, and where in it `$1`, `$2`, ... stand: SQLite numbers them in the order in which they come first.
struct Prepared {
    SqliteQuery query;
    std::vector<int> places;

    Prepared(sqlite3* database, std::string_view sql) : query(database, std::string(sql)) {
        for (int number = 1; query.good() && number <= query.places(); ++number) {
            const int place = query.place_of("$" + std::to_string(number));
            if (place == 0) break;
            places.push_back(place);
        }
    }
};

/// One connection, and what was prepared on it.
class Connection {
public:
    explicit Connection(sqlite3* opened) : database_(opened, &sqlite3_close_v2) {}

    base::Result<std::vector<Row>> run(std::string_view sql, const std::vector<Value>& values) {
        Prepared& one = prepared(sql);
        SqliteQuery& query = one.query;
        ASSERT(values.size() <= one.places.size() || !query.good());
        for (std::size_t i = 0; i < values.size() && query.good(); ++i) bind(query, one.places[i], values[i]);
        std::vector<Row> rows;
        while (query.step()) rows.push_back(row_of(query));
        const bool good = query.good();
        const std::string why = good ? std::string() : query.message();
        query.rest();
        if (!good) return failed(why);
        return rows;
    }
    bool plainly(const char* sql) { return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK; }
    bool in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }
    std::string why() const { return sqlite3_errmsg(database_.get()); }

private:
    /// Preparing takes longer than most statements run.
    Prepared& prepared(std::string_view sql) {
        if (const auto found = prepared_.find(sql); found != prepared_.end() && found->second->query.good()) return *found->second;
        if (prepared_.size() >= prepared_max) prepared_.clear();
        auto& place = prepared_[std::string(sql)];
        place = std::make_unique<Prepared>(database_.get(), sql);
        return *place;
    }
    static void bind(SqliteQuery& query, int at, const Value& value) {
        if (const auto* number = std::get_if<std::int64_t>(&value.held)) query.bind(at, *number);
        if (const auto* text = std::get_if<std::string>(&value.held)) query.bind_lasting_text(at, *text);
    }
    static Row row_of(const SqliteQuery& query) {
        std::vector<Value> values;
        values.reserve(static_cast<std::size_t>(query.columns()));
        for (int i = 0; i < query.columns(); ++i) values.push_back(query.is_null(i) ? Value() : query.is_number(i) ? Value(query.number(i)) : Value(query.bytes(i)));
        return Row(std::move(values));
    }

    std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> database_;
    std::map<std::string, std::unique_ptr<Prepared>, std::less<>> prepared_;  // goes before the database
};

/// One connection writes; the other reads what was committed and waits for no writer.
class SqliteDatabase : public Database, public SharedCommit {
public:
    SqliteDatabase(sqlite3* writer, sqlite3* reader, Count writes) : writer_(writer), reader_(reader), writes_(std::move(writes)) {}

    base::Result<std::vector<Row>> run(std::string_view sql, const std::vector<Value>& values) override {
        // Whoever is in the middle of a change reads what it has changed.
        const bool reads = sql.starts_with("SELECT");
        if (reads && who_writes_ != std::this_thread::get_id()) {
            const std::lock_guard lock(reading_);
            return reader_.run(sql, values);
        }
        const std::lock_guard lock(writing_);
        auto rows = writer_.run(sql, values);
        if (!reads && !writer_.in_transaction()) ++*writes_;
        return rows;
    }

    base::Result<base::Done> together(const std::function<base::Result<base::Done>()>& body) override {
        if (who_writes_ == std::this_thread::get_id()) return as_part(body);
        base::Result<base::Done> done = base::Done{};
        const auto whole = written([&] {
            done = body();
            return bool(done);
        });
        return done ? whole : done;
    }

    base::Result<base::Done> in_one(const std::function<void()>& work) override {
        return written([&] {
            work();
            return true;
        });
    }

    Connection& writer() { return writer_; }
    Connection& reader() { return reader_; }

private:
    /// A transaction; false: it is taken back.
    base::Result<base::Done> written(const std::function<bool()>& work) {
        const std::lock_guard lock(writing_);
        if (!writer_.plainly("BEGIN IMMEDIATE")) return failed(writer_.why());
        who_writes_ = std::this_thread::get_id();
        const bool keep = work();
        who_writes_ = std::thread::id();
        // A full disk takes a whole transaction back, and says so to one statement alone.
        const bool lost = !writer_.in_transaction();
        const bool kept = keep && !lost && writer_.plainly("COMMIT");
        const std::string why = lost ? "the change was taken back: the disk may be full" : writer_.why();
        if (writer_.in_transaction()) writer_.plainly("ROLLBACK");
        ++*writes_;
        if (kept || (!keep && !lost)) return base::Done{};
        return failed(why);
    }

    /// What fails inside a transaction of others takes back what it did itself.
    base::Result<base::Done> as_part(const std::function<base::Result<base::Done>()>& body) {
        RETURN_IF_ERROR(writer_.run("SAVEPOINT part", {}));
        const auto done = body();
        if (!done && writer_.in_transaction()) RETURN_IF_ERROR(writer_.run("ROLLBACK TO part", {}));
        RETURN_IF_ERROR(writer_.run("RELEASE part", {}));
        return done;
    }

    Connection writer_, reader_;
    const Count writes_;
    std::recursive_mutex writing_;  // `together` runs statements
    std::mutex reading_;
    std::atomic<std::thread::id> who_writes_{};  ///< inside a transaction
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

base::Result<sqlite3*> opened(const std::string& path, int how) {
    sqlite3* made = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &made, how | SQLITE_OPEN_FULLMUTEX, nullptr);
    sqlite3_busy_timeout(made, wait_ms_max);
    if (code == SQLITE_OK) return made;
    const std::string why = sqlite3_errmsg(made);
    sqlite3_close_v2(made);
    return failed(path + ": " + why);
}

base::Result<std::unique_ptr<Database>> opened_at(const std::string& path, const std::string& durable, const std::string& pragmas) {
    // SQLite gives its other files the permissions of this one.
    if (const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); file >= 0) ::close(file);
    ASSIGN_OR_RETURN(sqlite3* const writer, opened(path, SQLITE_OPEN_READWRITE));
    auto reader = opened(path, SQLITE_OPEN_READWRITE);  // a connection that may write nothing cannot follow a log that a crash has left
    if (!reader) {
        sqlite3_close_v2(writer);
        return reader.error();
    }
    auto database = std::make_unique<SqliteDatabase>(writer, *reader, count_at(path));
    if (!database->writer().plainly((durable + pragmas).c_str())) return failed(path + ": " + database->writer().why());
    if (!database->reader().plainly(("PRAGMA query_only = ON; " + pragmas).c_str())) return failed(path + ": " + database->reader().why());
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace

base::Result<base::Done> in_one(Database& database, const std::function<void()>& work) {
    if (auto* shared = dynamic_cast<SharedCommit*>(&database)) return shared->in_one(work);
    work();
    return base::Done{};
}

std::shared_ptr<const std::atomic<std::uint64_t>> write_count(const std::string& path) { return count_at(path); }

// Readers do not wait for a writer. LIKE minds capitals, as it does in PostgreSQL.
base::Result<std::unique_ptr<Database>> sqlite_database(const std::string& path) {
    // A commit has reached the disk before it returns; what is deleted is overwritten.
    return opened_at(path, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; ", "PRAGMA case_sensitive_like = ON");
}

base::Result<std::unique_ptr<Database>> sqlite_tracking(const std::string& path) {
    return opened_at(path, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ", "PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
}

}  // namespace records
