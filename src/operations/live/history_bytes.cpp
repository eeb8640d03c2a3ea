#include "operations/live/history_bytes.h"

#include <algorithm>

#include "base/packed.h"

namespace operations {

namespace {

void put(base::Packer& to, const std::optional<double>& value) {
    to.number(value ? 1 : 0);
    if (value) to.real(*value);
}
void put(base::Packer& to, const std::optional<metrics::Limits>& limits) {
    to.number(limits ? 1 : 0);
    if (!limits) return;
    to.real(limits->low);
    to.real(limits->high);
}
std::optional<double> real(base::Unpacker& from) { return from.number() != 0 ? std::optional(from.real()) : std::nullopt; }
std::optional<metrics::Limits> limits(base::Unpacker& from) {
    if (from.number() == 0) return std::nullopt;
    metrics::Limits both;
    both.low = from.real();
    both.high = from.real();
    return both;
}

}  // namespace

std::string bytes_of(const std::vector<HistoryPoint>& points) {
    base::Packer to;
    to.number(points.size());
    for (const auto& point : points) {
        to.text(point.check);
        put(to, point.value);
        put(to, point.interval);
        to.number(static_cast<std::uint64_t>(point.verdict));
        to.text(metrics::name(point.reason));
        to.whole(point.rows);
        to.number((point.matured ? 1u : 0u) + (point.estimated ? 2u : 0u));
        put(to, point.evidence);
        put(to, point.since);
    }
    return to.bytes();
}

std::vector<HistoryPoint> points_from(const std::string& bytes, report::Period window) {
    base::Unpacker from(bytes);
    std::vector<HistoryPoint> points(from.count());
    for (auto& point : points) {
        point.window = window;
        point.check = from.text();
        point.value = real(from);
        point.interval = limits(from);
        point.verdict = static_cast<verdicts::Verdict>(std::min<std::uint64_t>(from.number(), 2));
        const std::string reason = from.text();
        for (int i = 0; i <= static_cast<int>(metrics::Reason::not_computed); ++i) {
            if (metrics::name(static_cast<metrics::Reason>(i)) == reason) point.reason = static_cast<metrics::Reason>(i);
        }
        point.rows = from.whole();
        const auto flags = from.number();
        point.matured = (flags & 1) != 0;
        point.estimated = (flags & 2) != 0;
        point.evidence = real(from);
        point.since = limits(from);
    }
    if (from.failed()) points.clear();
    return points;
}

}  // namespace operations
