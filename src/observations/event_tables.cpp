#include "observations/event_tables.h"

#include <algorithm>
#include <array>
#include <map>

#include "charter/feedback.h"
#include "observations/answers.h"
#include "observations/event_ids.h"

namespace observations {

namespace {

/// Columns of ours, before those of events.
struct Own {
    const char* name;
    const char* sql_type;
    duckdb_type type;
};
constexpr std::array<Own, 7> own_columns{{
    {"charter: seq", "BIGINT", DUCKDB_TYPE_BIGINT},            // in the order of receipt
    {"charter: received", "BIGINT", DUCKDB_TYPE_BIGINT},       // microseconds
    {"charter: time", "TIMESTAMPTZ", DUCKDB_TYPE_TIMESTAMP_TZ},
    {"charter: id", "VARCHAR", DUCKDB_TYPE_VARCHAR},
    {"charter: prediction", "VARCHAR", DUCKDB_TYPE_VARCHAR},   // that the event is about
    {"charter: hour", "INTEGER", DUCKDB_TYPE_INTEGER},         // of that prediction, where it is known
    {"charter: other", "VARCHAR", DUCKDB_TYPE_VARCHAR},        // fields that the charter did not name
}};

const char* sql_type(StoredType type) {
    switch (type) {
        case StoredType::text: return "VARCHAR";
        case StoredType::number: return "DOUBLE";
        case StoredType::truth: return "BOOLEAN";
        case StoredType::time: return "TIMESTAMP WITH TIME ZONE";
    }
    return "";
}

duckdb_type duck_type(StoredType type) {
    switch (type) {
        case StoredType::text: return DUCKDB_TYPE_VARCHAR;
        case StoredType::number: return DUCKDB_TYPE_DOUBLE;
        case StoredType::truth: return DUCKDB_TYPE_BOOLEAN;
        case StoredType::time: return DUCKDB_TYPE_TIMESTAMP_TZ;
    }
    return DUCKDB_TYPE_VARCHAR;
}

ColumnType seen_type(StoredType type) {
    switch (type) {
        case StoredType::text: return ColumnType::text;
        case StoredType::number: return ColumnType::number;
        case StoredType::truth: return ColumnType::boolean;
        case StoredType::time: return ColumnType::time;
    }
    return ColumnType::text;
}

StoredType stored_type(const std::string& declared) {
    if (declared == "DOUBLE") return StoredType::number;
    if (declared == "BOOLEAN") return StoredType::truth;
    return declared == "VARCHAR" ? StoredType::text : StoredType::time;
}

std::string table_of(EventKind kind) { return duck::identifier(name(kind)); }

/// A JSON pointer to a member.
std::string pointer_to(const std::string& member) {
    std::string out = "/";
    for (const char c : member) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
}

base::Result<base::Done> make_table(duck::Database& database, EventKind kind) {
    std::string columns;
    for (const Own& own : own_columns) columns += (columns.empty() ? "" : ", ") + duck::identifier(own.name) + " " + own.sql_type;
    return database.run("CREATE TABLE IF NOT EXISTS " + table_of(kind) + " (" + columns + ")");
}

base::Result<base::Done> add_column(duck::Database& database, EventKind kind, const StoredColumn& column) {
    return database.run("ALTER TABLE " + table_of(kind) + " ADD COLUMN " + duck::identifier(column.name) + " " + sql_type(column.type));
}

/// A column that is new takes what was kept aside under its name.
base::Result<base::Done> take_kept(duck::Database& database, EventKind kind, const StoredColumn& column) {
    const std::string kept = "\"charter: other\", " + duck::literal(pointer_to(column.name));
    return database.run("UPDATE " + table_of(kind) + " SET " + duck::identifier(column.name) + " = TRY_CAST(json_extract_string(" + kept + ") AS " + sql_type(column.type) +
                        ") WHERE \"charter: other\" IS NOT NULL AND json_extract(" + kept + ") IS NOT NULL");
}

/// Names and types of one table's columns of events, in its order.
base::Result<std::vector<StoredColumn>> described(duck::Database& database, EventKind kind) {
    ASSIGN_OR_RETURN(const auto rows, database.texts("SELECT column_name, column_type FROM (DESCRIBE " + table_of(kind) + ")"));
    std::vector<StoredColumn> columns;
    for (std::size_t i = own_columns.size(); i < rows.size(); ++i) columns.push_back({rows[i][0], stored_type(rows[i][1])});
    return columns;
}

base::Result<base::Done> fit(duck::Database& database, EventKind kind, const EventLayout& layout) {
    RETURN_IF_ERROR(make_table(database, kind));
    ASSIGN_OR_RETURN(const auto there, described(database, kind));
    std::vector<const StoredColumn*> added;  // filled when all are there: a table whose rows have changed takes no further column
    for (const StoredColumn& column : layout.columns) {
        const auto found = std::find_if(there.begin(), there.end(), [&](const StoredColumn& one) { return one.name == column.name; });
        if (found == there.end()) {
            RETURN_IF_ERROR(add_column(database, kind, column));
            added.push_back(&column);
        } else if (found->type != column.type) {
            const std::string x = duck::identifier(column.name);
            RETURN_IF_ERROR(database.run("ALTER TABLE " + table_of(kind) + " ALTER COLUMN " + x + " SET DATA TYPE " + sql_type(column.type) + " USING TRY_CAST(" + x + " AS " + sql_type(column.type) + ")"));
        }
    }
    for (const StoredColumn* column : added) RETURN_IF_ERROR(take_kept(database, kind, *column));
    return base::Done{};
}

/// A vector of a chunk that is being filled.
struct Filling {
    duckdb_vector vector;
    void* data;
    std::uint64_t* validity = nullptr;

