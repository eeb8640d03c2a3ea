#include "observations/duck.h"

#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <thread>

#include <stdlib.h>

#include "base/limits.h"

namespace observations::duck {

namespace {

std::string doubled(std::string_view text, char mark) {
    std::string out(1, mark);
    for (const char c : text) {
        if (c == mark) out += mark;
        out += c;
    }
    return out + mark;
}

constexpr std::string_view out_of_disk = "reading ran out of disk: ", out_of_memory = "reading ran out of memory: ";

/// The first line of DuckDB's message says what is wrong; the rest is advice on its own settings.
base::Error error_from(const char* message, duckdb_error_type type) {
    const std::string text = message == nullptr ? "no reason given" : message;
    const std::string first = text.substr(0, text.find('\n'));
    if (type == DUCKDB_ERROR_INTERRUPT) return {base::Fault::interrupted, "stopped before the data were read", "run it again"};
    // A pending query's error has no kind of its own, only its text.
    const bool full = text.find("No space left") != std::string::npos, much = text.starts_with("Out of Memory") || type == DUCKDB_ERROR_OUT_OF_MEMORY;
    if (full || much) return {base::Fault::outside, std::string(full ? out_of_disk : out_of_memory) + first, "free space in TMPDIR, or set it to a larger disk"};
    return {base::Fault::input, "the data cannot be read: " + first,
            "check that the file is complete and in the format that its name says; if it was cut off, write it again"};
}

base::Error stopped() { return error_from("", DUCKDB_ERROR_INTERRUPT); }

/// A statement that runs in small steps, so that a wish to stop is heard.
class Pending {
public:
    ~Pending() {
        if (pending_ != nullptr) duckdb_destroy_pending(&pending_);
        if (statement_ != nullptr) duckdb_destroy_prepare(&statement_);
    }
    enum class Rows { stream, all };
    base::Result<duckdb_result> start(duckdb_connection connection, const std::string& sql, Rows rows, const std::atomic<bool>* stop, const std::function<void()>& meanwhile = nullptr) {
        if (duckdb_prepare(connection, sql.c_str(), &statement_) != DuckDBSuccess) {
            return error_from(duckdb_prepare_error(statement_), DUCKDB_ERROR_INVALID_INPUT);
        }
        const auto prepared = rows == Rows::stream ? duckdb_pending_prepared_streaming : duckdb_pending_prepared;
        if (prepared(statement_, &pending_) != DuckDBSuccess) {
            return error_from(duckdb_pending_error(pending_), DUCKDB_ERROR_INVALID_INPUT);
        }
        auto state = DUCKDB_PENDING_RESULT_NOT_READY;
        while (!duckdb_pending_execution_is_finished(state)) {
            // Goes on until DuckDB itself has let go: its other threads may still be at work.
            if (stop != nullptr && *stop) duckdb_interrupt(connection);
            state = duckdb_pending_execute_task(pending_);
            if (meanwhile) meanwhile();
            // The other threads have the rest.
            if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE) std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        if (state == DUCKDB_PENDING_ERROR && stop != nullptr && *stop) return stopped();
        if (state == DUCKDB_PENDING_ERROR) return error_from(duckdb_pending_error(pending_), DUCKDB_ERROR_INVALID_INPUT);
        duckdb_result result;
        if (duckdb_execute_pending(pending_, &result) != DuckDBSuccess) {
            const auto error = error_from(duckdb_result_error(&result), duckdb_result_error_type(&result));
            duckdb_destroy_result(&result);
            return error;
        }
        return result;
    }

private:
    duckdb_prepared_statement statement_ = nullptr;
    duckdb_pending_result pending_ = nullptr;
};

std::string new_take_function() {
    static std::atomic<std::uint64_t> number{0};
    return "charter_take_" + std::to_string(++number);
}

}  // namespace

/// What connections to one database share, and its folder for what does not fit into memory.
struct Opened {
    ~Opened() {
        if (database != nullptr) duckdb_close(&database);
        std::error_code ignored;
        if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
    }
    duckdb_database database = nullptr;
    std::string folder;
    Turns turns;
};

/// What the function that queries call has beside its rows.
struct Showing {
    const Take* take = nullptr;
    std::atomic<bool> ended{false};
    std::atomic<int> running{0};  ///< calls of `take` under way
};

namespace {

/// No exception may leave a callback: it would cross DuckDB's own frames.
void show(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) noexcept {
    auto& showing = *static_cast<Showing*>(duckdb_scalar_function_get_extra_info(info));
    const Look rows(input);
    std::memset(duckdb_vector_get_data(output), 0, rows.size());
    // Counted before it is asked whether all is over: who ends it waits for those that did not hear of it.
    ++showing.running;
    const bool goes_on = !showing.ended && (*showing.take)(rows);
    --showing.running;
    if (goes_on) return;
    showing.ended = true;
    duckdb_scalar_function_set_error(info, "enough seen");
}

}  // namespace

std::string identifier(std::string_view name) { return doubled(name, '"'); }
std::string literal(std::string_view text) { return doubled(text, '\''); }

std::string list(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : ", ") + literal(text);
    return "[" + out + "]";
}

