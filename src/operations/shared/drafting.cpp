#include "operations/shared/drafting.h"

namespace operations {

namespace {

charter::DraftColumn::Type type_of(observations::ColumnType type) {
    using To = charter::DraftColumn::Type;
    switch (type) {
        case observations::ColumnType::number: return To::number;
        case observations::ColumnType::integer: return To::integer;
        case observations::ColumnType::boolean: return To::boolean;
        case observations::ColumnType::text: return To::text;
        case observations::ColumnType::time: return To::time;
        case observations::ColumnType::other: return To::other;
    }
    return To::other;
}

charter::DraftColumn column_of(const observations::ColumnProfile& profile) {
    return {
        .name = profile.info.name,
        .type = type_of(profile.info.type),
        .rows = profile.rows,
        .missing = profile.missing,
        .distinct = profile.distinct,
        .whole_numbers = profile.whole_numbers,
        .min = profile.min,
        .max = profile.max,
        .first = profile.first,
        .last = profile.last,
        .top = profile.top,
    };
}

}  // namespace

base::Result<Drafted> draft_from(const observations::Reading& reading, std::string product, std::string source) {
    ASSIGN_OR_RETURN(const auto profiles, observations::profile(reading));
    Drafted drafted{{.product = std::move(product), .source = std::move(source), .columns = {}}, {}};
    for (const auto& profile : profiles) drafted.data.columns.push_back(column_of(profile));
    drafted.text = charter::draft(drafted.data);
    return drafted;
}

}  // namespace operations
