#include "observations/judged_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdlib.h>

#include <deque>
#include <filesystem>
#include <system_error>

#include "base/json.h"
#include "observations/expression.h"
#include "observations/model_columns.h"
#include "observations/scorer_function.h"

namespace observations {

namespace {

using base::Error;
using base::Fault;
using duck::Database;

constexpr const char* relabelled_column = "charter: relabelled";
/// A join holds the keys of one side, or parts of them while the rest waits on the disk: more than reading alone needs.
constexpr int join_megabytes = 512;
/// Rows that are gathered before they are written, by each thread.
constexpr int rows_written_at_once = 20'480;

/// One side of the join: files, and which of their rows.
struct Side {
    std::string name;
    Relation relation;
    std::string where;

    std::string from() const { return relation.sql(Relation::Rejects::keep) + where; }
};

/// Unread rows of a text file are told after it was read; here they only must not pass for rows.
base::Result<Side> open_side(Database& database, const std::string& name, const std::vector<std::string>& files, const std::string& version, const std::string& version_column) {
    ASSIGN_OR_RETURN(Relation relation, Relation::open(database, files));
    std::string where;
    if (!version.empty()) {
        ASSIGN_OR_RETURN(const ColumnInfo column, relation.column(version_column));
        where = fmt::format(" WHERE {} = {}", as_text(column), duck::literal(version));
    }
    return Side{name, std::move(relation), where};
}

bool is_whole(const Relation& relation, const ColumnInfo& column) {
    return !relation.is_text(column) && column.declared.find("INT") != std::string::npos && column.declared.find("HUGE") == std::string::npos && column.declared != "UBIGINT";
}

/// What tells rows apart: whole numbers where all files have such, else text. Without an id their place, which the reader keeps.
base::Result<std::vector<std::string>> keys_in(const std::vector<const Relation*>& relations, const std::string& id) {
    std::vector<std::string> keys;
    bool whole = true;
    for (const Relation* relation : relations) {
        if (id.empty()) continue;
        ASSIGN_OR_RETURN(const ColumnInfo column, relation->column(id));
        whole = whole && is_whole(*relation, column);
    }
    for (const Relation* relation : relations) {
        if (id.empty()) keys.emplace_back("row_number() OVER ()");
        else if (whole) keys.push_back("CAST(" + duck::identifier(id) + " AS BIGINT)");
        else keys.push_back(as_class(*relation, *relation->column(id)));
    }
    return keys;
}

/// A column as its own type also where the file holds text.
base::Result<std::string> typed(const Relation& relation, const std::string& name) {
    ASSIGN_OR_RETURN(const ColumnInfo column, relation.column(name));
    std::string value = duck::identifier(name);
    if (relation.is_text(column) && column.type == ColumnType::number) value = as_number(relation, column);
    if (relation.is_text(column) && column.type == ColumnType::time) {
        ASSIGN_OR_RETURN(const TimeExpression time, as_time(relation, column));
        value = "make_timestamp(" + time.micros + ")";
    }
    return fmt::format("{} AS {}", value, duck::identifier(name));
}

base::Result<std::string> score_of(const Relation& relation, const std::string& name) {
    ASSIGN_OR_RETURN(const ColumnInfo column, relation.column(name));
    const std::string number = as_number(relation, column);
    return fmt::format("CASE WHEN isfinite({}) THEN {} END", number, number);
}

/// 1 for the positive label, 0 for another; a missing one as the charter says.
base::Result<std::string> happened_of(const Relation& relation, const Judging& judging) {
    ASSIGN_OR_RETURN(const ColumnInfo column, relation.column(judging.label));
    const std::string label = "nullif(trim(" + as_class(relation, column) + "), '')";
    const std::string alias = judging.positive == "1" ? "true" : judging.positive == "true" ? "1" : judging.positive;
    const std::string absent = judging.absent_label ? (*judging.absent_label ? "1" : "0") : "NULL";
    return fmt::format("CASE WHEN {0} IS NULL THEN {1} WHEN {0} IN ({2}, {3}) THEN 1 ELSE 0 END", label, absent, duck::literal(judging.positive), duck::literal(alias));
}

base::Result<std::int64_t> number(Database& database, const std::string& select) {
    ASSIGN_OR_RETURN(const auto answer, database.texts(select));
    return std::stoll(answer.front().front());
}

/// Ids must be there and tell rows apart. Returns the number of rows.
base::Result<std::int64_t> check_ids(Database& database, const Side& side, const std::string& key, const std::string& id) {
    if (id.empty()) return number(database, "SELECT count(*) FROM " + side.from());
    // By groups, which may spill, and not by count(DISTINCT), which holds them all.
    ASSIGN_OR_RETURN(const auto answer, database.texts(fmt::format("SELECT coalesce(sum(n), 0), count(k), coalesce(sum(n) FILTER (k IS NULL), 0) FROM (SELECT {} AS k, count(*) AS n FROM {} GROUP BY 1)", key, side.from())));
    const std::int64_t rows = std::stoll(answer.front()[0]), ids = std::stoll(answer.front()[1]), nameless = std::stoll(answer.front()[2]);
    if (nameless > 0) return Error{Fault::input, fmt::format("{} of {} rows of {} have no id in column: {}", nameless, rows, side.name, id), "give every row its id"};
    if (ids < rows) {
        return Error{Fault::input, fmt::format("of {} rows of {}, only {} have an id of their own in column: {}", rows, side.name, ids, id),
                     "one row for each id; where a file holds several versions, name the versions themselves: --versions v1 v2 --data FILE"};
    }
    return rows;
}

/// How many keys of one side the other lacks, with an example.
base::Result<std::pair<std::int64_t, std::string>> lacking(Database& database, const std::string& present, const std::string& absent) {
    ASSIGN_OR_RETURN(const auto answer, database.texts(fmt::format("SELECT count(*), coalesce(CAST(min(a.k) AS VARCHAR), '') FROM {} a ANTI JOIN {} b ON a.k = b.k", present, absent)));
    return std::pair<std::int64_t, std::string>{std::stoll(answer.front()[0]), answer.front()[1]};
}

std::string keys_of(const Side& side, const std::string& key) { return fmt::format("(SELECT {} AS k FROM {})", key, side.from()); }

base::Result<base::Done> check_same_rows(Database& database, const Side& first, const std::string& first_key, const Side& other, const std::string& other_key, bool by_id) {
    if (!by_id) {
        ASSIGN_OR_RETURN(const auto of_first, number(database, "SELECT count(*) FROM " + first.from()));
        ASSIGN_OR_RETURN(const auto of_other, number(database, "SELECT count(*) FROM " + other.from()));
        if (of_first == of_other) return base::Done{};
        return Error{Fault::input, fmt::format("without an id, rows belong together by their position, and {} has {} rows where {} has {}", first.name, of_first, other.name, of_other),
                     "name the id in the charter, task: {columns: {id: ...}}, or give files with the same rows"};
    }
    ASSIGN_OR_RETURN(const auto missing, lacking(database, keys_of(first, first_key), keys_of(other, other_key)));
    ASSIGN_OR_RETURN(const auto besides, lacking(database, keys_of(other, other_key), keys_of(first, first_key)));
    if (missing.first == 0 && besides.first == 0) return base::Done{};
    const auto example = [](const auto& one) { return one.first > 0 ? fmt::format(" (such as {})", one.second) : std::string(); };
    return Error{Fault::input, fmt::format("{1} lacks {2} ids of {0}{3}, and {0} lacks {4} ids of {1}{5}", first.name, other.name, missing.first, example(missing), besides.first, example(besides)),
                 "versions are compared on the same rows: score the same file with both"};
}

/// The row's own amount of an outcome, missing where it is no number; 1 where no column is named.
std::string own_amount(const RowWorth& of) {
    if (of.column.empty()) return "1::DOUBLE";
    const std::string column = "CAST(base." + duck::identifier(of.column) + " AS DOUBLE)";
    return fmt::format("CASE WHEN isfinite({0}) THEN {0} END", column);
}

std::string amount(const RowWorth& of) {
    if (of.column.empty()) return base::format_number(of.plus) + "::DOUBLE";
    return fmt::format("({}::DOUBLE * {} + {}::DOUBLE)", base::format_number(of.times), own_amount(of), base::format_number(of.plus));
}

/// Without an amount for what was not decided either, a row is left out: else models would be judged on other rows.
std::string decided_amount(const std::string& decision, const RowWorth& acted, const RowWorth& left) {
    const std::string yes = amount(acted), no = amount(left);
    if (acted.column.empty() && left.column.empty()) return fmt::format("CASE {} WHEN 1 THEN {} ELSE {} END", decision, yes, no);
    return fmt::format("CASE WHEN {1} IS NULL OR {2} IS NULL THEN NULL WHEN {0} = 1 THEN {1} ELSE {2} END", decision, yes, no);
}

/// The worth of a decision in this row.
std::string worth(const std::string& happened, const std::string& decision, const std::array<RowWorth, 4>& of) {
    return fmt::format("CASE {} WHEN 1 THEN {} WHEN 0 THEN {} END", happened, decided_amount(decision, of[0], of[2]), decided_amount(decision, of[1], of[3]));
}

class Join {
public:
    Join(Database& database, const Judging& judging) : database_(database), judging_(judging) {}