    explicit Filling(duckdb_data_chunk chunk, std::size_t column) : vector(duckdb_data_chunk_get_vector(chunk, column)), data(duckdb_vector_get_data(vector)) {}
    void unknown(std::size_t row) {
        if (validity == nullptr) {
            duckdb_vector_ensure_validity_writable(vector);
            validity = duckdb_vector_get_validity(vector);
        }
        duckdb_validity_set_row_invalid(validity, row);
    }
    void text(std::size_t row, std::string_view text) { duckdb_vector_assign_string_element_len(vector, row, text.data(), text.size()); }
    void text_or_unknown(std::size_t row, std::string_view value) { value.empty() ? unknown(row) : text(row, value); }
    template <class T>
    T& at(std::size_t row) { return static_cast<T*>(data)[row]; }
};

/// Rows on their way into a table, a chunk at a time.
class Appending {
public:
    Appending(duckdb_connection connection, EventKind kind, const std::vector<StoredColumn>& columns) {
        std::vector<duckdb_logical_type> types;
        for (const Own& own : own_columns) types.push_back(duckdb_create_logical_type(own.type));
        for (const StoredColumn& column : columns) types.push_back(duckdb_create_logical_type(duck_type(column.type)));
        chunk_ = duckdb_create_data_chunk(types.data(), types.size());
        for (auto& type : types) duckdb_destroy_logical_type(&type);
        good_ = duckdb_appender_create(connection, nullptr, std::string(name(kind)).c_str(), &appender_) == DuckDBSuccess;
    }
    ~Appending() {
        duckdb_appender_destroy(&appender_);
        duckdb_destroy_data_chunk(&chunk_);
    }
    Appending(const Appending&) = delete;
    Appending& operator=(const Appending&) = delete;

