#include "records/ledger/key_history.h"

#include <boost/json.hpp>

#include <algorithm>

#include "base/assert.h"
#include "records/ledger/body.h"
#include "records/ledger/encoding.h"

namespace records {

namespace {

std::optional<VerifyingKey> key_in(const base::json::object& body, std::string_view name) {
    auto bytes = bytes_of_base64(text_in(body, name));
    return bytes ? VerifyingKey::from(std::move(*bytes)) : std::nullopt;
}

bool is_signed(const base::json::object& body, std::string_view name, const VerifyingKey& key, const std::string& text) {
    const auto signature = bytes_of_base64(text_in(body, name));
    return signature && key.verifies(text, *signature);
}

}  // namespace

std::string key_change_text(const std::string& origin, std::uint64_t sequence, const base::Digest& previous, const VerifyingKey& before, const VerifyingKey& after) {
    // Sequence and digest bind it to one place of one chain: it cannot be taken for a change in another.
    return "charter-ledger/1 key\n" + origin + "\n" + std::to_string(sequence) + "\n" + base::format(previous) + "\n" + base64(before.bytes()) + "\n" + base64(after.bytes()) + "\n";
}

base::json::object key_change(const std::string& origin, std::uint64_t sequence, const base::Digest& previous, const SigningKey& before, const SigningKey& after, base::json::object more) {
    const std::string text = key_change_text(origin, sequence, previous, before.verifying(), after.verifying());
    more["event"] = "rotated";
    more["instead_of"] = base64(before.verifying().bytes());
    more["key"] = base64(after.verifying().bytes());
    more["signed_by_old"] = base64(before.sign(text));
    more["signed_by_new"] = base64(after.sign(text));
    return more;
}

base::Result<KeyHistory> KeyHistory::of(const Storage& storage, VerifyingKey key) {
    ASSIGN_OR_RETURN(const auto changes, storage.key_changes());
    std::optional<KeyHistory> history;
    for (const auto& bytes : changes) {
        const auto entry = parse_entry(bytes);
        if (!entry || entry->kind != "key") continue;  // said by whoever reads all entries
        if (!history) history.emplace(key_in(entry->body, "instead_of").value_or(key));
        if (history->take(*entry)) break;              // the same
    }
    return history ? std::move(*history) : KeyHistory(std::move(key));
}

const VerifyingKey& KeyHistory::at(std::uint64_t size) const {
    ASSERT(keys_.front().size == 0);
    return std::find_if(keys_.rbegin(), keys_.rend(), [&](const Since& since) { return since.size <= size; })->key;
}

bool KeyHistory::holds(const std::string& key) const {
    return std::any_of(keys_.begin(), keys_.end(), [&](const Since& since) { return base64(since.key.bytes()) == key; });
}

std::optional<std::string> KeyHistory::take(const Entry& entry) {
    if (entry.kind != "key") return std::nullopt;
    const auto before = key_in(entry.body, "instead_of"), after = key_in(entry.body, "key");
    if (text_in(entry.body, "event") != "rotated" || !before || !after) return "it is not a change of the ledger's key";
    if (before->bytes() != newest().bytes()) return "it changes another key than the one in force";
    if (holds(base64(after->bytes()))) return "it takes a key that the ledger has had";
    const std::string text = key_change_text(origin_, entry.sequence, entry.previous, *before, *after);
    if (!is_signed(entry.body, "signed_by_old", *before, text)) return "the change of key is not signed by the key before";
    if (!is_signed(entry.body, "signed_by_new", *after, text)) return "the change of key is not signed by the new key";
    keys_.push_back({entry.sequence + 1, *after});
    return std::nullopt;
}

std::optional<Checkpoint> KeyHistory::checkpoint(std::string_view note) const {
    for (auto since = keys_.rbegin(); since != keys_.rend(); ++since) {
        const auto found = checkpoint_of(note, origin_, since->key);
        // A key that was replaced signs nothing any more, whoever still has it.
        if (found && at(found->size).bytes() == since->key.bytes()) return found;
    }
    return std::nullopt;
}

}  // namespace records