Vector Look::vector(std::size_t column) const {
    const auto raw = duckdb_data_chunk_get_vector(raw_, column);
    return {duckdb_vector_get_data(raw), duckdb_vector_get_validity(raw)};
}

Stream::Stream(Stream&& other) noexcept : result_(other.result_) { other.owns_ = false; }

Stream::~Stream() {
    if (owns_) duckdb_destroy_result(&result_);
}

base::Result<std::optional<Chunk>> Stream::next() {
    const auto raw = duckdb_fetch_chunk(result_);
    if (raw != nullptr) {
        Chunk chunk(raw);
        if (chunk.size() > 0) return std::optional<Chunk>(std::move(chunk));
    }
    const char* message = duckdb_result_error(&result_);
    if (message != nullptr && *message != '\0') return error_from(message, duckdb_result_error_type(&result_));
    return std::optional<Chunk>();
}

Database::Database(Options options) : options_(std::move(options)), take_function_(new_take_function()) {}

base::Result<std::unique_ptr<Database>> Database::open(Options options) {
    std::unique_ptr<Database> database(new Database(std::move(options)));
    RETURN_IF_ERROR(database->open_file());
    RETURN_IF_ERROR(database->connect());
    RETURN_IF_ERROR(database->configure());
    return database;
}

base::Result<std::unique_ptr<Database>> Database::another() const {
    std::unique_ptr<Database> database(new Database(options_));
    database->opened_ = opened_;
    RETURN_IF_ERROR(database->connect());
    return database;
}

base::Result<base::Done> Database::open_file() {
    opened_ = std::make_shared<Opened>();
    std::error_code failed;
    std::string name = (std::filesystem::temp_directory_path(failed) / "charter-XXXXXX").string();
    if (failed || mkdtemp(name.data()) == nullptr) {
        return base::Error{base::Fault::outside, "no temporary folder can be made: " + name, "set TMPDIR to a folder that can be written"};
    }
    opened_->folder = name;
    char* message = nullptr;
    const bool good = duckdb_open_ext(options_.file.empty() ? nullptr : options_.file.c_str(), &opened_->database, nullptr, &message) == DuckDBSuccess;
    const std::string why = message == nullptr ? "" : message;
    if (message != nullptr) duckdb_free(message);
    if (good) return base::Done{};
    if (options_.file.empty()) return base::Error{base::Fault::outside, "DuckDB does not start", "free some memory"};
    const std::string first = options_.file + ": " + why.substr(0, why.find('\n'));
    if (why.find("lock") != std::string::npos) return base::Error{base::Fault::conflict, "it is open already: " + first, "stop the other process, or choose another folder"};
    return base::Error{base::Fault::corrupt, "it cannot be opened: " + first, "restore it from a backup, or move it away to begin anew"};
}

base::Result<base::Done> Database::connect() {
    if (duckdb_connect(opened_->database, &connection_) != DuckDBSuccess) return base::Error{base::Fault::outside, "DuckDB does not answer", "free some memory"};
    return run("SET TimeZone = 'UTC'; SET enable_progress_bar = true; SET enable_progress_bar_print = false");
}