    duckdb_data_chunk chunk() const { return chunk_; }
    void take(std::size_t rows) {
        duckdb_data_chunk_set_size(chunk_, rows);
        good_ = good_ && duckdb_append_data_chunk(appender_, chunk_) == DuckDBSuccess;
        duckdb_data_chunk_reset(chunk_);
    }
    base::Result<base::Done> finish() {
        if (good_ && duckdb_appender_flush(appender_) == DuckDBSuccess) return base::Done{};
        const char* why = appender_ == nullptr ? nullptr : duckdb_appender_error(appender_);
        const std::string text = why == nullptr ? "no reason given" : why;
        return base::Error{base::Fault::outside, "events cannot be written: " + text.substr(0, text.find('\n')), "look at the disk, then send them again"};
    }

private:
    duckdb_data_chunk chunk_ = nullptr;
    duckdb_appender appender_ = nullptr;
    bool good_ = false;
};

void fill(Filling filling, const StoredColumn& column, const EventColumn& values, const std::uint32_t* rows, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t row = rows[i];
        if (values.known[row] == 0) {
            filling.unknown(i);
            continue;
        }
        switch (column.type) {
            case StoredType::text: filling.text(i, values.texts[row]); break;
            case StoredType::number: filling.at<double>(i) = values.numbers[row]; break;
            case StoredType::truth: filling.at<bool>(i) = values.numbers[row] != 0; break;
            case StoredType::time: filling.at<std::int64_t>(i) = values.micros[row]; break;
        }
    }
}

std::string stamp(base::Time time) { return "make_timestamptz(" + std::to_string(time.micros) + "::BIGINT)"; }

constexpr std::int64_t micros_per_hour = 3'600 * base::micros_per_second;

std::int64_t hour_of(base::Time time) { return time.micros >= 0 ? time.micros / micros_per_hour : (time.micros - micros_per_hour + 1) / micros_per_hour; }

std::string all_of(const std::vector<std::string>& conditions) {
    std::string out;
    for (const auto& condition : conditions) out += (out.empty() ? " WHERE " : " AND ") + condition;
    return out;
}

/// Of events about predictions: those received by then, about predictions of the hours that are read, and those of which nobody knows the hour.
std::string of_period(const Reading& reading, std::optional<base::Time> known_at, const std::string& first) {
    std::vector<std::string> conditions;
    if (known_at) conditions.push_back("\"charter: received\" <= " + std::to_string(known_at->micros));
    if (reading.from) conditions.push_back("(\"charter: hour\" >= " + std::to_string(hour_of(*reading.from)) + " OR \"charter: hour\" IS NULL)");
    if (reading.until) conditions.push_back("(\"charter: hour\" <= " + std::to_string(hour_of(*reading.until)) + " OR \"charter: hour\" IS NULL)");
    std::string out;
    for (const auto& condition : conditions) out += (out.empty() ? first : " AND ") + condition;
    return out;
}

/// The newest outcome of each prediction, by receipt; of predictions of other hours only as far as nobody knows their hour.
std::string newest_outcomes(const std::string& label, const Reading& reading, std::optional<base::Time> known_at) {
    return "(SELECT \"charter: prediction\" AS about, arg_max(" + label + ", \"charter: seq\") AS newest FROM outcome" + of_period(reading, known_at, " WHERE ") + " GROUP BY about)";
}

/// Surveys of people that name no prediction, as a condition; empty: there are none. `of`: the table's name and a dot.
std::string open_surveys(const EventLayout& layout, const std::string& of) {
    if (!layout.answers || !layout.answers->subject || layout.answers->surveys.empty()) return {};
    std::string any;
    for (const auto column : layout.answers->surveys) any += (any.empty() ? "" : " OR ") + of + duck::identifier(layout.columns[column].name) + " IS NOT NULL";
    return of + "\"charter: prediction\" IS NULL AND " + of + duck::identifier(layout.columns[*layout.answers->subject].name) + " IS NOT NULL AND (" + any + ")";
}

bool is_answer(const std::string& name) {
    const auto all = charter::answer_columns();
    return std::any_of(all.begin(), all.end(), [&](const auto& column) { return column.name == name; });
}

/// What stands for the outcome where there is none: behind a comma, or nothing.
std::string correction_of(const EventLayout& layout, const StoredColumn& label) {
    if (!layout.answers || !layout.answers->corrections_count) return {};
    return std::string(", TRY_CAST(f.feedback_correction AS ") + sql_type(label.type) + ")";
}

}  // namespace

