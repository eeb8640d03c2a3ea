#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/ledger/checkpoint.h"
#include "records/ledger/entry.h"
#include "records/ledger/storage.h"

/// Which key signs a ledger from which entry on. A change of key is an entry of the kind `key`, signed by the key that was in force and by
/// the one that takes its place, so that whoever knows the first key, or any later one, can follow to the last. The name of a
/// ledger is made from its first key, and stays.
namespace records {

/// What both keys sign: which ledger, at which place in which chain, from which key to which.
std::string key_change_text(const std::string& origin, std::uint64_t sequence, const base::Digest& previous, const VerifyingKey& before, const VerifyingKey& after);

/// The body of the entry; `more` is added to it.
base::json::object key_change(const std::string& origin, std::uint64_t sequence, const base::Digest& previous, const SigningKey& before, const SigningKey& after, base::json::object more);

class KeyHistory {
public:
    explicit KeyHistory(VerifyingKey first) : origin_(origin_of(first)) { keys_.push_back({0, std::move(first)}); }
    /// Of all that a ledger has recorded. `key`: that of its folder, which counts as the first where no entry says otherwise; read it before this.
    static base::Result<KeyHistory> of(const Storage& storage, VerifyingKey key);

    const std::string& origin() const { return origin_; }
    const VerifyingKey& first() const { return keys_.front().key; }
    const VerifyingKey& newest() const { return keys_.back().key; }
    /// That signs a ledger of so many entries.
    const VerifyingKey& at(std::uint64_t size) const;
    /// Whether one of them is this, in base64.
    bool holds(const std::string& key) const;

    /// The next entry of the chain; any kind. What is wrong with it; nothing: it follows.
    std::optional<std::string> take(const Entry& entry);

    /// The checkpoint of a note that was signed by the key that was in force at its size; nothing: it is none.
    std::optional<Checkpoint> checkpoint(std::string_view note) const;

private:
    struct Since {
        std::uint64_t size = 0;  ///< signs ledgers of so many entries and more
        VerifyingKey key;
    };
    std::string origin_;
    std::vector<Since> keys_;
};

}  // namespace records
