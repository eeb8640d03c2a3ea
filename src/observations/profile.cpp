#include <cmath>
#include <optional>
#include <string>

#include "observations/expression.h"
#include "observations/relation.h"
#include "observations/source.h"
#include "observations/wall_clock.h"

namespace observations {

namespace {

/// Columns with about as many values as this have their most frequent ones listed.
constexpr std::int64_t listed_distinct_max = 10'000;
constexpr const char* listed_values = "20";
constexpr std::size_t facts_per_column = 8;

std::optional<double> number(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const double value = std::stod(text);
    return std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

/// Eight facts of a column, in the order in which `fill` reads them.
std::string facts_of(const Relation& relation, const ColumnInfo& column) {
    const std::string text = as_text(column);
    const std::string value = "CASE WHEN trim(" + text + ") <> '' AND lower(" + text + ") <> 'nan' THEN " + text + " END";
    const std::string plain = as_number(relation, column);
    const std::string finite = "CASE WHEN isfinite(" + plain + ") THEN " + plain + " END";
    const auto time = as_time(relation, column);
    const bool is_time = column.type == ColumnType::time && time;
    const std::string micros = !is_time ? "CAST(NULL AS BIGINT)" : relation.is_text(column) ? time->micros : "epoch_us(CASE WHEN isfinite(" + time->micros + ") THEN " + time->micros + " END)";
    const std::string utc = !is_time || time->always_utc ? "true" : time->utc.empty() ? "false" : "coalesce(bool_or(" + time->utc + "), false)";
    return "count(*), count(" + value + "), approx_count_distinct(" + value + "), min(" + finite + "), max(" + finite + "), coalesce(bool_and(" + finite + " = floor(" + finite +
           ")), false), min(" + micros + ") || ' ' || max(" + micros + "), " + utc;
}

void fill(ColumnProfile& profile, const std::vector<std::string>& row, std::size_t at, WallClock& clock) {
    profile.rows = std::stoll(row[at]);
    profile.missing = profile.rows - std::stoll(row[at + 1]);
    profile.distinct = std::stoll(row[at + 2]);
    if (profile.info.type == ColumnType::number) {
        profile.min = number(row[at + 3]);
        profile.max = number(row[at + 4]);
        profile.whole_numbers = row[at + 5] == "true";
    }
    const std::string& span = row[at + 6];
    if (span.empty()) return;
    const auto time = [&](const std::string& text) {
        const std::int64_t micros = std::stoll(text);
        return base::Time{row[at + 7] == "true" ? micros : clock.to_utc(micros)};
    };
    profile.first = time(span.substr(0, span.find(' ')));
    profile.last = time(span.substr(span.find(' ') + 1));
}

base::Result<base::Done> fill_top(duck::Database& database, const Relation& relation, ColumnProfile& profile) {
    const std::string text = as_text(profile.info);
    ASSIGN_OR_RETURN(const auto rows, database.texts("SELECT " + text + " AS value, count(*) AS times FROM " + relation.sql(Relation::Rejects::ignore) +
                                                     " WHERE trim(" + text + ") <> '' GROUP BY value ORDER BY times DESC, value LIMIT " + listed_values));
    for (const auto& row : rows) profile.top.emplace_back(row[0], std::stoll(row[1]));
    return base::Done{};
}

}  // namespace

base::Result<std::vector<ColumnProfile>> profile(const Reading& reading) {
    ASSIGN_OR_RETURN(const auto database, duck::Database::open({reading.threads, reading.stop}));
    ASSIGN_OR_RETURN(Relation relation, Relation::open(*database, reading.files));
    std::string facts;
    for (const auto& column : relation.columns()) facts += (facts.empty() ? "" : ", ") + facts_of(relation, column);
    const auto look = [&] { return database->texts("SELECT " + facts + " FROM " + relation.sql(Relation::Rejects::ignore)); };
    auto seen = look();
    if (!seen && relation.relax()) seen = look();
    if (!seen) return seen.error();
    std::vector<ColumnProfile> profiles;
    WallClock clock(reading.zone);
    for (const auto& column : relation.columns()) {
        auto& profile = profiles.emplace_back();
        profile.info = column;
        fill(profile, seen->front(), (profiles.size() - 1) * facts_per_column, clock);
        if (profile.distinct <= listed_distinct_max && column.type != ColumnType::other) RETURN_IF_ERROR(fill_top(*database, relation, profile));
    }
    return profiles;
}

}  // namespace observations