    base::Result<JudgedRows> run() {
        RETURN_IF_ERROR(open());
        RETURN_IF_ERROR(register_models());
        ASSIGN_OR_RETURN(const std::string select, statement());
        auto written = database_.run(fmt::format("COPY ({}) TO {} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {})", select, duck::literal(judging_.output), rows_written_at_once));
        if (written) written = refuse_rejects(database_, sides_.front().relation);
        if (!written) {
            for (const auto& call : calls_) {
                if (call.error) return *call.error;
            }
            return written.error();
        }
        return facts();
    }

private:
    base::Result<base::Done> open() {
        if (!judging_.data.empty()) {
            ASSIGN_OR_RETURN(auto side, open_side(database_, judging_.data_name, judging_.data, judging_.versions.front().version, judging_.version_column));
            sides_.push_back(std::move(side));
        }
        for (const ScoredVersion& version : judging_.versions) {
            ASSIGN_OR_RETURN(auto side, open_side(database_, version.name, version.files, version.version, judging_.version_column));
            sides_.push_back(std::move(side));
        }
        std::vector<const Relation*> relations;
        for (const Side& side : sides_) relations.push_back(&side.relation);
        ASSIGN_OR_RETURN(keys_, keys_in(relations, judging_.id));
        for (std::size_t i = 0; i < sides_.size(); ++i) {
            ASSIGN_OR_RETURN(const std::int64_t rows, check_ids(database_, sides_[i], keys_[i], judging_.id));
            if (rows == 0) return Error{Fault::input, "there are no rows in: " + sides_[i].name, "check the file, and the name of the version"};
            if (i == 0) rows_ = rows;
            else RETURN_IF_ERROR(check_same_rows(database_, sides_.front(), keys_.front(), sides_[i], keys_[i], !judging_.id.empty()));
        }
        return base::Done{};
    }

