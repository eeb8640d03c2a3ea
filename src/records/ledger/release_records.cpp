#include "records/ledger/release_records.h"

#include <algorithm>

#include <boost/json.hpp>

#include "records/ledger/body.h"

namespace records {

namespace {

std::int64_t number_in(const base::json::object& body, std::string_view name) {
    const auto* found = body.if_contains(base::json::string_view(name.data(), name.size()));
    return found != nullptr && found->is_number() ? found->to_number<std::int64_t>() : 0;
}

}  // namespace

base::Time moment_of(const Entry& entry) {
    const auto moment = base::parse_time(text_in(entry.body, "moment"));
    return moment ? *moment : entry.time;
}

void apply(std::vector<ReleaseRecord>& releases, const Entry& entry) {
    const auto& body = entry.body;
    const auto text = [&](std::string_view name) { return text_in(body, name); };
    if (entry.kind == "release") {
        releases.push_back({.sequence = entry.sequence, .begun = moment_of(entry), .id = text("release"), .product = text("product"), .version = text("version"), .current = text("current"), .plan = text("plan"), .charter = text("charter"), .by = text("by"), .steps = {}});
    }
    if (entry.kind != "release_step") return;
    const auto release = std::find_if(releases.begin(), releases.end(), [id = text("release")](const auto& one) { return one.id == id; });
    if (release == releases.end()) return;
    release->steps.push_back({.sequence = entry.sequence, .time = moment_of(entry), .index = static_cast<std::size_t>(number_in(body, "index")), .step = text("step"), .phase = text("phase"), .why = text("why"), .attempt = static_cast<int>(number_in(body, "attempt")), .share = number_in(body, "share"), .holdout = number_in(body, "holdout")});
}

}  // namespace records
