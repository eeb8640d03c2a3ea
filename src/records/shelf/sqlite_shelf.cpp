#include "records/shelf/shelf.h"
#include "records/sqlite_query.h"

namespace records {

namespace {

constexpr int wait_ms_max = 30'000;

class SqliteShelf : public Shelf {
public:
    explicit SqliteShelf(sqlite3* database) : database_(database, &sqlite3_close_v2) {}

    base::Result<std::vector<Shelved>> all() const override {
        SqliteQuery query(database_.get(), "SELECT name, number, bytes FROM things ORDER BY name, number");
        std::vector<Shelved> things;
        while (query.step()) things.push_back({query.bytes(0), query.number(1), query.bytes(2)});
        if (!query.good()) return failed();
        return things;
    }

    base::Result<base::Done> put(const std::vector<Shelved>& things) override {
        if (things.empty()) return base::Done{};
        if (!run("BEGIN IMMEDIATE")) return failed();
        for (const auto& thing : things) {
            SqliteQuery query(database_.get(), thing.bytes.empty() ? "DELETE FROM things WHERE name = ?1 AND number = ?2" : "INSERT OR REPLACE INTO things (name, number, bytes) VALUES (?1, ?2, ?3)");
            query.bind_text(1, thing.name);
            query.bind(2, thing.number);
            if (!thing.bytes.empty()) query.bind(3, std::string_view(thing.bytes));
            query.step();
            if (!query.good()) return undone();
        }
        if (!run("COMMIT")) return undone();
        return base::Done{};
    }

    bool run(const char* sql) { return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK; }
    base::Error failed() const {
        return {base::Fault::outside, std::string("cannot use what was kept of the verdicts: ") + sqlite3_errmsg(database_.get()), "check the product's folder, its permissions and the space on the disk"};
    }

private:
    base::Error undone() {
        const base::Error error = failed();
        run("ROLLBACK");
        return error;
    }

    std::unique_ptr<sqlite3, int (*)(sqlite3*)> database_;
};

}  // namespace

base::Result<std::unique_ptr<Shelf>> Shelf::open(const std::string& path) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
    auto shelf = std::make_unique<SqliteShelf>(raw);
    if (code != SQLITE_OK) return shelf->failed();
    sqlite3_busy_timeout(raw, wait_ms_max);
    // A power cut may lose the last of it, which is then worked out again from the mark that went with it.
    const bool made = shelf->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;") &&
                      shelf->run("CREATE TABLE IF NOT EXISTS things (name TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (name, number)) WITHOUT ROWID");
    if (!made) return shelf->failed();
    return std::unique_ptr<Shelf>(std::move(shelf));
}

}  // namespace records