    base::Result<base::Done> register_models() {
        for (const ScoringModel& model : judging_.models) {
            ASSIGN_OR_RETURN(std::vector<Wanted> wanted, settle(sides_.front().relation, model.features));
            RETURN_IF_ERROR(refuse_words(database_, sides_.front().relation, wanted));
            ScorerCall& call = calls_.emplace_back();
            call.name = fmt::format("charter_score_{}", calls_.size());
            call.wanted = std::move(wanted);
            call.scorer = model.scorer;
            call.stop = judging_.stop;
            if (&model == &judging_.models.front()) call.progress = judging_.progress;
            RETURN_IF_ERROR(register_scorer(database_, call));
        }
        return base::Done{};
    }

    /// The rows with what is kept of them, what happened and what the models at hand say.
    base::Result<std::string> base_rows() {
        const Relation& relation = sides_.front().relation;
        std::string columns = keys_.front() + " AS k";
        for (const std::string& name : judging_.columns) {
            // An id is a name, also where it looks like a number.
            if (name == judging_.id) columns += ", " + duck::identifier(name);
            if (name == judging_.id) continue;
            ASSIGN_OR_RETURN(const std::string column, typed(relation, name));
            columns += ", " + column;
        }
        ASSIGN_OR_RETURN(const std::string happened, happened_of(relation, judging_));
        columns += ", " + happened + " AS h";
        std::size_t i = 0;
        for (const ScorerCall& call : calls_) {
            columns += fmt::format(", {}({}) AS {}", call.name, selected(relation, call.wanted), duck::identifier(score_column(judging_.models[i++].name)));
        }
        if (judging_.data.empty()) {
            ASSIGN_OR_RETURN(const std::string score, score_of(relation, judging_.versions.front().score));
            columns += fmt::format(", {} AS {}", score, duck::identifier(score_column(judging_.versions.front().name)));
        }
        return fmt::format("SELECT {} FROM {}", columns, sides_.front().from());
    }

