#include "observations/kept_rejects.h"

#include <string>

#include "base/limits.h"

namespace observations {

namespace {

constexpr std::int64_t micros_per_hour = 3'600 * base::micros_per_second;

/// What SQL can hold: bytes that are no text stand as question marks.
std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F ? c : '?';
    return out;
}

}  // namespace

base::Result<std::unique_ptr<KeptRejects>> KeptRejects::open(duck::Database& database) {
    std::unique_ptr<KeptRejects> aside(new KeptRejects(database));
    RETURN_IF_ERROR(database.run("CREATE TABLE IF NOT EXISTS rejected (hour BIGINT, events BIGINT); CREATE TABLE IF NOT EXISTS reject (received BIGINT, line BIGINT, reason VARCHAR, text VARCHAR)"));
    ASSIGN_OR_RETURN(const auto rows, database.texts("SELECT hour, sum(events) FROM rejected GROUP BY hour"));
    for (const auto& row : rows) aside->by_hour_[std::stoll(row[0])] = std::stoll(row[1]);
    return aside;
}

base::Result<base::Done> KeptRejects::keep(const EventBatch& batch, base::Time received) {
    if (batch.rejected == 0) return base::Done{};
    const std::int64_t hour = received.micros / micros_per_hour;
    std::string rows;
    for (const Reject& reject : batch.rejects) {
        rows += (rows.empty() ? "(" : ", (") + std::to_string(received.micros) + ", " + std::to_string(reject.line) + ", " + duck::literal(printable(reject.reason)) + ", " + duck::literal(printable(reject.text)) + ")";
    }
    RETURN_IF_ERROR(database_.run("INSERT INTO rejected VALUES (" + std::to_string(hour) + ", " + std::to_string(batch.rejected) + "); INSERT INTO reject VALUES " + rows));
    {
        const std::lock_guard lock(mutex_);
        pending_[hour] += batch.rejected;
    }
    // Now and then, not each time: to count them takes a look at all.
    since_trim_ += static_cast<std::int64_t>(batch.rejects.size());
    if (since_trim_ <= base::limits::rejects_kept_max / 10) return base::Done{};
    since_trim_ = 0;
    return database_.run("DELETE FROM reject WHERE received < (SELECT received FROM reject ORDER BY received DESC LIMIT 1 OFFSET " + std::to_string(base::limits::rejects_kept_max.value) + ")");
}

void KeptRejects::kept() {
    const std::lock_guard lock(mutex_);
    for (const auto& [hour, events] : pending_) by_hour_[hour] += events;
    pending_.clear();
}

void KeptRejects::undo() {
    const std::lock_guard lock(mutex_);
    pending_.clear();
}

std::int64_t KeptRejects::events(const Reading& reading, std::optional<base::Time> known_at) const {
    const std::lock_guard lock(mutex_);
    std::int64_t events = 0;
    for (const auto& [hour, some] : by_hour_) {
        const std::int64_t time = hour * micros_per_hour;
        const bool in = (!reading.from || time >= reading.from->micros) && (!reading.until || time < reading.until->micros) && (!known_at || time <= known_at->micros);
        events += in ? some : 0;
    }
    return events;
}

base::Result<std::vector<Reject>> KeptRejects::newest(duck::Database& reader, std::int64_t most) {
    ASSIGN_OR_RETURN(const auto rows, reader.texts("SELECT line, reason, text FROM reject ORDER BY received DESC, line LIMIT " + std::to_string(most)));
    std::vector<Reject> out;
    for (const auto& row : rows) out.push_back({"", std::stoll(row[0]), row[1], row[2]});
    return out;
}

}  // namespace observations