base::Result<EventTables> EventTables::open(duck::Database& database, const EventLayout& layout) {
    for (int kind = 0; kind < event_kinds; ++kind) RETURN_IF_ERROR(fit(database, static_cast<EventKind>(kind), layout));
    ASSIGN_OR_RETURN(auto columns, described(database, EventKind::prediction));
    for (int kind = 1; kind < event_kinds; ++kind) {
        ASSIGN_OR_RETURN(const auto own, described(database, static_cast<EventKind>(kind)));
        const bool same = std::equal(own.begin(), own.end(), columns.begin(), columns.end(), [](const auto& a, const auto& b) { return a.name == b.name && a.type == b.type; });
        if (!same) return base::Error{base::Fault::corrupt, "tables of observations differ in their columns: " + std::string(name(static_cast<EventKind>(kind))), "restore them from a backup"};
    }
    return EventTables(database, std::move(columns));
}

base::Result<base::Done> EventTables::append(EventKind kind, const EventBatch& batch, const NewRows& rows, std::int64_t seq, base::Time received) const {
    const EventRows& events = batch.kinds[static_cast<std::size_t>(kind)];
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < batch.layout->columns.size(); ++i) places[batch.layout->columns[i].name] = i;
    Appending appending(database_->connection(), kind, columns_);
    constexpr std::size_t chunk_rows = 2'048;
    for (std::size_t begin = 0; begin < rows.rows.size(); begin += chunk_rows) {
        const std::size_t count = std::min(chunk_rows, rows.rows.size() - begin);
        const std::uint32_t* const picked = rows.rows.data() + begin;
        Filling number(appending.chunk(), 0), came(appending.chunk(), 1), time(appending.chunk(), 2), id(appending.chunk(), 3), about(appending.chunk(), 4), hour(appending.chunk(), 5), other(appending.chunk(), 6);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = picked[i];
            number.at<std::int64_t>(i) = seq + static_cast<std::int64_t>(begin + i);
            came.at<std::int64_t>(i) = received.micros;
            time.at<std::int64_t>(i) = events.times[row];
            id.text(i, events.ids[row]);
            about.text_or_unknown(i, events.predictions[row]);
            if (const auto& known = rows.hours[begin + i]) hour.at<std::int32_t>(i) = *known;
            else hour.unknown(i);
            other.text_or_unknown(i, events.others[row]);
        }
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            Filling filling(appending.chunk(), own_columns.size() + column);
            const auto place = places.find(columns_[column].name);
            // Of an earlier revision, which this one no longer names.
            if (place == places.end()) {
                for (std::size_t i = 0; i < count; ++i) filling.unknown(i);
                continue;
            }
            ASSERT(batch.layout->columns[place->second].type == columns_[column].type);
            fill(filling, columns_[column], events.columns[place->second], picked, count);
        }
        appending.take(count);
    }
    return appending.finish();
}

base::Result<std::uint64_t> EventTables::seed(duck::Database& database) {
    ASSIGN_OR_RETURN(const auto rows, database.texts("SELECT value FROM meta WHERE key = 'seed'"));
    if (!rows.empty()) return std::stoull(rows[0][0]);
    const std::uint64_t seed = EventIds::new_seed();
    RETURN_IF_ERROR(database.run("INSERT INTO meta VALUES ('seed', '" + std::to_string(seed) + "')"));
    return seed;
}

base::Result<std::array<std::int64_t, event_kinds>> EventTables::counts(duck::Database& database) {
    std::array<std::int64_t, event_kinds> counts{};
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        ASSIGN_OR_RETURN(const auto rows, database.texts("SELECT count(*) FROM " + table_of(static_cast<EventKind>(kind))));
        counts[kind] = std::stoll(rows[0][0]);
    }
    return counts;
}

