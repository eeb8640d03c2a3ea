#include "observations/table.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "base/random.h"
#include "observations/model_columns.h"
#include "observations/relation.h"
#include "observations/scorer_function.h"

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

/// Which rows of a table are kept, by their place in it: the same of the same table, and all equally likely.
class Sieve {
public:
    Sieve(const Sampling& sampling, std::int64_t rows) : seed_(sampling.seed), all_(sampling.rows_max <= 0 || rows <= sampling.rows_max) {
        if (!all_) threshold_ = static_cast<std::uint64_t>(static_cast<double>(sampling.rows_max) / static_cast<double>(rows) * 0x1p64);
    }

    std::vector<std::uint8_t> next(std::size_t rows) {
        std::vector<std::uint8_t> marked(rows, 1);
        for (std::size_t row = 0; row < rows && !all_; ++row) marked[row] = base::Random::mix(++place_ * 0x9E3779B97F4A7C15ull ^ base::Random::mix(seed_)) < threshold_ ? 1 : 0;
        return marked;
    }

private:
    std::uint64_t seed_, place_ = 0, threshold_ = 0;
    bool all_;
};

base::Result<std::int64_t> count_rows(Database& database, const std::string& from) {
    ASSIGN_OR_RETURN(const auto answer, database.texts("SELECT count(*) FROM " + from));
    return std::stoll(answer.front().front());
}

/// The rows of a query whose columns are the wanted ones, those that the sieve keeps.
base::Result<Frame> gathered(Database& database, const std::vector<Wanted>& wanted, const std::string& sql, const std::atomic<bool>* stop, Sieve sieve = Sieve({}, 0)) {
    ASSIGN_OR_RETURN(duck::Stream stream, database.stream(sql));
    std::vector<Gatherer> gatherers(wanted.begin(), wanted.end());
    for (;;) {
        if (stop != nullptr && *stop) return Error{Fault::interrupted, "stopped before the data were read", "run it again"};
        ASSIGN_OR_RETURN(const auto chunk, stream.next());
        if (!chunk) break;
        const auto marked = sieve.next(chunk->size());
        for (std::size_t i = 0; i < gatherers.size(); ++i) gatherers[i].add(chunk->vector(i), marked);
    }
    Frame frame;
    for (Gatherer& gatherer : gatherers) frame.columns.push_back(gatherer.take());
    return frame;
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

base::Result<Frame> read_frame(const std::vector<std::string>& files, const std::vector<Wanted>& columns, const std::atomic<bool>* stop, const Sampling& sampling) {
    ASSERT(!columns.empty());
    ASSIGN_OR_RETURN(const auto database, open_in_order(stop));
    ASSIGN_OR_RETURN(const Relation relation, Relation::open(*database, files));
    ASSIGN_OR_RETURN(const std::vector<Wanted> wanted, settle(relation, columns));
    RETURN_IF_ERROR(refuse_words(*database, relation, wanted));
    std::int64_t rows = 0;
    if (sampling.rows_max > 0) {
        ASSIGN_OR_RETURN(rows, count_rows(*database, relation.sql(Relation::Rejects::ignore)));
    }
    const std::string select = "SELECT " + selected(relation, wanted) + " FROM " + relation.sql(Relation::Rejects::keep);
    ASSIGN_OR_RETURN(Frame frame, gathered(*database, wanted, select, stop, Sieve(sampling, rows)));
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
    ScorerCall call{.name = "charter_score", .wanted = wanted, .scorer = scorer, .progress = scoring.progress, .stop = scoring.stop};
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
