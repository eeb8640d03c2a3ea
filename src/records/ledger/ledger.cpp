#include "records/ledger/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/assert.h"
#include "records/ledger/body.h"

namespace records {

namespace {

constexpr std::uint64_t entries_read_at_once = 10'000;
constexpr int attempts_max = 1'000;  // of as many writers at once each is first at least once

base::Error damaged(std::uint64_t sequence, const std::string& what) {
    return {base::Fault::outside, fmt::format("the ledger does not verify: entry {}: {}", sequence, what), "run \"charter ledger verify\" for all that is wrong; nothing is appended to a damaged ledger"};
}

base::Error too_many_writers() { return {base::Fault::outside, "the ledger is written by too many others at once", "try again"}; }

}  // namespace

void State::apply(const Entry& entry) {
    const std::string product = text_in(entry.body, "product");
    if (entry.kind == "charter") charters_[product].push_back({text_in(entry.body, "digest"), entry.body.contains("weakens")});
    if (entry.kind == "verdict") verdicts_[{product, text_in(entry.body, "promise"), text_in(entry.body, "version")}] = text_in(entry.body, "verdict");
    if (entry.kind == "record") {
        said_[{product, text_in(entry.body, "evidence"), text_in(entry.body, "role")}].push_back(
            {.sequence = entry.sequence, .time = entry.time, .consent = text_in(entry.body, "outcome") == "given", .charter = text_in(entry.body, "charter"), .by = text_in(entry.body, "by")});
    }
    if (entry.kind == "role") {
        auto& held = roles_[{product, text_in(entry.body, "who")}];
        if (text_in(entry.body, "outcome") == "given") held.insert(text_in(entry.body, "role"));
        else held.erase(text_in(entry.body, "role"));
    }
    if (entry.kind == "release_step") steps_[{product, text_in(entry.body, "version"), text_in(entry.body, "step")}] = moment_of(entry);
    if (const std::string move = entry.kind == "model" ? text_in(entry.body, "move") : ""; move == "set_alias" || move == "remove_alias") {
        alias_moves_[{product, text_in(entry.body, "model"), text_in(entry.body, "name")}] = {entry.sequence, move == "set_alias" ? text_in(entry.body, "version") : ""};
    }
    if (entry.kind == "release" || entry.kind == "release_step") records::apply(releases_[product], entry);
    const std::string gate = text_in(entry.body, "gate");
    if (!gate.empty()) gates_[{product, gate, text_in(entry.body, "version")}].apply(entry);
}

const AliasMove* State::alias_move(const std::string& product, const std::string& model, const std::string& alias) const {
    const auto found = alias_moves_.find({product, model, alias});
    return found == alias_moves_.end() ? nullptr : &found->second;
}

const std::vector<ReleaseRecord>& State::releases(const std::string& product) const {
    static const std::vector<ReleaseRecord> none;
    const auto found = releases_.find(product);
    return found == releases_.end() ? none : found->second;
}

std::optional<base::Time> State::step_begun(const std::string& product, const std::string& version, std::string_view kind) const {
    const auto found = steps_.find({product, version, std::string(kind)});
    return found == steps_.end() ? std::nullopt : std::optional(found->second);
}

const GateRecords& State::gate(const std::string& product, const std::string& gate, const std::string& version) const {
    static const GateRecords none;
    const auto found = gates_.find({product, gate, version});
    return found == gates_.end() ? none : found->second;
}

std::set<std::string> State::holders_of(const std::string& product, const std::string& role) const {
    std::set<std::string> who;
    for (const auto& [key, held] : roles_) {
        if (key[0] == product && held.contains(role)) who.insert(key[1]);
    }
    return who;
}

std::set<std::string> State::roles_of(const std::string& product, const std::string& who) const {
    const auto found = roles_.find({product, who});
    return found == roles_.end() ? std::set<std::string>() : found->second;
}

std::set<std::string> State::approvers(const std::string& product, const std::string& evidence, const std::string& role, const std::string& charter) const {
    std::set<std::string> ids;
    const auto found = said_.find({product, evidence, role});
    if (found == said_.end()) return ids;
    for (const auto& one : found->second) {
        if (one.by.empty() || one.charter != charter) continue;
        if (one.consent) ids.insert(one.by);
        else ids.erase(one.by);
    }
    return ids;
}

const Said* State::said(const std::string& product, const std::string& evidence, const std::string& role, base::Time until) const {
    const auto found = said_.find({product, evidence, role});
    if (found == said_.end()) return nullptr;
    const auto after = std::upper_bound(found->second.begin(), found->second.end(), until, [](base::Time time, const Said& one) { return time < one.time; });
    return after == found->second.begin() ? nullptr : &*std::prev(after);
}

std::string State::charter_of(const std::string& product) const {
    const auto found = charters_.find(product);
    return found == charters_.end() ? std::string() : found->second.back().digest;
}

const std::vector<RevisionRecord>& State::revisions(const std::string& product) const {
    static const std::vector<RevisionRecord> none;
    const auto found = charters_.find(product);
    return found == charters_.end() ? none : found->second;
}

std::string State::verdict_of(const std::string& product, const std::string& promise, const std::string& version) const {
    const auto found = verdicts_.find({product, promise, version});
    return found == verdicts_.end() ? std::string() : found->second;
}

base::Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder + "/keys", code);
    if (code) return base::Error{base::Fault::outside, "cannot make the ledger's folder: " + folder, "check the path and its permissions: " + code.message()};
    ASSIGN_OR_RETURN(auto storage, sqlite_storage(folder + "/ledger.sqlite"));
    KeyFiles files(folder);
    ASSIGN_OR_RETURN(auto key, files.current());
    return open(std::move(storage), std::move(key), std::move(files));
}

