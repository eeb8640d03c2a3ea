#include "observations/table.h"

#include <fmt/format.h>

#include <cstdio>
#include <limits>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "observations/relation.h"

namespace observations {

namespace {

using base::Error;
using base::Fault;
using duck::Database;

/// Rows must keep their order: a fitted model depends on it, and scores belong to rows.
base::Result<std::unique_ptr<Database>> open_in_order(const std::atomic<bool>* stop) {
    ASSIGN_OR_RETURN(auto database, Database::open({.threads = 0, .stop = stop}));
    RETURN_IF_ERROR(database->run("SET preserve_insertion_order = true"));
    return database;
}

/// `automatic` settled by the file's own types.
base::Result<std::vector<Wanted>> settle(const Relation& relation, std::vector<Wanted> wanted) {
    for (Wanted& want : wanted) {
        ASSIGN_OR_RETURN(const ColumnInfo column, relation.column(want.name));
        const bool number = column.type == ColumnType::number || column.type == ColumnType::integer || column.type == ColumnType::boolean;
        if (!number && column.type != ColumnType::text) {
            return Error{Fault::input, fmt::format("a model reads numbers and text, and column {} is neither: {}", want.name, column.declared),
                         "leave it out, or turn it into a number or text (a weekday, an age in days)"};
        }
        if (want.as == Wanted::As::number && !number) {
            return Error{Fault::input, "a number is needed, and the data hold text in column: " + want.name, "give the column the type that it had in training"};
        }
        if (want.as == Wanted::As::automatic) want.as = number ? Wanted::As::number : Wanted::As::category;
    }
    return wanted;
}

/// A wanted column's value as text of a text file, nothing for blanks; as it is of others.
std::string given(const Relation& relation, const Wanted& want) {
    const std::string value = duck::identifier(want.name);
    return relation.files().format == Format::parquet ? value : "nullif(trim(" + value + "), '')";
}

/// `verb` is CAST or TRY_CAST.
std::string as_number(const Relation& relation, const Wanted& want, const std::string& verb) {
    const bool boolean = relation.column(want.name)->type == ColumnType::boolean;
    const std::string value = given(relation, want);
    return verb + "(" + (boolean ? verb + "(" + value + " AS BOOLEAN)" : value) + " AS DOUBLE)";
}

std::string selected(const Relation& relation, const std::vector<Wanted>& wanted) {
    std::string out;
    for (const Wanted& want : wanted) {
        out += out.empty() ? "" : ", ";
        out += want.as == Wanted::As::category ? "CAST(" + given(relation, want) + " AS VARCHAR)" : as_number(relation, want, "CAST");
    }
    return out;
}

/// A word among numbers is an error here and not a missing value: a model must not learn from a slip of the pen.
base::Result<base::Done> refuse_words(Database& database, const Relation& relation, const std::vector<Wanted>& wanted) {
    if (relation.files().format == Format::parquet) return base::Done{};
    for (const Wanted& want : wanted) {
        if (want.as == Wanted::As::category) continue;
        const std::string select = fmt::format("SELECT {} FROM {} WHERE {} IS NOT NULL AND {} IS NULL LIMIT 1", duck::identifier(want.name), relation.sql(Relation::Rejects::ignore),
                                               given(relation, want), as_number(relation, want, "TRY_CAST"));
        ASSIGN_OR_RETURN(const auto words, database.texts(select));
        if (words.empty()) continue;
        return Error{Fault::input, fmt::format("column {} holds numbers, and among them: {}", want.name, words.front().front()), "correct the value, or leave it empty if it is not known"};
    }
    return base::Done{};
}

/// Rows that could not be read are not quietly left out of training or of a scored file.
base::Result<base::Done> refuse_rejects(Database& database, const Relation& relation) {
    const bool json = relation.files().format == Format::json;
    if (relation.files().format == Format::parquet) return base::Done{};
    const std::string select = json ? "SELECT count(*), 0 FROM " + relation.sql(Relation::Rejects::keep) + " WHERE " + duck::identifier(Relation::malformed_column)
                                    : "SELECT count(DISTINCT line), min(line) FROM reject_errors";
    ASSIGN_OR_RETURN(const auto answer, database.texts(select));
    if (answer.front()[0] == "0") return base::Done{};
    const std::string where = json ? "" : ", the first in line " + answer.front()[1];
    return Error{Fault::input, fmt::format("{} rows cannot be read{}: {}", answer.front()[0], where, relation.files().paths.front()), "correct them, or take them out"};
}

/// Fills a column from DuckDB's vectors, piece by piece.
class Gatherer {
public:
    explicit Gatherer(const Wanted& wanted) {
        column_.name = wanted.name;
        column_.categorical = wanted.as == Wanted::As::category;
    }

