#include "observations/judged_columns.h"

#include <algorithm>

namespace observations {

base::Result<std::vector<ColumnInfo>> JudgedColumns::columns(duck::Database& reader, const EventLayout& layout, EventKind kind, const EventTables::View& view, std::int64_t rows) {
    const std::lock_guard lock(mutex_);  // while they are judged too: whoever comes meanwhile waits for that, rather than reading the same
    const auto known = judged_.find(kind);
    if (known != judged_.end() && known->second.rows * 2 > rows) return known->second.columns;
    // Of all rows, not of those that somebody reads now: the types must not depend on who reads.
    Reading all;
    all.columns.time = EventTables::time_column(layout);
    const auto whole = EventTables::view(layout, kind, all, std::nullopt);
    ASSERT(whole.columns.size() == view.columns.size());
    const auto judge = [&] { return Relation::judged(reader, whole.sql, whole.columns); };
    ASSIGN_OR_RETURN(auto columns, reader.turns().take(judge, [](const auto& judged) { return !judged && duck::ran_out_of_memory(judged.error()); }));
    // A pseudonym is none of what it may look like.
    for (auto& column : columns) {
        const bool hidden = std::any_of(layout.columns.begin(), layout.columns.end(), [&](const StoredColumn& one) { return one.name == column.name && one.pseudonym; });
        if (hidden) column = {column.name, ColumnType::text, "VARCHAR"};
    }
    judged_[kind] = {rows, columns};
    return columns;
}

void JudgedColumns::forget() {
    const std::lock_guard lock(mutex_);
    judged_.clear();
}

}  // namespace observations