base::Result<std::unique_ptr<Ledger>> Ledger::open(std::unique_ptr<Storage> storage, SigningKey key) { return open(std::move(storage), std::move(key), std::nullopt); }

base::Result<std::unique_ptr<Ledger>> Ledger::open(std::unique_ptr<Storage> storage, SigningKey key, std::optional<KeyFiles> files) {
    ASSIGN_OR_RETURN(const auto known, KeyHistory::of(*storage, key.verifying()));
    std::unique_ptr<Ledger> ledger(new Ledger(std::move(storage), std::move(key), KeyHistory(known.first())));
    ledger->files_ = std::move(files);
    // Others may append meanwhile: the checkpoint holds at least what was read before it, and at most what is read after it.
    RETURN_IF_ERROR(ledger->catch_up());
    const bool empty = ledger->size() == 0;
    ASSIGN_OR_RETURN(const std::string note, ledger->storage_->checkpoint());
    RETURN_IF_ERROR(ledger->catch_up());
    if (note.empty() && empty) return ledger;
    const auto checkpoint = ledger->keys_.checkpoint(note);
    if (!checkpoint) return damaged(ledger->size(), "the newest checkpoint is not signed by the ledger's key");
    if (checkpoint->size > ledger->size()) return damaged(ledger->size(), fmt::format("the newest checkpoint holds {} entries, and there are fewer", checkpoint->size));
    if (ledger->tree_.root(checkpoint->size) != checkpoint->root) return damaged(checkpoint->size, "the newest checkpoint holds other entries");
    RETURN_IF_ERROR(ledger->take_newest_key(nullptr));
    return ledger;
}

base::Result<base::Done> Ledger::take(const std::string& bytes) {
    const auto entry = parse_entry(bytes);
    if (!entry) return damaged(tree_.size(), entry.error().what);
    if (entry->sequence != tree_.size()) return damaged(tree_.size(), fmt::format("it calls itself {}", entry->sequence));
    if (entry->previous != last_) return damaged(tree_.size(), "it does not follow the entry before");
    if (entry->time < last_time_) return damaged(tree_.size(), "it is dated before the entry before");
    if (const auto wrong = keys_.take(*entry)) return damaged(tree_.size(), *wrong);
    state_.apply(*entry);
    tree_.add(bytes);
    last_ = base::digest_of(bytes);
    last_time_ = entry->time;
    return base::Done{};
}

base::Result<base::Done> Ledger::catch_up() {
    for (;;) {
        ASSIGN_OR_RETURN(const auto entries, storage_->entries(tree_.size(), entries_read_at_once));
        for (const auto& bytes : entries) RETURN_IF_ERROR(take(bytes));
        if (entries.size() < entries_read_at_once) return base::Done{};
    }
}

std::string Ledger::checkpoint_with(const std::vector<std::string>& entries, const SigningKey& signer) const {
    Peaks peaks = tree_.peaks();
    for (const auto& bytes : entries) peaks.add(leaf_hash(bytes));
    return signed_note({.size = peaks.size(), .root = peaks.root()}, keys_.origin(), signer);
}

