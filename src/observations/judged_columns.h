#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "observations/event_tables.h"

namespace observations {

/// Columns of text have the types that their values have: judged from the first rows, and again when there are twice as many, so
/// that reading often costs nothing.
class JudgedColumns {
public:
    /// The view's columns. `rows` of the kind there are now.
    base::Result<std::vector<ColumnInfo>> columns(duck::Database& reader, const EventLayout& layout, EventKind kind, const EventTables::View& view, std::int64_t rows);
    void forget();

private:
    struct Judged {
        std::int64_t rows = 0;
        std::vector<ColumnInfo> columns;
    };
    std::mutex mutex_;
    std::map<EventKind, Judged> judged_;
};

}  // namespace observations