base::Result<base::Done> Database::configure() {
    const auto megabytes = std::to_string((options_.bytes_max > 0 ? options_.bytes_max : base::limits::reader_bytes_max.value) >> 20);
    std::string settings = "SET memory_limit = '" + megabytes + "MiB'; SET temp_directory = " + literal(opened_->folder) +
                           "; SET preserve_insertion_order = false;"
                           "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;";
    if (options_.threads > 0) settings += "SET threads = " + std::to_string(options_.threads) + ";";
    return run(settings);
}

bool ran_out_of_memory(const base::Error& error) { return error.what.starts_with(out_of_memory); }

Turns& Database::turns() const { return opened_->turns; }

Database::~Database() {
    if (connection_ != nullptr) duckdb_disconnect(&connection_);
}

base::Result<Stream> Database::stream(const std::string& sql) {
    Pending pending;
    ASSIGN_OR_RETURN(const duckdb_result result, pending.start(connection_, sql, Pending::Rows::stream, options_.stop));
    return Stream(result);
}

base::Result<base::Done> Database::register_take() {
    if (showing_) return base::Done{};
    showing_ = std::make_unique<Showing>();
    duckdb_scalar_function function = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(function, take_function_.c_str());
    duckdb_logical_type any = duckdb_create_logical_type(DUCKDB_TYPE_ANY);
    duckdb_scalar_function_set_varargs(function, any);
    duckdb_destroy_logical_type(&any);
    duckdb_logical_type seen = duckdb_create_logical_type(DUCKDB_TYPE_UTINYINT);
    duckdb_scalar_function_set_return_type(function, seen);
    duckdb_destroy_logical_type(&seen);
    // Rows with a null are shown too, and every row once, however alike they are.
    duckdb_scalar_function_set_special_handling(function);
    duckdb_scalar_function_set_volatile(function);
    duckdb_scalar_function_set_extra_info(function, showing_.get(), nullptr);
    duckdb_scalar_function_set_function(function, show);
    const bool good = duckdb_register_scalar_function(connection_, function) == DuckDBSuccess;
    duckdb_destroy_scalar_function(&function);
    if (!good) return base::Error{base::Fault::outside, "DuckDB refuses the reading function", "report it"};
    return base::Done{};
}

base::Result<base::Done> Database::each(const std::vector<std::string>& columns, const std::string& from, const Take& take, const std::function<void()>& meanwhile) {
    RETURN_IF_ERROR(register_take());
    showing_->take = &take;
    showing_->ended = false;
    std::string arguments;
    for (const auto& column : columns) arguments += (arguments.empty() ? "" : ", ") + column;
    Pending pending;
    auto result = pending.start(connection_, "SELECT max(" + take_function_ + "(" + arguments + ")) FROM " + from, Pending::Rows::all, options_.stop, meanwhile);
    if (result) duckdb_destroy_result(&*result);
    const bool enough = showing_->ended.exchange(true);
    while (showing_->running > 0) std::this_thread::yield();  // `take` is gone when this returns
    if (!result && !enough) return result.error();
    return base::Done{};
}

base::Result<Texts> Database::texts(const std::string& select) {
    ASSIGN_OR_RETURN(Stream rows, stream("SELECT COLUMNS(*)::VARCHAR FROM (" + select + ")"));
    Texts out;
    for (;;) {
        if (options_.stop != nullptr && *options_.stop) return stopped();
        ASSIGN_OR_RETURN(const auto chunk, rows.next());
        if (!chunk) return out;
        const auto columns = duckdb_column_count(&rows.result_);
        for (std::size_t row = 0; row < chunk->size(); ++row) {
            auto& line = out.emplace_back();
            for (std::size_t column = 0; column < columns; ++column) {
                const Vector values = chunk->vector(column);
                line.emplace_back(values.known(row) ? values.text(row) : std::string_view());
            }
        }
    }
}

base::Result<base::Done> Database::run(const std::string& sql) {
    duckdb_result result;
    const bool good = duckdb_query(connection_, sql.c_str(), &result) == DuckDBSuccess;
    const auto error = good ? base::Error{} : error_from(duckdb_result_error(&result), duckdb_result_error_type(&result));
    duckdb_destroy_result(&result);
    if (!good) return error;
    return base::Done{};
}

double Database::progress() const { return duckdb_query_progress(connection_).percentage / 100; }

}  // namespace observations::duck
