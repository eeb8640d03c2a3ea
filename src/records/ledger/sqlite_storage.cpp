#include <filesystem>

#include "base/assert.h"
#include "records/ledger/encoding.h"
#include "records/ledger/storage.h"
#include "records/sqlite_query.h"

namespace records {

namespace {

constexpr int wait_ms_max = 30'000;  // for another process that is writing

// Triggers refuse what no function of ours does, so that a slip in a later version cannot either.
// In one transaction that locks first: of several who make the ledger at once, one does and the others wait.
constexpr const char* tables = R"sql(
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS entries (sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS asides (digest BLOB PRIMARY KEY, salt BLOB NOT NULL, text BLOB NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER IF NOT EXISTS entries_keep BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE INDEX IF NOT EXISTS key_changes ON entries (sequence) WHERE instr(bytes, CAST('"kind":"key","previous":' AS BLOB)) > 0;
COMMIT;
)sql";

base::Error failed(const std::string& what, const std::string& why) {
    return {base::Fault::outside, what + ": " + why, "check the ledger's folder, its permissions and the space on the disk"};
}

class SqliteStorage : public Storage {
public:
    SqliteStorage(sqlite3* database) : database_(database, &sqlite3_close_v2) {}

    base::Result<std::vector<std::string>> entries(std::uint64_t first, std::uint64_t count) const override {
        SqliteQuery query(database_.get(), "SELECT bytes FROM entries WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2");
        query.bind(1, first);
        query.bind(2, count);
        std::vector<std::string> found;
        while (query.step()) found.push_back(query.bytes(0));
        if (!query.good()) return failed("cannot read the ledger", query.message());
        return found;
    }

    base::Result<bool> append(std::uint64_t size, const Addition& addition) override {
        if (!run("BEGIN IMMEDIATE")) return failed("cannot write the ledger", sqlite3_errmsg(database_.get()));
        const auto written = within(size, addition);
        if (!written || !*written || !run("COMMIT")) {
            const std::string why = sqlite3_errmsg(database_.get());
            run("ROLLBACK");
            if (!written || !*written) return written;
            return failed("cannot write the ledger", why);
        }
        return true;
    }

    base::Result<std::vector<Aside>> asides() const override {
        SqliteQuery query(database_.get(), "SELECT digest, salt, text FROM asides ORDER BY digest");
        std::vector<Aside> found;
        while (query.step()) {
            Aside aside{.digest = {}, .salt = query.bytes(1), .text = query.bytes(2)};
            const std::string digest = query.bytes(0);
            if (digest.size() != aside.digest.bytes.size()) return failed("cannot read the ledger", "a digest has another length");
            std::copy(digest.begin(), digest.end(), aside.digest.bytes.begin());
            found.push_back(std::move(aside));
        }
        if (!query.good()) return failed("cannot read the ledger", query.message());
        return found;
    }

    base::Result<std::vector<std::string>> key_changes() const override {
        // In the words of the index, which a folder that was never opened by a newer program has not: then all entries are looked at.
        SqliteQuery query(database_.get(), "SELECT bytes FROM entries WHERE instr(bytes, CAST('\"kind\":\"key\",\"previous\":' AS BLOB)) > 0 ORDER BY sequence");
        std::vector<std::string> found;
        while (query.step()) found.push_back(query.bytes(0));
        if (!query.good()) return failed("cannot read the ledger", query.message());
        return found;
    }

    base::Result<std::string> checkpoint() const override {
        SqliteQuery query(database_.get(), "SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1");
        const std::string note = query.step() ? query.bytes(0) : std::string();
        if (!query.good()) return failed("cannot read the ledger", query.message());
        return note;
    }

    bool run(const char* sql) { return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

private:
    /// The body of the transaction.
    base::Result<bool> within(std::uint64_t size, const Addition& addition) {
        SqliteQuery count(database_.get(), "SELECT coalesce(max(sequence) + 1, 0) FROM entries");
        if (!count.step()) return failed("cannot read the ledger", count.message());
        if (count.number(0) != static_cast<std::int64_t>(size)) return false;
        std::uint64_t sequence = size;
        for (const auto& bytes : addition.entries) {
            SqliteQuery insert(database_.get(), "INSERT INTO entries (sequence, bytes) VALUES (?1, ?2)");
            insert.bind(1, sequence++);
            insert.bind(2, bytes);
            RETURN_IF_ERROR(done(insert));
        }
        for (const auto& aside : addition.asides) {
            SqliteQuery insert(database_.get(), "INSERT OR REPLACE INTO asides (digest, salt, text) VALUES (?1, ?2, ?3)");
            insert.bind(1, bytes_of(aside.digest));
            insert.bind(2, aside.salt);
            insert.bind(3, aside.text);
            RETURN_IF_ERROR(done(insert));
        }
        for (const auto& digest : addition.erased) {
            SqliteQuery erase(database_.get(), "DELETE FROM asides WHERE digest = ?1");
            erase.bind(1, bytes_of(digest));
            RETURN_IF_ERROR(done(erase));
        }
        SqliteQuery note(database_.get(), "INSERT OR REPLACE INTO checkpoints (size, note) VALUES (?1, ?2)");
        note.bind(1, sequence);
        note.bind(2, addition.checkpoint);
        RETURN_IF_ERROR(done(note));
        return true;
    }

    base::Result<base::Done> done(SqliteQuery& query) {
        query.step();
        if (!query.good()) return failed("cannot write the ledger", query.message());
        return base::Done{};
    }

    std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> database_;
};

base::Result<std::unique_ptr<SqliteStorage>> opened(const std::string& path, int mode) {
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &database, mode | SQLITE_OPEN_FULLMUTEX, nullptr);
    auto storage = std::make_unique<SqliteStorage>(database);
    if (code != SQLITE_OK) return failed("cannot open the ledger " + path, sqlite3_errmsg(database));
    sqlite3_busy_timeout(database, wait_ms_max);
    // What is erased is overwritten too; a commit has reached the disk before it returns.
    if (!storage->run("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL")) return failed("cannot open the ledger " + path, sqlite3_errmsg(database));
    return storage;
}

}  // namespace

base::Result<std::unique_ptr<Storage>> sqlite_storage(const std::string& path) {
    ASSIGN_OR_RETURN(auto storage, opened(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
    if (!storage->run(tables)) return failed("cannot open the ledger " + path, "it is no SQLite database that can be written");
    return std::unique_ptr<Storage>(std::move(storage));
}

base::Result<std::unique_ptr<Storage>> existing_sqlite_storage(const std::string& path) {
    if (!std::filesystem::exists(path)) return base::Error{base::Fault::missing, "there is no ledger here: " + path, "name the folder that was given to --ledger"};
    ASSIGN_OR_RETURN(auto storage, opened(path, SQLITE_OPEN_READWRITE));
    return std::unique_ptr<Storage>(std::move(storage));
}

}  // namespace records