    base::Result<std::string> version_rows(std::size_t side, const ScoredVersion& version) {
        const Relation& relation = sides_[side].relation;
        ASSIGN_OR_RETURN(const std::string score, score_of(relation, version.score));
        std::string happened = "NULL";
        if (relation.column(judging_.label)) {
            ASSIGN_OR_RETURN(happened, happened_of(relation, judging_));
        }
        return fmt::format("SELECT {} AS k, {} AS s, {} AS h FROM {}", keys_[side], score, happened, sides_[side].from());
    }

    base::Result<std::string> statement() {
        ASSIGN_OR_RETURN(const std::string base, base_rows());
        std::string with = "WITH base AS (" + base + ")";
        std::string columns = fmt::format("base.* EXCLUDE (k, h), base.k AS {}, base.h AS {}", duck::identifier(row_column), duck::identifier(happened_column));
        std::string joins = "base", relabelled = "false", whole;
        const std::size_t first = judging_.data.empty() ? 0 : 1;
        std::vector<std::string> scores;
        for (std::size_t i = 0; i < judging_.versions.size(); ++i) {
            const ScoredVersion& version = judging_.versions[i];
            const std::string name = duck::identifier(score_column(version.name));
            if (first + i == 0) {
                scores.push_back("base." + name);
            } else {
                ASSIGN_OR_RETURN(const std::string rows, version_rows(first + i, version));
                const std::string alias = fmt::format("v{}", i);
                with += fmt::format(", {} AS ({})", alias, rows);
                joins += fmt::format(" JOIN {0} ON base.k = {0}.k", alias);
                columns += fmt::format(", {}.s AS {}", alias, name);
                scores.push_back(alias + ".s");
                relabelled += fmt::format(" OR coalesce({}.h <> base.h, false)", alias);
            }
            whole += (whole.empty() ? "" : " AND ") + scores.back() + " IS NOT NULL";
            columns += decision(scores.back(), version.name);
        }
        for (const ScoringModel& model : judging_.models) columns += decision("base." + duck::identifier(score_column(model.name)), model.name);
        const auto decides = [&](const std::string& score) { return fmt::format("(CASE WHEN {} >= {} THEN 1 ELSE 0 END)", score, base::format_number(judging_.threshold)); };
        columns += fmt::format(", ({}) - ({}) AS {}", worth("base.h", decides(scores.back()), judging_.worth), worth("base.h", decides(scores.front()), judging_.worth), duck::identifier(change_column));
        if (judging_.worth_apart) {
            std::size_t i = 0;
            for (const ScoredVersion& version : judging_.versions) columns += worth_apart(decides(scores[i++]), decides(scores.back()), version.name);
            for (const ScoringModel& model : judging_.models) columns += worth_apart(decides("base." + duck::identifier(score_column(model.name))), decides(scores.back()), model.name);
        }
        columns += fmt::format(", {} - {} AS {}, ({}) AS {}", scores.back(), scores.front(), duck::identifier(moved_column), relabelled, duck::identifier(relabelled_column));
        return fmt::format("{} SELECT {} FROM {} WHERE {}", with, columns, joins, whole);
    }

    std::string decision(const std::string& score, const std::string& name) const {
        return fmt::format(", CASE WHEN {} >= {} THEN 1 ELSE 0 END AS {}", score, base::format_number(judging_.threshold), duck::identifier(decision_column(name)));
    }

    /// What the model's decision is worth, how much more than the product's, and how much more of each outcome it has.
    std::string worth_apart(const std::string& decides, const std::string& product, const std::string& name) const {
        const std::string own = worth("base.h", decides, judging_.worth), other = worth("base.h", product, judging_.worth);
        std::string columns = fmt::format(", {} AS {}, ({}) - ({}) AS {}", own, duck::identifier(worth_column(name)), own, other, duck::identifier(worth_beside_column(name)));
        const auto add = [&](std::size_t outcome, const std::string& more) { columns += fmt::format(", CASE WHEN ({}) IS NOT NULL THEN {} END AS {}", own, more, duck::identifier(outcome_beside_column(name, outcome))); };
        for (std::size_t outcome = 0; outcome < judging_.worth.size(); ++outcome) {
            const bool positive = outcome == 0 || outcome == 2, acted = outcome < 2;
            add(outcome, fmt::format("CASE WHEN base.h = {} THEN ({} - {}) * {} ELSE 0 END", positive ? 1 : 0, acted ? decides : product, acted ? product : decides, own_amount(judging_.worth[outcome])));
        }
        add(judging_.worth.size(), fmt::format("CAST({} - {} AS DOUBLE)", decides, product));
        return columns;
    }

