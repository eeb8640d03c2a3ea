#pragma once

#include <duckdb.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "observations/turns.h"

/// DuckDB's C interface, owned and with errors of ours. Nothing outside this folder sees it.
namespace observations::duck {

/// `"name"`, whatever characters it holds.
std::string identifier(std::string_view name);
/// `'text'`.
std::string literal(std::string_view text);
/// `['a', 'b']`.
std::string list(const std::vector<std::string>& texts);

/// A column of a chunk: plain values beside a bit mask of those that are known (null: all are).
struct Vector {
    const void* data = nullptr;
    const std::uint64_t* validity = nullptr;

    bool known(std::size_t row) const { return validity == nullptr || ((validity[row >> 6] >> (row & 63)) & 1) != 0; }
    template <class T>
    const T* as() const { return static_cast<const T*>(data); }
    std::string_view text(std::size_t row) const {
        const auto& value = as<duckdb_string_t>()[row];
        const bool inlined = value.value.inlined.length <= 12;
        return {inlined ? value.value.inlined.inlined : value.value.pointer.ptr, value.value.inlined.length};
    }
};

/// Up to 2,048 rows that somebody else owns.
class Look {
public:
    explicit Look(duckdb_data_chunk raw) : raw_(raw) {}
    std::size_t size() const { return duckdb_data_chunk_get_size(raw_); }
    Vector vector(std::size_t column) const;

private:
    duckdb_data_chunk raw_;
};

/// The same, owned.
class Chunk : public Look {
public:
    explicit Chunk(duckdb_data_chunk raw) : Look(raw), owned_(raw) {}

private:
    struct Free {
        void operator()(duckdb_data_chunk chunk) const { duckdb_destroy_data_chunk(&chunk); }
    };
    std::unique_ptr<std::remove_pointer_t<duckdb_data_chunk>, Free> owned_;
};

/// What is done with the rows of a query, in the threads that read them: several calls run at once, at most
/// `Database::threads`. False: enough seen. Nothing may be thrown.
using Take = std::function<bool(const Look&)>;

/// The rows of a query, as they become ready.
class Stream {
public:
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&&) = delete;
    ~Stream();

    /// Nothing after the last row.
    base::Result<std::optional<Chunk>> next();

private:
    friend class Database;
    explicit Stream(const duckdb_result& result) : result_(result) {}
    duckdb_result result_;
    bool owns_ = true;
};

struct Options {
    int threads = 0;                        ///< 0: as many as there are cores
    const std::atomic<bool>* stop = nullptr;
    std::string file{};                     ///< kept there; empty: in memory
    std::size_t bytes_max = 0;              ///< of memory; 0: limits::reader_bytes_max
};

struct Showing;
struct Opened;

using Texts = std::vector<std::vector<std::string>>;

/// The memory that a database may use was not enough for all that was read at once.
bool ran_out_of_memory(const base::Error& error);

/// A database, in memory or in a file, with one connection. What does not fit the memory that it may use goes to a folder of its own
/// under TMPDIR, which disappears with it.
class Database {
public:
    static base::Result<std::unique_ptr<Database>> open(Options options);
    /// A further connection to the same.
    base::Result<std::unique_ptr<Database>> another() const;
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    base::Result<Stream> stream(const std::string& sql);
    /// Shows every row of `SELECT columns FROM from` where it was decoded: nothing is copied and nothing handed over.
    /// `meanwhile` is called now and then by the calling thread.
    base::Result<base::Done> each(const std::vector<std::string>& columns, const std::string& from, const Take& take, const std::function<void()>& meanwhile);
    /// A small answer, every value as text; a null is empty.
    base::Result<Texts> texts(const std::string& select);
    base::Result<base::Done> run(const std::string& sql);
    /// Share of the running query, 0 to 1; below 0 when not known.
    double progress() const;
    /// What is stopped by it from now on; nothing: nothing is.
    void stop_with(const std::atomic<bool>* stop) { options_.stop = stop; }
    /// Of this and of every other connection to the same.
    Turns& turns() const;
    /// For what SQL cannot say: a function of ours that queries call (see table.cpp), or rows that are appended.
    duckdb_connection connection() const { return connection_; }

private:
    explicit Database(Options options);
    base::Result<base::Done> open_file();
    base::Result<base::Done> connect();
    base::Result<base::Done> configure();
    base::Result<base::Done> register_take();

    Options options_;
    std::unique_ptr<Showing> showing_;  ///< the function's; DuckDB keeps its address
    std::string take_function_;         ///< the database's catalogue has one of each connection
    std::shared_ptr<Opened> opened_;
    duckdb_connection connection_ = nullptr;
};

}  // namespace observations::duck