/// Another process, or one that was killed, may have changed the key since ours was read.
base::Result<base::Done> Ledger::take_newest_key(const HeldKeys* held) {
    if (keys_.newest().bytes() == key_.verifying().bytes()) return base::Done{};
    if (!files_) return damaged(tree_.size(), "it goes on under another key than the one that was given");
    if (held == nullptr) {
        ASSIGN_OR_RETURN(const auto own, HeldKeys::of(files_->folder()));
        ASSIGN_OR_RETURN(key_, files_->settle(own, keys_.newest()));
    } else {
        ASSIGN_OR_RETURN(key_, files_->settle(*held, keys_.newest()));
    }
    ASSERT(keys_.newest().bytes() == key_.verifying().bytes());
    return base::Done{};
}

/// Nothing: others were first.
base::Result<std::optional<Added>> Ledger::try_append(Plan plan, base::Time now, const SigningKey& signer) {
    Addition addition{.entries = {}, .asides = std::move(plan.asides), .erased = std::move(plan.erased), .checkpoint = {}};
    Entry entry{.sequence = tree_.size(), .previous = last_, .time = std::max(now, last_time_), .kind = {}, .body = {}};
    for (auto& draft : plan.drafts) {
        entry.kind = std::move(draft.kind);
        entry.body = std::move(draft.body);
        addition.entries.push_back(canonical(entry));
        RETURN_IF_ERROR(parse_entry(addition.entries.back()));  // what cannot be read back is not remembered
        entry.previous = base::digest_of(addition.entries.back());
        ++entry.sequence;
    }
    addition.checkpoint = checkpoint_with(addition.entries, signer);
    ASSIGN_OR_RETURN(const bool appended, storage_->append(tree_.size(), addition));
    if (!appended) return std::optional<Added>();
    const std::uint64_t first = tree_.size();
    for (const auto& bytes : addition.entries) RETURN_IF_ERROR(take(bytes));
    return std::optional(Added{.first = first, .count = addition.entries.size(), .checkpoint = addition.checkpoint});
}

base::Result<Added> Ledger::append(const Planner& planner, base::Time now) {
    const std::lock_guard lock(mutex_);
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        RETURN_IF_ERROR(catch_up());
        Plan plan = planner(state_);
        if (plan.drafts.empty()) return Added{.first = tree_.size(), .count = 0, .checkpoint = {}};
        RETURN_IF_ERROR(take_newest_key(nullptr));
        ASSIGN_OR_RETURN(const auto added, try_append(std::move(plan), now, key_));
        if (added) return *added;
    }
    return too_many_writers();
}

base::Result<Added> Ledger::rotate_to(const SigningKey& next, base::json::object body, std::vector<Aside> asides, base::Time now, const HeldKeys* held) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        RETURN_IF_ERROR(catch_up());
        RETURN_IF_ERROR(take_newest_key(held));
        Plan plan{.drafts = {}, .asides = asides, .erased = {}};
        plan.drafts.push_back({"key", key_change(keys_.origin(), tree_.size(), last_, key_, next, body)});
        ASSIGN_OR_RETURN(const auto added, try_append(std::move(plan), now, next));
        if (!added) continue;
        key_ = next;
        ASSERT(keys_.newest().bytes() == key_.verifying().bytes());
        return *added;
    }
    return too_many_writers();
}

base::Result<Added> Ledger::rotate_key(const SigningKey& next, base::json::object body, std::vector<Aside> asides, base::Time now) {
    const std::lock_guard lock(mutex_);
    return rotate_to(next, std::move(body), std::move(asides), now, nullptr);
}

base::Result<Added> Ledger::rotate_key(base::json::object body, std::vector<Aside> asides, base::Time now) {
    const std::lock_guard lock(mutex_);
    ASSERT(files_.has_value());
    ASSIGN_OR_RETURN(const auto held, HeldKeys::of(files_->folder()));
    // Before the next key is made: a change that was killed has left one that may be needed.
    RETURN_IF_ERROR(catch_up());
    RETURN_IF_ERROR(take_newest_key(&held));
    ASSIGN_OR_RETURN(const auto next, files_->prepare(held));
    ASSIGN_OR_RETURN(const auto added, rotate_to(next, std::move(body), std::move(asides), now, &held));
    RETURN_IF_ERROR(files_->settle(held, next.verifying()));
    return added;
}

VerifyingKey Ledger::key() const {
    const std::lock_guard lock(mutex_);
    return keys_.newest();
}

std::string Ledger::origin() const {
    const std::lock_guard lock(mutex_);
    return keys_.origin();
}

base::Result<base::Done> Ledger::read(const std::function<void(const State&)>& reader) {
    const std::lock_guard lock(mutex_);
    RETURN_IF_ERROR(catch_up());
    reader(state_);
    return base::Done{};
}

std::uint64_t Ledger::size() const {
    const std::lock_guard lock(mutex_);
    return tree_.size();
}

}  // namespace records