base::Result<std::int64_t> EventTables::unresolved(duck::Database& database, const EventLayout& layout) {
    std::int64_t all = 0;
    if (const auto open = open_surveys(layout, "feedback."); !open.empty()) {
        ASSIGN_OR_RETURN(const auto surveys, database.texts("SELECT count(*) FROM feedback WHERE " + open));
        all += std::stoll(surveys[0][0]);
    }
    for (const EventKind kind : {EventKind::outcome, EventKind::feedback}) {
        ASSIGN_OR_RETURN(const auto rows, database.texts("SELECT count(*) FROM " + table_of(kind) + " WHERE \"charter: hour\" IS NULL AND \"charter: prediction\" IS NOT NULL"));
        all += std::stoll(rows[0][0]);
    }
    return all;
}

base::Result<base::Done> EventTables::touch(duck::Database& database, const std::set<std::int64_t>& hours, std::int64_t seq) {
    std::string rows;
    for (const auto hour : hours) rows += (rows.empty() ? "(" : ", (") + std::to_string(hour) + ", " + std::to_string(seq) + ")";
    return rows.empty() ? base::Done{} : database.run("INSERT INTO touched VALUES " + rows);
}

base::Result<std::vector<std::int64_t>> EventTables::resolve_outcomes(duck::Database& database, const EventLayout& layout) {
    std::vector<std::int64_t> out;
    // What is found is asked for first: the rows that a change gives back are of no query.
    const auto change = [&](const std::string& table, const std::string& what, const std::string& found, const std::string& where) -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto rows, database.texts("SELECT p.hour FROM " + table + " t, " + found + " p WHERE " + where));
        for (const auto& row : rows) out.push_back(std::stoll(row[0]));
        return rows.empty() ? base::Done{} : database.run("UPDATE " + table + " t SET " + what + " FROM " + found + " p WHERE " + where);
    };
    const std::string per_hour = " // " + std::to_string(micros_per_hour);
    if (const auto open = open_surveys(layout, "f."); !open.empty()) {
        const std::string subject = duck::identifier(layout.columns[*layout.answers->subject].name);
        const std::string newest = "(SELECT f.\"charter: seq\" AS seq, arg_max(q.\"charter: id\", q.\"charter: time\") AS id, max(epoch_us(q.\"charter: time\"))" + per_hour + " AS hour FROM feedback f JOIN prediction q ON q." + subject + " = f." + subject + " AND q.\"charter: time\" <= f.\"charter: time\" WHERE " + open + " GROUP BY 1)";
        RETURN_IF_ERROR(change("feedback", "\"charter: prediction\" = p.id, \"charter: hour\" = p.hour", newest, "t.\"charter: seq\" = p.seq"));
    }
    for (const EventKind kind : {EventKind::outcome, EventKind::feedback}) {
        const std::string table = table_of(kind);
        const std::string hours = "(SELECT \"charter: id\" AS id, max(epoch_us(\"charter: time\"))" + per_hour + " AS hour FROM prediction WHERE \"charter: id\" IN (SELECT \"charter: prediction\" FROM " + table + " WHERE \"charter: hour\" IS NULL AND \"charter: prediction\" IS NOT NULL) GROUP BY 1)";
        RETURN_IF_ERROR(change(table, "\"charter: hour\" = p.hour", hours, "t.\"charter: hour\" IS NULL AND t.\"charter: prediction\" = p.id"));
    }
    return out;
}

base::Result<base::Done> EventTables::forget_texts(duck::Database& database, base::Time time) {
    const std::string old = "feedback_text IS NOT NULL AND \"charter: time\" < " + stamp(time);
    ASSIGN_OR_RETURN(const auto found, database.texts("SELECT count(*) FROM feedback WHERE " + old));
    if (found[0][0] == "0") return base::Done{};
    return database.run("UPDATE feedback SET feedback_text = NULL WHERE " + old);
}

