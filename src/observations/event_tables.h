#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "observations/duck.h"
#include "observations/event_batch.h"
#include "observations/relation.h"

/// Events as tables of DuckDB: one for each kind, all with the same columns, and a few small ones about what was received.
namespace observations {

/// Rows of a batch that are new, and what is known of each beside what was sent.
struct NewRows {
    std::vector<std::uint32_t> rows;                        ///< of `EventRows`
    std::vector<std::optional<std::int32_t>> hours;         ///< of the prediction that an event is about, where it is known
};

class EventTables {
public:
    /// Makes what is absent; columns of another type are converted as far as their values can be.
    static base::Result<EventTables> open(duck::Database& database, const EventLayout& layout);

    /// Within a transaction of the caller. The rows are numbered from `seq` on.
    base::Result<base::Done> append(EventKind kind, const EventBatch& batch, const NewRows& rows, std::int64_t seq, base::Time received) const;

    /// The rows of a kind for FROM, and their columns. Predictions have their newest outcome.
    struct View {
        std::string sql;
        std::vector<ColumnInfo> columns;
    };
    /// The column that times are read from; where they are used as something else too, that has the charter's name.
    static std::string time_column(const EventLayout& layout) { return layout.written_time || layout.time_name.empty() ? "charter: time" : layout.time_name; }
    static View view(const EventLayout& layout, EventKind kind, const Reading& reading, std::optional<base::Time> known_at);

    /// What the ids are hashed with; made when there is none.
    static base::Result<std::uint64_t> seed(duck::Database& database);
    /// Rows of each kind.
    static base::Result<std::array<std::int64_t, event_kinds>> counts(duck::Database& database);
    /// Events about a prediction of which nobody knows the hour, and surveys of which nobody knows the prediction.
    static base::Result<std::int64_t> unresolved(duck::Database& database, const EventLayout& layout);

    /// Remembers that these hours were touched by what was received up to a number.
    static base::Result<base::Done> touch(duck::Database& database, const std::set<std::int64_t>& hours, std::int64_t seq);
    /// Outcomes, and answers of people, that did not know the hour of their prediction and now do: those hours. A survey that names no
    /// prediction becomes one about the newest that the same person had got by then.
    static base::Result<std::vector<std::int64_t>> resolve_outcomes(duck::Database& database, const EventLayout& layout);
    /// Free text that was said before this time is gone; the rest of the answer stays.
    static base::Result<base::Done> forget_texts(duck::Database& database, base::Time time);
    /// Events of before this time are gone, outcomes with their predictions. How many.
    static base::Result<std::int64_t> forget(duck::Database& database, base::Time time);

private:
    EventTables(duck::Database& database, std::vector<StoredColumn> columns) : database_(&database), columns_(std::move(columns)) {}

    duck::Database* database_;
    std::vector<StoredColumn> columns_;  ///< those of events, in the order of the tables, behind those of ours
};

}  // namespace observations
