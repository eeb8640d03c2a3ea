#include "observations/table.h"

#include <duckdb.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/nearest.h"

namespace observations {

namespace {

using base::Error;
using base::Fault;

std::string identifier(const std::string& name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string literal(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
}

bool ends_with_any(const std::string& name, std::initializer_list<std::string_view> ends) {
    for (const std::string_view end : ends) {
        if (name.size() > end.size() && std::string_view(name).substr(name.size() - end.size()) == end) return true;
    }
    return false;
}

class Rows {
public:
    Rows() = default;
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    ~Rows() { duckdb_destroy_result(&result); }
    duckdb_result result{};
};

class Engine {
public:
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine() {
        duckdb_disconnect(&connection_);
        duckdb_close(&database_);
    }

    static base::Result<std::unique_ptr<Engine>> open() {
        auto engine = std::unique_ptr<Engine>(new Engine);
        if (duckdb_open(nullptr, &engine->database_) != DuckDBSuccess || duckdb_connect(engine->database_, &engine->connection_) != DuckDBSuccess) {
            return Error{Fault::outside, "DuckDB does not start", "check that there is memory left"};
        }
        return engine;
    }

    /// DuckDB's own words say what is wrong with a file better than we could.
    base::Result<base::Done> run(const std::string& sql, Rows& rows) const {
        if (duckdb_query(connection_, sql.c_str(), &rows.result) == DuckDBSuccess) return base::Done{};
        const char* message = duckdb_result_error(&rows.result);
        const std::string text = message == nullptr ? "unknown" : message;
        return Error{Fault::input, "the data cannot be read: " + text.substr(0, text.find('\n')), "check the file"};
    }

    duckdb_connection connection() const { return connection_; }

private:
    Engine() = default;
    duckdb_database database_ = nullptr;
    duckdb_connection connection_ = nullptr;
};

std::string text_at(Rows& rows, idx_t column, idx_t row) {
    char* text = duckdb_value_varchar(&rows.result, column, row);
    std::string out = text == nullptr ? "" : text;
    duckdb_free(text);
    return out;
}

/// The files as something that SQL can select from.
base::Result<std::string> relation(const Engine& engine, const std::vector<std::string>& files) {
    if (files.empty()) return Error{Fault::input, "no file is named", "name at least one Parquet, CSV or NDJSON file"};
    std::string names;
    for (const std::string& file : files) {
        Rows found;
        RETURN_IF_ERROR(engine.run("SELECT count(*) FROM glob(" + literal(file) + ")", found));
        if (text_at(found, 0, 0) == "0") return Error{Fault::missing, "no such file: " + file, "check the path; patterns such as data/*.parquet are allowed"};
        names += (names.empty() ? "" : ", ") + literal(file);
    }
    const std::string& first = files.front();
    if (ends_with_any(first, {".parquet", ".pq"})) return "read_parquet([" + names + "])";
    // Types are told from the whole file: a column of numbers whose last row is text is a column of text.
    if (ends_with_any(first, {".csv", ".tsv", ".csv.gz", ".tsv.gz"})) return "read_csv([" + names + "], header = true, sample_size = -1)";
    if (ends_with_any(first, {".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz"})) return "read_ndjson([" + names + "], sample_size = -1)";
    return Error{Fault::input, "not a kind of file that can be read: " + first, "use .parquet, .csv, .csv.gz or .ndjson"};
}

struct Declared {
    std::vector<std::string> names, types;
};

base::Result<Declared> columns_of(const Engine& engine, const std::string& from) {
    Rows rows;
    RETURN_IF_ERROR(engine.run("DESCRIBE SELECT * FROM " + from, rows));
    Declared declared;
    for (idx_t row = 0; row < duckdb_row_count(&rows.result); ++row) {
        declared.names.push_back(text_at(rows, 0, row));
        declared.types.push_back(text_at(rows, 1, row));
    }
    return declared;
}

bool is_number(const std::string& type) {
    for (const std::string_view start : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN"}) {
        if (std::string_view(type).substr(0, start.size()) == start) return true;
    }
    return false;
}

/// `automatic` settled by the file's own types.
base::Result<std::vector<Wanted>> settle(const Declared& declared, std::vector<Wanted> wanted) {
    for (Wanted& want : wanted) {
        std::size_t at = 0;
        while (at < declared.names.size() && declared.names[at] != want.name) ++at;
        if (at == declared.names.size()) {
            const std::string near = base::nearest_name(want.name, declared.names);
            const std::string all = fmt::format("the data have: {}", fmt::join(declared.names, ", "));
            return Error{Fault::input, "the data have no column: " + want.name, near.empty() ? all : "did you mean " + near + "? " + all};
        }
        const std::string& type = declared.types[at];
        const bool text = type == "VARCHAR" || type.substr(0, 4) == "ENUM";
        if (!is_number(type) && !text) {
            return Error{Fault::input, fmt::format("a model reads numbers and text, and column {} is neither: {}", want.name, type),
                         "leave it out, or turn it into a number or text (a weekday, an age in days)"};
        }
        if (want.as == Wanted::As::number && text) {
            return Error{Fault::input, "a number is needed, and the data hold text in column: " + want.name, "give the column the type that it had in training"};
        }
        if (want.as == Wanted::As::automatic) want.as = text ? Wanted::As::category : Wanted::As::number;
    }
    return wanted;
}

std::string cast(const Wanted& want) {
    return fmt::format("CAST({} AS {})", identifier(want.name), want.as == Wanted::As::category ? "VARCHAR" : "DOUBLE");
}

/// Fills a column from DuckDB's vectors, piece by piece.
class Gatherer {
public:
    explicit Gatherer(const Wanted& wanted) {
        column_.name = wanted.name;
        column_.categorical = wanted.as == Wanted::As::category;
    }

    void add(duckdb_vector vector, idx_t rows) {
        const std::uint64_t* valid = duckdb_vector_get_validity(vector);
        void* data = duckdb_vector_get_data(vector);
        for (idx_t row = 0; row < rows; ++row) {
            const bool known = valid == nullptr || duckdb_validity_row_is_valid(const_cast<std::uint64_t*>(valid), row);
            if (column_.categorical) column_.codes.push_back(known ? code(static_cast<duckdb_string_t*>(data)[row]) : -1);
            else column_.numbers.push_back(known ? static_cast<double*>(data)[row] : std::numeric_limits<double>::quiet_NaN());
        }
    }

    Column take() { return std::move(column_); }

private:
    std::int32_t code(duckdb_string_t& text) {
        std::string value(duckdb_string_t_data(&text), duckdb_string_t_length(text));
        const auto [place, fresh] = codes_.try_emplace(std::move(value), static_cast<std::int32_t>(column_.categories.size()));
        if (fresh) column_.categories.push_back(place->first);
        return place->second;
    }

    Column column_;
    std::unordered_map<std::string, std::int32_t> codes_;
};

Frame gather(const std::vector<Wanted>& wanted, duckdb_data_chunk chunk) {
    Frame frame;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Gatherer gatherer(wanted[i]);
        gatherer.add(duckdb_data_chunk_get_vector(chunk, i), duckdb_data_chunk_get_size(chunk));
        frame.columns.push_back(gatherer.take());
    }
    return frame;
}

/// What DuckDB calls back for every piece of rows, with the words in which a failure is told afterwards.
struct Call {
    const Scoring* scoring = nullptr;
    const std::vector<Wanted>* wanted = nullptr;
    const Scorer* scorer = nullptr;
    std::mutex one_at_a_time;
    std::int64_t rows = 0;
    std::unique_ptr<Error> error;
};

/// No exception may leave a callback: it would cross DuckDB's own frames.
void score_piece(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) noexcept {
    auto& call = *static_cast<Call*>(duckdb_scalar_function_get_extra_info(info));
    const std::lock_guard lock(call.one_at_a_time);
    const auto fail = [&](Error error) {
        duckdb_scalar_function_set_error(info, error.what.c_str());
        if (!call.error) call.error = std::make_unique<Error>(std::move(error));
    };
    if (call.scoring->stop != nullptr && *call.scoring->stop) return fail({Fault::interrupted, "interrupted", "run it again"});
    const Frame piece = gather(*call.wanted, input);
    const auto scores = (*call.scorer)(piece);
    if (!scores) return fail(scores.error());
    ASSERT(scores->size() == duckdb_data_chunk_get_size(input));
    auto* out = static_cast<double*>(duckdb_vector_get_data(output));
    for (std::size_t row = 0; row < scores->size(); ++row) out[row] = (*scores)[row];
    call.rows += static_cast<std::int64_t>(scores->size());
    if (call.scoring->progress) call.scoring->progress(call.rows);
}

base::Result<base::Done> register_scorer(const Engine& engine, Call& call) {
    duckdb_scalar_function function = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(function, "charter_score");
    for (const Wanted& want : *call.wanted) {
        duckdb_logical_type type = duckdb_create_logical_type(want.as == Wanted::As::category ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_DOUBLE);
        duckdb_scalar_function_add_parameter(function, type);
        duckdb_destroy_logical_type(&type);
    }
    duckdb_logical_type number = duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
    duckdb_scalar_function_set_return_type(function, number);
    duckdb_destroy_logical_type(&number);
    // A row with a missing feature is scored too.
    duckdb_scalar_function_set_special_handling(function);
    duckdb_scalar_function_set_extra_info(function, &call, nullptr);
    duckdb_scalar_function_set_function(function, score_piece);
    const bool good = duckdb_register_scalar_function(engine.connection(), function) == DuckDBSuccess;
    duckdb_destroy_scalar_function(&function);
    if (!good) return Error{Fault::outside, "DuckDB refuses the scoring function", "report it"};
    return base::Done{};
}

base::Result<std::string> format_of(const std::string& output) {
    if (ends_with_any(output, {".parquet", ".pq"})) return std::string("FORMAT parquet, COMPRESSION zstd");
    if (ends_with_any(output, {".csv.gz"})) return std::string("FORMAT csv, HEADER, COMPRESSION gzip");
    if (ends_with_any(output, {".csv"})) return std::string("FORMAT csv, HEADER");
    if (ends_with_any(output, {".ndjson", ".jsonl"})) return std::string("FORMAT json");
    return Error{Fault::input, "not a kind of file that can be written: " + output, "use .parquet, .csv, .csv.gz or .ndjson"};
}

base::Result<base::Done> names_are_free(const Declared& declared, const Scoring& scoring) {
    for (const std::string& name : declared.names) {
        if (name == scoring.score_name) return Error{Fault::input, "the data already have a column: " + name, "name the score otherwise, for example --as p_" + name};
        if (!scoring.version.empty() && name == scoring.version_name) {
            return Error{Fault::input, "the data already have a column: " + name, "score without --version, or leave that column out"};
        }
    }
    return base::Done{};
}

}  // namespace

const Column* Frame::find(std::string_view name) const {
    for (const Column& column : columns) {
        if (column.name == name) return &column;
    }
    return nullptr;
}

std::vector<std::string> Frame::names() const {
    std::vector<std::string> all;
    for (const Column& column : columns) all.push_back(column.name);
    return all;
}

base::Result<Frame> read_frame(const std::vector<std::string>& files, const std::vector<Wanted>& columns) {
    ASSERT(!columns.empty());
    ASSIGN_OR_RETURN(const auto engine, Engine::open());
    ASSIGN_OR_RETURN(const std::string from, relation(*engine, files));
    ASSIGN_OR_RETURN(const Declared declared, columns_of(*engine, from));
    ASSIGN_OR_RETURN(const std::vector<Wanted> wanted, settle(declared, columns));
    std::string selected;
    for (const Wanted& want : wanted) selected += (selected.empty() ? "" : ", ") + cast(want);
    Rows rows;
    RETURN_IF_ERROR(engine->run("SELECT " + selected + " FROM " + from, rows));
    std::vector<Gatherer> gatherers(wanted.begin(), wanted.end());
    for (duckdb_data_chunk chunk = duckdb_fetch_chunk(rows.result); chunk != nullptr; chunk = duckdb_fetch_chunk(rows.result)) {
        for (std::size_t i = 0; i < gatherers.size(); ++i) {
            gatherers[i].add(duckdb_data_chunk_get_vector(chunk, i), duckdb_data_chunk_get_size(chunk));
        }
        duckdb_destroy_data_chunk(&chunk);
    }
    Frame frame;
    for (Gatherer& gatherer : gatherers) frame.columns.push_back(gatherer.take());
    return frame;
}

base::Result<std::int64_t> write_scores(const Scoring& scoring, const Scorer& scorer) {
    ASSIGN_OR_RETURN(const std::string format, format_of(scoring.output));
    ASSIGN_OR_RETURN(const auto engine, Engine::open());
    ASSIGN_OR_RETURN(const std::string from, relation(*engine, scoring.files));
    ASSIGN_OR_RETURN(const Declared declared, columns_of(*engine, from));
    ASSIGN_OR_RETURN(const std::vector<Wanted> wanted, settle(declared, scoring.features));
    RETURN_IF_ERROR(names_are_free(declared, scoring));

    Call call;
    call.scoring = &scoring;
    call.wanted = &wanted;
    call.scorer = &scorer;
    RETURN_IF_ERROR(register_scorer(*engine, call));
    std::string arguments;
    for (const Wanted& want : wanted) arguments += (arguments.empty() ? "" : ", ") + cast(want);
    std::string added = fmt::format("charter_score({}) AS {}", arguments, identifier(scoring.score_name));
    if (!scoring.version.empty()) added += fmt::format(", {} AS {}", literal(scoring.version), identifier(scoring.version_name));
    // Written beside its final name first: half a file never looks like a whole one.
    const std::string part = scoring.output + ".part";
    Rows rows;
    const auto copied = engine->run(fmt::format("COPY (SELECT *, {} FROM {}) TO {} ({})", added, from, literal(part), format), rows);
    if (!copied) {
        std::remove(part.c_str());
        if (call.error) return *call.error;
        return copied.error();
    }
    if (std::rename(part.c_str(), scoring.output.c_str()) != 0) {
        return Error{Fault::outside, "cannot write file: " + scoring.output, "check the folder and its permissions"};
    }
    return call.rows;
}

}  // namespace observations