    base::Result<JudgedRows> facts() {
        JudgedRows facts;
        facts.by_position = judging_.id.empty();
        ASSIGN_OR_RETURN(const auto answer, database_.texts(fmt::format("SELECT count(*), count(*) FILTER ({}) FROM read_parquet({})", duck::identifier(relabelled_column), duck::literal(judging_.output))));
        facts.rows = std::stoll(answer.front()[0]);
        facts.labels_differ = std::stoll(answer.front()[1]);
        facts.unscored = rows_ - facts.rows;
        if (facts.rows == 0 && rows_ > 0) return base::Error{base::Fault::input, fmt::format("no row has a score of every version: each of {} rows lacks one, or holds no number there", rows_), "check the column of scores in every version's file"};
        for (const ScorerCall& call : calls_) facts.seconds.push_back(call.rows > 0 ? call.seconds / static_cast<double>(call.rows) : 0);
        return facts;
    }

    Database& database_;
    const Judging& judging_;
    std::vector<Side> sides_;
    std::vector<std::string> keys_;
    std::deque<ScorerCall> calls_;  // DuckDB keeps their addresses
    std::int64_t rows_ = 0;
};

base::Result<std::unique_ptr<Database>> open_ordered(const std::atomic<bool>* stop, bool in_order) {
    ASSIGN_OR_RETURN(auto database, Database::open({.threads = 0, .stop = stop}));
    // Only rows that belong together by position must keep theirs; everything else is counted in any order.
    if (in_order) RETURN_IF_ERROR(database->run("SET preserve_insertion_order = true"));
    RETURN_IF_ERROR(database->run(fmt::format("SET memory_limit = '{}MiB'", join_megabytes)));
    return database;
}

}  // namespace

std::string score_column(const std::string& model) { return "charter: score of " + model; }
std::string decision_column(const std::string& model) { return "charter: decision of " + model; }
std::string worth_column(const std::string& model) { return "charter: worth of " + model; }
std::string worth_beside_column(const std::string& model) { return "charter: worth beside of " + model; }
std::string outcome_beside_column(const std::string& model, std::size_t outcome) { return fmt::format("charter: outcome {} beside of {}", outcome, model); }

base::Result<PassingFile> PassingFile::make(const std::string& name) {
    std::error_code failed;
    std::string folder = (std::filesystem::temp_directory_path(failed) / "charter-XXXXXX").string();
    if (failed || mkdtemp(folder.data()) == nullptr) return Error{Fault::outside, "no temporary folder can be made: " + folder, "set TMPDIR to a folder that can be written"};
    return PassingFile(folder, (std::filesystem::path(folder) / name).string());
}

PassingFile::~PassingFile() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

base::Result<JudgedRows> join_judged(const Judging& judging) {
    ASSERT(!judging.versions.empty());
    ASSIGN_OR_RETURN(const auto database, open_ordered(judging.stop, judging.id.empty()));
    return Join(*database, judging).run();
}

base::Result<std::int64_t> shared_ids(const std::vector<std::string>& first, const std::vector<std::string>& second, const std::string& id, const std::atomic<bool>* stop) {
    ASSIGN_OR_RETURN(const auto database, open_ordered(stop, false));
    ASSIGN_OR_RETURN(const Relation one, Relation::open(*database, first));
    ASSIGN_OR_RETURN(const Relation other, Relation::open(*database, second));
    ASSIGN_OR_RETURN(const auto keys, keys_in({&one, &other}, id));
    return number(*database, fmt::format("SELECT count(*) FROM (SELECT DISTINCT {} AS k FROM {}) a SEMI JOIN (SELECT {} AS k FROM {}) b ON a.k = b.k", keys[0], one.sql(Relation::Rejects::ignore), keys[1],
                                         other.sql(Relation::Rejects::ignore)));
}

base::Result<std::vector<std::vector<std::string>>> most_moved(const std::string& file, const std::string& id, const std::string& first, const std::string& last, int count, const std::atomic<bool>* stop) {
    ASSIGN_OR_RETURN(const auto database, open_ordered(stop, false));
    const std::string name = duck::identifier(id.empty() ? row_column : id);
    return database->texts(fmt::format("SELECT {0}, {1}, {2}, {3} FROM read_parquet({4}) WHERE {5} <> 0 ORDER BY abs({5}) DESC, CAST({0} AS VARCHAR) LIMIT {6}", name, duck::identifier(score_column(first)),
                                       duck::identifier(score_column(last)), duck::identifier(happened_column), duck::literal(file), duck::identifier(moved_column), count));
}

}  // namespace observations
