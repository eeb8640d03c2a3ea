#include "charter/charter.h"

#include <array>
#include <algorithm>

namespace charter {

std::span<const ColumnKey> column_keys() {
    static constexpr std::array<ColumnKey, 12> keys{{{"time", &Columns::time}, {"id", &Columns::id}, {"unit", &Columns::unit}, {"version", &Columns::version}, {"score", &Columns::score},
                                                     {"prediction", &Columns::prediction}, {"label", &Columns::label}, {"subject", &Columns::subject}, {"query", &Columns::query},
                                                     {"item", &Columns::item}, {"lower", &Columns::lower}, {"upper", &Columns::upper}}};
    return keys;
}

std::string_view name(Breach breach) {
    switch (breach) {
        case Breach::info: return "info";
        case Breach::warn: return "warn";
        case Breach::stop: return "stop";
    }
    return {};
}

std::string_view name(About about) { return about == About::process ? "process" : "census"; }

std::string_view name(TaskKind kind) {
    switch (kind) {
        case TaskKind::binary: return "binary";
        case TaskKind::multiclass: return "multiclass";
        case TaskKind::regression: return "regression";
        case TaskKind::ranking: return "ranking";
        case TaskKind::generation: return "generation";
    }
    return {};
}

std::string_view name(Compare compare) {
    switch (compare) {
        case Compare::none: return "none";
        case Compare::difference: return "difference";
        case Compare::ratio: return "ratio";
        case Compare::to_overall: return "to_overall";
        case Compare::worst: return "worst";
    }
    return {};
}

std::string_view name(Season season) {
    switch (season) {
        case Season::none: return "none";
        case Season::day: return "day";
        case Season::week: return "week";
    }
    return {};
}

std::int64_t windows_in(Season season, const base::Duration& over) {
    const std::int64_t length = season == Season::none ? 0 : season == Season::day ? base::micros_per_day : 7 * base::micros_per_day;
    if (over.months != 0 || over.micros <= 0 || length % over.micros != 0) return 0;
    const std::int64_t windows = length / over.micros;
    return windows > 1 ? windows : 0;
}

std::string_view name(Observed observed) {
    switch (observed) {
        case Observed::always: return "always";
        case Observed::acted: return "acted";
        case Observed::not_acted: return "not_acted";
    }
    return {};
}

std::string_view name(Absent absent) {
    switch (absent) {
        case Absent::unknown: return "unknown";
        case Absent::negative: return "negative";
        case Absent::positive: return "positive";
    }
    return {};
}

std::string_view name(ColumnContract::Type type) {
    switch (type) {
        case ColumnContract::Type::any: return "any";
        case ColumnContract::Type::number: return "number";
        case ColumnContract::Type::integer: return "integer";
        case ColumnContract::Type::category: return "category";
        case ColumnContract::Type::text: return "text";
        case ColumnContract::Type::time: return "time";
        case ColumnContract::Type::boolean: return "boolean";
    }
    return {};
}

const Population* Charter::population(std::string_view column) const {
    const auto found = std::find_if(populations.begin(), populations.end(), [&](const Population& one) { return one.column == column; });
    return found == populations.end() ? nullptr : &*found;
}

const Promise* Charter::find(std::string_view id) const {
    const auto found = std::find_if(promises.begin(), promises.end(), [&](const Promise& promise) { return promise.id == id; });
    return found == promises.end() ? nullptr : &*found;
}

const Role* Charter::role(std::string_view id) const {
    const auto found = std::find_if(roles.begin(), roles.end(), [&](const Role& role) { return role.id == id; });
    return found == roles.end() ? nullptr : &*found;
}

}  // namespace charter
