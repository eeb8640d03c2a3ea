#include "operations/service/flag_board.h"

#include <boost/json.hpp>
#include <charconv>

#include "base/keyed_digest.h"
#include "rollout/flag_json.h"

namespace operations {

namespace {

/// Flags have watchers of their own; a control character keeps the name apart from every product's.
std::string channel_of(const std::string& product) { return "flags\n" + product; }

std::string ticket_until(const std::string& key, std::int64_t until, std::string_view product) {
    const std::string moment = std::to_string(until);
    return moment + "-" + base::format(base::keyed_digest(key, moment + "\n" + std::string(product))).substr(7);
}

}  // namespace

FlagBoard::FlagBoard(records::Registry& registry, Feed& feed)
    : registry_(registry), feed_(feed), terms_(registry), key_(base::random_bytes(32)), none_(std::make_shared<const protocols::ofrep::Served>("", std::vector<rollout::Flag>(), std::vector<rollout::VersionFlag>(), base::Time{})) {}

base::Result<base::Done> FlagBoard::load() {
    ASSIGN_OR_RETURN(const auto rows, registry_.flags().all());
    std::map<std::string, base::Time> changed;
    const std::unique_lock lock(mutex_);
    for (const auto& row : rows) {
        ASSIGN_OR_RETURN(const auto written, base::parse_json(row.content));
        ASSIGN_OR_RETURN(auto flag, rollout::flag_from(row.product, row.key, written));
        kept_[row.product].flags.emplace(row.key, std::move(flag));
        changed[row.product] = std::max(changed[row.product], row.changed);
    }
    for (auto& [product, kept] : kept_) serve(product, kept, changed[product]);
    return base::Done{};
}

void FlagBoard::serve(const std::string& product, Kept& kept, base::Time now) {
    std::vector<rollout::Flag> flags;
    for (const auto& [key, flag] : kept.flags) flags.push_back(flag);
    kept.served = std::make_shared<const protocols::ofrep::Served>(product, std::move(flags), kept.versions, now);
}

std::shared_ptr<const protocols::ofrep::Served> FlagBoard::of(std::string_view product) const {
    const std::shared_lock lock(mutex_);
    const auto found = kept_.find(product);
    return found == kept_.end() ? none_ : found->second.served;
}

std::optional<rollout::Flag> FlagBoard::find(std::string_view product, std::string_view key) const {
    const std::shared_lock lock(mutex_);
    const auto kept = kept_.find(product);
    if (kept == kept_.end()) return std::nullopt;
    const auto found = kept->second.flags.find(key);
    return found == kept->second.flags.end() ? std::nullopt : std::optional(found->second);
}

std::vector<rollout::Flag> FlagBoard::list(std::string_view product) const {
    const std::shared_lock lock(mutex_);
    std::vector<rollout::Flag> flags;
    if (const auto kept = kept_.find(product); kept != kept_.end()) {
        for (const auto& [key, flag] : kept->second.flags) flags.push_back(flag);
    }
    return flags;
}

std::vector<rollout::VersionFlag> FlagBoard::versions(std::string_view product) const {
    const std::shared_lock lock(mutex_);
    const auto kept = kept_.find(product);
    return kept == kept_.end() ? std::vector<rollout::VersionFlag>() : kept->second.versions;
}

base::Result<base::Done> FlagBoard::put(const std::string& product, const rollout::Flag& flag, base::Time now) {
    const std::lock_guard changing(changing_);
    RETURN_IF_ERROR(registry_.flags().put({.product = product, .key = flag.key, .content = base::json::serialize(rollout::json_of(flag)), .changed = now}));
    change(product, now, [&](Kept& kept) { kept.flags.insert_or_assign(flag.key, flag); });
    return base::Done{};
}

base::Result<base::Done> FlagBoard::remove(const std::string& product, const std::string& key, base::Time now) {
    const std::lock_guard changing(changing_);
    RETURN_IF_ERROR(registry_.flags().remove(product, key));
    change(product, now, [&](Kept& kept) { kept.flags.erase(key); });
    return base::Done{};
}

void FlagBoard::show_versions(const std::string& product, std::vector<rollout::VersionFlag> versions, base::Time now) {
    const std::lock_guard changing(changing_);
    change(product, now, [&](Kept& kept) { kept.versions = std::move(versions); });
}

void FlagBoard::change(const std::string& product, base::Time now, const std::function<void(Kept&)>& edit) {
    std::shared_ptr<const protocols::ofrep::Served> before, after;
    {
        const std::unique_lock lock(mutex_);
        Kept& kept = kept_[product];
        before = kept.served;
        edit(kept);
        serve(product, kept, now);
        after = kept.served;
    }
    if (before == nullptr || before->digest() != after->digest()) feed_.publish(channel_of(product), protocols::ofrep::refetch(*after));
}

std::shared_ptr<void> FlagBoard::watch(const std::string& product, Sink sink) { return feed_.watch(channel_of(product), std::move(sink)); }

std::string FlagBoard::ticket_for(std::string_view product, base::Time now) const { return ticket_until(key_, now.micros + base::micros_per_day, product); }

bool FlagBoard::is_ticket(std::string_view ticket, std::string_view product, base::Time now) const {
    std::int64_t until = 0;
    const auto read = std::from_chars(ticket.data(), ticket.data() + ticket.size(), until);
    return read.ec == std::errc() && until > now.micros && base::same_secret(ticket, ticket_until(key_, until, product));
}

}  // namespace operations
