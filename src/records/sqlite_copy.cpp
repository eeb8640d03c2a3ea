#include "records/sqlite_copy.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

namespace records {

namespace {

using Connection = std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)>;

constexpr int wait_ms_max = 30'000;  // for others that are writing

Connection opened(const std::string& path, int mode) {
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &database, mode, nullptr);
    Connection connection(database, &sqlite3_close_v2);
    if (code != SQLITE_OK) connection.reset();
    else sqlite3_busy_timeout(database, wait_ms_max);
    return connection;
}

base::Error failed(const std::string& path, const std::string& why) { return {base::Fault::outside, "cannot copy the database " + path + ": " + why, "check the folders, their permissions and the space on the disk"}; }

}  // namespace

base::Result<base::Done> copy_sqlite(const std::string& source, const std::string& target) {
    if (std::filesystem::exists(target)) return failed(target, "it is there already");
    if (const int file = ::open(target.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_EXCL, 0600); file >= 0) ::close(file);
    const Connection from = opened(source, SQLITE_OPEN_READWRITE), to = opened(target, SQLITE_OPEN_READWRITE);
    if (!from || !to) return failed(from ? target : source, "it cannot be opened");
    sqlite3_backup* backup = sqlite3_backup_init(to.get(), "main", from.get(), "main");
    if (backup == nullptr) return failed(target, sqlite3_errmsg(to.get()));
    // All pages in one step: a reader's lock for as long as that takes, and one moment for all of them.
    int code = SQLITE_OK;
    for (int waited = 0; (code = sqlite3_backup_step(backup, -1)) == SQLITE_BUSY || code == SQLITE_LOCKED; ++waited) {
        if (waited >= wait_ms_max / 10) break;
        sqlite3_sleep(10);
    }
    const int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE || finished != SQLITE_OK) return failed(target, sqlite3_errstr(code != SQLITE_DONE ? code : finished));
    // One file: what a copy of a database in WAL mode would keep beside it is written into it.
    if (sqlite3_exec(to.get(), "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr) != SQLITE_OK) return failed(target, sqlite3_errmsg(to.get()));
    return base::Done{};
}

}  // namespace records