    void add(const duck::Vector& values, std::size_t rows) {
        for (std::size_t row = 0; row < rows; ++row) {
            if (column_.categorical) column_.codes.push_back(values.known(row) ? code(std::string(values.text(row))) : -1);
            else column_.numbers.push_back(values.known(row) ? values.as<double>()[row] : std::numeric_limits<double>::quiet_NaN());
        }
    }

    Column take() { return std::move(column_); }

private:
    std::int32_t code(std::string value) {
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
        const auto raw = duckdb_data_chunk_get_vector(chunk, i);
        gatherer.add({duckdb_vector_get_data(raw), duckdb_vector_get_validity(raw)}, duckdb_data_chunk_get_size(chunk));
        frame.columns.push_back(gatherer.take());
    }
    return frame;
}

/// The rows of a query whose columns are the wanted ones.
base::Result<Frame> gathered(Database& database, const std::vector<Wanted>& wanted, const std::string& sql, const std::atomic<bool>* stop) {
    ASSIGN_OR_RETURN(duck::Stream stream, database.stream(sql));
    std::vector<Gatherer> gatherers(wanted.begin(), wanted.end());
    for (;;) {
        if (stop != nullptr && *stop) return Error{Fault::interrupted, "stopped before the data were read", "run it again"};
        ASSIGN_OR_RETURN(const auto chunk, stream.next());
        if (!chunk) break;
        for (std::size_t i = 0; i < gatherers.size(); ++i) gatherers[i].add(chunk->vector(i), chunk->size());
    }
    Frame frame;
    for (Gatherer& gatherer : gatherers) frame.columns.push_back(gatherer.take());
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

base::Result<base::Done> register_scorer(const Database& database, Call& call) {
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
    const bool good = duckdb_register_scalar_function(database.connection(), function) == DuckDBSuccess;
    duckdb_destroy_scalar_function(&function);
    if (!good) return Error{Fault::outside, "DuckDB refuses the scoring function", "report it"};
    return base::Done{};
}

bool ends_with(const std::string& name, std::string_view end) { return name.size() > end.size() && name.ends_with(end); }

base::Result<std::string> format_of(const std::string& output) {
    if (ends_with(output, ".parquet")) return std::string("FORMAT parquet, COMPRESSION zstd");
    if (ends_with(output, ".csv.gz")) return std::string("FORMAT csv, HEADER, COMPRESSION gzip");
    if (ends_with(output, ".csv")) return std::string("FORMAT csv, HEADER");
    if (ends_with(output, ".ndjson") || ends_with(output, ".jsonl")) return std::string("FORMAT json");
    return Error{Fault::input, "not a kind of file that can be written: " + output, "use .parquet, .csv, .csv.gz or .ndjson"};
}

/// Text files are read as text; to guess types for a file that keeps them would be to change what was given.
base::Result<base::Done> keeps_what_was_given(const Relation& relation, const std::string& output) {
    if (relation.files().format == Format::parquet || ends_with(output, ".csv") || ends_with(output, ".csv.gz")) return base::Done{};
    return Error{Fault::input, "rows of a text file are copied as text, which would change their types in: " + output, "name an output that ends in .csv or .csv.gz"};
}

base::Result<base::Done> names_are_free(const Relation& relation, const Scoring& scoring) {
    for (const ColumnInfo& column : relation.columns()) {
        if (column.name == scoring.score_name) {
            return Error{Fault::input, "the data already have a column: " + column.name, "name the score otherwise, for example --as new_" + column.name};
        }
        if (!scoring.version.empty() && column.name == scoring.version_name) {
            return Error{Fault::input, "the data already have a column: " + column.name, "score without --version, or leave that column out"};
        }
    }
    return base::Done{};
}

std::string copy_statement(const Relation& relation, const std::vector<Wanted>& wanted, const Scoring& scoring, const std::string& part, const std::string& format) {
    std::string columns;
    for (const ColumnInfo& column : relation.columns()) columns += duck::identifier(column.name) + ", ";
    columns += fmt::format("charter_score({}) AS {}", selected(relation, wanted), duck::identifier(scoring.score_name));
    if (!scoring.version.empty()) columns += fmt::format(", {} AS {}", duck::literal(scoring.version), duck::identifier(scoring.version_name));
    return fmt::format("COPY (SELECT {} FROM {}) TO {} ({})", columns, relation.sql(Relation::Rejects::keep), duck::literal(part), format);
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

base::Result<Frame> read_frame(const std::vector<std::string>& files, const std::vector<Wanted>& columns, const std::atomic<bool>* stop) {
    ASSERT(!columns.empty());
    ASSIGN_OR_RETURN(const auto database, open_in_order(stop));
    ASSIGN_OR_RETURN(const Relation relation, Relation::open(*database, files));
    ASSIGN_OR_RETURN(const std::vector<Wanted> wanted, settle(relation, columns));
    RETURN_IF_ERROR(refuse_words(*database, relation, wanted));
    ASSIGN_OR_RETURN(Frame frame, gathered(*database, wanted, "SELECT " + selected(relation, wanted) + " FROM " + relation.sql(Relation::Rejects::keep), stop));
    RETURN_IF_ERROR(refuse_rejects(*database, relation));
    return frame;
}

base::Result<Found> find_rows(const std::vector<std::string>& files, const std::string& column, const std::string& value, const std::vector<Wanted>& columns, std::size_t rows_max, const std::atomic<bool>* stop) {
    ASSIGN_OR_RETURN(const auto database, open_in_order(stop));
    ASSIGN_OR_RETURN(const Relation relation, Relation::open(*database, files));
    ASSIGN_OR_RETURN(const ColumnInfo info, relation.column(column));
    ASSIGN_OR_RETURN(const std::vector<Wanted> wanted, settle(relation, columns));
    RETURN_IF_ERROR(refuse_words(*database, relation, wanted));
    const std::string given_id = given(relation, {column});
    const std::string from = " FROM " + relation.sql(Relation::Rejects::ignore);
    const std::string text = "CAST(" + given_id + " AS VARCHAR)";
    const std::string number = "TRY_CAST(" + duck::literal(value) + " AS DOUBLE)";
    // 17 and 17.0 are one number, and as texts they differ.
    const bool numbers = info.type == ColumnType::number;
    const std::string same = text + " = " + duck::literal(value) + (numbers ? " OR TRY_CAST(" + given_id + " AS DOUBLE) = " + number : "");
    Found found;
    ASSIGN_OR_RETURN(found.rows, gathered(*database, wanted, fmt::format("SELECT {}{} WHERE {} LIMIT {}", selected(relation, wanted), from, same, rows_max), stop));
    if (found.rows.rows() > 0) return found;
    const std::string distance = numbers ? "abs(TRY_CAST(" + given_id + " AS DOUBLE) - coalesce(" + number + ", 0))" : "levenshtein(" + text + ", " + duck::literal(value) + ")";
    ASSIGN_OR_RETURN(const auto nearest, database->texts(fmt::format("SELECT {0}{1} WHERE {2} IS NOT NULL ORDER BY {3}, {0} LIMIT 1", text, from, given_id, distance)));
    if (!nearest.empty()) found.nearest = nearest.front().front();
    return found;
}

base::Result<std::int64_t> write_scores(const Scoring& scoring, const Scorer& scorer) {
    ASSIGN_OR_RETURN(const std::string format, format_of(scoring.output));
    ASSIGN_OR_RETURN(const auto database, open_in_order(scoring.stop));
    ASSIGN_OR_RETURN(const Relation relation, Relation::open(*database, scoring.files));
    ASSIGN_OR_RETURN(const std::vector<Wanted> wanted, settle(relation, scoring.features));
    RETURN_IF_ERROR(names_are_free(relation, scoring));
    RETURN_IF_ERROR(keeps_what_was_given(relation, scoring.output));
    RETURN_IF_ERROR(refuse_words(*database, relation, wanted));
    Call call;
    call.scoring = &scoring;
    call.wanted = &wanted;
    call.scorer = &scorer;
    RETURN_IF_ERROR(register_scorer(*database, call));

    // Written beside its final name first: half a file never looks like a whole one.
    const std::string part = scoring.output + ".part";
    auto written = database->run(copy_statement(relation, wanted, scoring, part, format));
    if (written) written = refuse_rejects(*database, relation);
    if (!written) {
        std::remove(part.c_str());
        return call.error ? *call.error : written.error();
    }
    if (std::rename(part.c_str(), scoring.output.c_str()) != 0) {
        return Error{Fault::outside, "cannot write file: " + scoring.output, "check the folder and its permissions"};
    }
    return call.rows;
}

}  // namespace observations