base::Result<std::int64_t> EventTables::forget(duck::Database& database, base::Time time) {
    const std::string before = " < make_timestamptz(" + std::to_string(time.micros) + "::BIGINT)";
    std::int64_t forgotten = 0;
    for (int number = 0; number < event_kinds; ++number) {
        const auto kind = static_cast<EventKind>(number);
        // An outcome goes with its prediction, however late it came.
        const std::string end_of_hour = "make_timestamptz(\"charter: hour\"::BIGINT * " + std::to_string(micros_per_hour) + " + " + std::to_string(micros_per_hour - 1) + ")";
        const std::string which = kind == EventKind::outcome ? "coalesce(" + end_of_hour + ", \"charter: time\")" : "\"charter: time\"";
        ASSIGN_OR_RETURN(const auto gone, database.texts("SELECT count(*) FROM " + table_of(kind) + " WHERE " + which + before));
        if (gone[0][0] == "0") continue;
        RETURN_IF_ERROR(database.run("DELETE FROM " + table_of(kind) + " WHERE " + which + before));
        forgotten += std::stoll(gone[0][0]);
    }
    RETURN_IF_ERROR(database.run("DELETE FROM touched WHERE hour < " + std::to_string(hour_of(time)) + "; DELETE FROM reject WHERE received < " + std::to_string(time.micros)));
    return forgotten;
}

EventTables::View EventTables::view(const EventLayout& layout, EventKind kind, const Reading& reading, std::optional<base::Time> known_at) {
    const bool joined = kind == EventKind::prediction && layout.label;
    const bool answered = kind == EventKind::prediction && layout.answers;
    View view;
    std::string columns = "p.\"charter: seq\"";
    const auto add = [&](const std::string& sql, const std::string& name, ColumnType type, const std::string& declared) {
        columns += ", " + sql + " AS " + duck::identifier(name);
        view.columns.push_back({name, type, declared});
    };
    const std::string id_name = layout.id_name.empty() ? "id" : layout.id_name;
    const auto taken = [&](const std::string& name) { return std::any_of(layout.columns.begin(), layout.columns.end(), [&](const auto& column) { return column.name == name; }); };
    if (!taken(id_name)) add("p.\"charter: id\"", id_name, ColumnType::text, "VARCHAR");
    add("p.\"charter: time\"", reading.columns.time, ColumnType::time, "TIMESTAMP WITH TIME ZONE");
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
        const StoredColumn& column = layout.columns[i];
        const std::string x = "p." + duck::identifier(column.name);
        std::string sql = x;
        if (joined && i == *layout.label) sql = "coalesce(o.newest, " + x + correction_of(layout, column) + ")";
        if (answered && is_answer(column.name)) sql = "coalesce(f." + duck::identifier(column.name) + ", " + x + ")";
        add(sql, column.name, seen_type(column.type), sql_type(column.type));
    }
    if (answered) {
        for (const auto& column : charter::derived_answer_columns()) {
            const bool truth = column.type == charter::AnswerType::truth;
            add(derived_answer(layout, column.name), std::string(column.name), truth ? ColumnType::boolean : ColumnType::text, truth ? "BOOLEAN" : "VARCHAR");
        }
    }
    std::vector<std::string> conditions;
    if (known_at) conditions.push_back("p.\"charter: received\" <= " + std::to_string(known_at->micros));
    if (reading.from) conditions.push_back("p.\"charter: time\" >= " + stamp(*reading.from));
    if (reading.until) conditions.push_back("p.\"charter: time\" < " + stamp(*reading.until));
    std::string join = joined ? " LEFT JOIN " + newest_outcomes(duck::identifier(layout.columns[*layout.label].name), reading, known_at) + " o ON o.about = p.\"charter: id\"" : "";
    if (answered) join += " LEFT JOIN " + newest_answers(of_period(reading, known_at, " AND ")) + " f ON f.about = p.\"charter: id\"";
    view.sql = "(SELECT " + columns + " FROM " + table_of(kind) + " p" + join + all_of(conditions) + ")";
    return view;
}

}  // namespace observations
