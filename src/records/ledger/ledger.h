#pragma once

#include <array>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "records/ledger/checkpoint.h"
#include "records/ledger/entry.h"
#include "records/ledger/gate_records.h"
#include "records/ledger/key_files.h"
#include "records/ledger/key_history.h"
#include "records/ledger/merkle.h"
#include "records/ledger/release_records.h"
#include "records/ledger/storage.h"

/// Every decision, in the order in which it was made; nothing is ever changed or taken back. The format stands in
/// docs/ledger.md, from which tools/verify_ledger.py was written.
///
///   ASSIGN_OR_RETURN(auto ledger, Ledger::open(folder));
///   ASSIGN_OR_RETURN(const auto added, ledger->append([](const State& state) { return drafts; }, now));
///
/// Limits: the hashes of all entries are held, 32 bytes each; opening reads every entry once.
namespace records {

/// A review, an approval: what somebody in a role has said of a product.
struct Said {
    std::uint64_t sequence = 0;
    base::Time time;
    bool consent = false;   ///< false: refused
    std::string charter;    ///< digest of the revision that was seen
    std::string by;         ///< the id of whoever said it; empty: known by a name alone
};

/// A revision of a charter.
struct RevisionRecord {
    std::string digest;
    bool weakens = false;  ///< something that the one before promised
};

/// What the entries add up to: never kept, always made from them.
class State {
public:
    void apply(const Entry& entry);

    /// The newest revision of a product's charter; empty: there is none.
    std::string charter_of(const std::string& product) const;
    /// All of them, in the order in which they came into force.
    const std::vector<RevisionRecord>& revisions(const std::string& product) const;
    /// What was last said of a promise, of one version of the model or, empty, of the product: `kept`; empty: nothing.
    std::string verdict_of(const std::string& product, const std::string& promise, const std::string& version) const;

    /// What a role has last said, up to a moment: `review` by `risk`.
    const Said* said(const std::string& product, const std::string& evidence, const std::string& role, base::Time until) const;
    /// The ids of those who have last given it on this revision of the charter: whoever has two tokens is one of them.
    std::set<std::string> approvers(const std::string& product, const std::string& evidence, const std::string& role, const std::string& charter) const;

    /// The roles of a product's charter that an administrator has given somebody, and not withdrawn.
    std::set<std::string> roles_of(const std::string& product, const std::string& who) const;

    /// Who holds a role of a product's charter.
    std::set<std::string> holders_of(const std::string& product, const std::string& role) const;

    /// What was said of a version before a gate.
    const GateRecords& gate(const std::string& product, const std::string& gate, const std::string& version) const;
    /// The same of all versions and gates: by product, gate and version.
    const std::map<std::array<std::string, 3>, GateRecords>& gates() const { return gates_; }

    /// When a release of a version last began a step of this kind: `shadow`, `canary`; nothing: none has.
    std::optional<base::Time> step_begun(const std::string& product, const std::string& version, std::string_view kind) const;

    /// Where an alias of a registered model was last allowed to go, through its gate; null: nobody has asked.
    const AliasMove* alias_move(const std::string& product, const std::string& model, const std::string& alias) const;

    /// Every release of a product, in the order in which they began.
    const std::vector<ReleaseRecord>& releases(const std::string& product) const;

private:
    std::map<std::string, std::vector<RevisionRecord>> charters_;
    std::map<std::array<std::string, 3>, std::string> verdicts_;
    std::map<std::array<std::string, 3>, std::vector<Said>> said_;  ///< by product, evidence and role; in order
    std::map<std::array<std::string, 2>, std::set<std::string>> roles_;     ///< by product and who
    std::map<std::array<std::string, 3>, GateRecords> gates_;
    std::map<std::string, std::vector<ReleaseRecord>> releases_;            ///< by product
    std::map<std::array<std::string, 3>, AliasMove> alias_moves_;           ///< by product, model and alias
    std::map<std::array<std::string, 3>, base::Time> steps_;                ///< by product, version and kind
};

/// What to append, given what the entries say at that moment. Called again where another writer was first.
struct Plan {
    std::vector<Draft> drafts;
    std::vector<Aside> asides;
    std::vector<base::Digest> erased;
};
using Planner = std::function<Plan(const State&)>;

/// What an append has added: entries [first, first + count), and the checkpoint that holds them.
struct Added {
    std::uint64_t first = 0, count = 0;
    std::string checkpoint;
};

class Ledger {
public:
    /// The ledger of a folder, made when there is none: `ledger.sqlite`, and the key under `keys/ledger.pem`.
    static base::Result<std::unique_ptr<Ledger>> open(const std::string& folder);
    /// Reads every entry, and refuses a chain that does not verify or that its newest checkpoint does not hold.
    static base::Result<std::unique_ptr<Ledger>> open(std::unique_ptr<Storage> storage, SigningKey key);

    /// All of the plan or nothing; an empty plan adds nothing. Any number of threads and processes may append to one chain.
    /// A clock that was set back is taken to stand still.
    base::Result<Added> append(const Planner& planner, base::Time now);

    /// The ledger goes on under a new key, which lies in the folder when this returns; the one before is gone. The entry that says so has `body`
    /// too, and what it refers to. Whatever is killed meanwhile, the ledger is whole, under the one key or under the other.
    base::Result<Added> rotate_key(base::json::object body, std::vector<Aside> asides, base::Time now);
    /// The same under this key, which the caller keeps.
    base::Result<Added> rotate_key(const SigningKey& next, base::json::object body, std::vector<Aside> asides, base::Time now);

    /// Shows what the entries add up to now, those of other writers included.
    base::Result<base::Done> read(const std::function<void(const State&)>& reader);

    std::uint64_t size() const;
    /// That signs it now.
    VerifyingKey key() const;
    /// Made from its first key.
    std::string origin() const;

private:
    Ledger(std::unique_ptr<Storage> storage, SigningKey key, KeyHistory keys) : storage_(std::move(storage)), key_(std::move(key)), keys_(std::move(keys)) {}
    static base::Result<std::unique_ptr<Ledger>> open(std::unique_ptr<Storage> storage, SigningKey key, std::optional<KeyFiles> files);
    base::Result<base::Done> take_newest_key(const HeldKeys* held);
    base::Result<Added> rotate_to(const SigningKey& next, base::json::object body, std::vector<Aside> asides, base::Time now, const HeldKeys* held);
    base::Result<std::optional<Added>> try_append(Plan plan, base::Time now, const SigningKey& signer);
    base::Result<base::Done> catch_up();
    base::Result<base::Done> take(const std::string& bytes);
    std::string checkpoint_with(const std::vector<std::string>& entries, const SigningKey& signer) const;

    std::unique_ptr<Storage> storage_;
    std::optional<KeyFiles> files_;  ///< none: the key is the caller's
    SigningKey key_;
    mutable std::mutex mutex_;
    KeyHistory keys_;
    MerkleTree tree_;
    State state_;
    base::Digest last_;       ///< of the last entry; zeros: there is none
    base::Time last_time_{std::numeric_limits<std::int64_t>::min()};
};

}  // namespace records
