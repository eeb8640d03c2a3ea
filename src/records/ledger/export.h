#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "records/ledger/key_history.h"
#include "records/ledger/merkle.h"
#include "records/ledger/storage.h"

/// A ledger as lines of canonical JSON, for whoever wants to check it without us: a head, the entries, what lies beside them
/// and has not been erased, and the newest checkpoint. Every line ends with a line break, and nothing else is in the file.
namespace records {

inline constexpr std::string_view export_format = "charter-ledger/1";

/// Writes the lines one by one. The checkpoint holds exactly the entries before it. `key`: that of the ledger's folder.
base::Result<base::Done> write_export(const Storage& storage, const VerifyingKey& key, const std::function<void(const std::string& line)>& sink);

/// What is wrong, and where: `line 12`, `entry 7`, `the kept checkpoint`.
struct Finding {
    std::string where;
    std::string what;
};

/// What somebody has kept elsewhere, and what the export must therefore agree with.
struct Kept {
    std::string checkpoint{};  ///< signed note; empty: nothing was kept, and a chain rewritten by the holder of the key goes unseen
    std::string key{};         ///< base64 of a public key that the ledger has or had; empty: the export's own is believed
};

struct Verification {
    std::vector<Finding> findings;  ///< empty: it verifies
    std::uint64_t entries = 0;
    std::uint64_t asides = 0;
    std::uint64_t erased = 0;       ///< asides that entries refer to and that are gone, as an entry says
    std::uint64_t recomputed = 0;   ///< verdicts that were computed again from the counts inside their entries
    std::string key;                ///< base64 of the key that signs it now
    std::uint64_t key_changes = 0;
    std::string origin;
    std::optional<Checkpoint> checkpoint;
    bool ok() const { return findings.empty(); }
};

/// Takes an export line by line, without its line breaks, and holds 32 bytes of every entry.
class Verifier {
public:
    explicit Verifier(Kept kept) : kept_(std::move(kept)) {}
    void line(std::string_view text);
    Verification finish();

private:
    void head(const base::json::object& from);
    void entry(const base::json::object& from);
    void change_key(const std::string& where, const Entry& entry);
    void aside(const base::json::object& from);
    void checkpoint(const base::json::object& from);
    void compare_with_kept();
    void find(std::string where, std::string what);
    std::string here() const;

    Kept kept_;
    Verification found_;
    MerkleTree tree_;
    std::optional<KeyHistory> keys_;
    base::Digest last_;
    base::Time last_time_{std::numeric_limits<std::int64_t>::min()};
    std::set<std::string> referred_, erased_, present_;  // asides, by digest
    std::uint64_t lines_ = 0;
    bool ended_ = false;
};

/// A whole export; that its last line ends with a line break is checked too.
Verification verify_export(std::string_view text, Kept kept);

}  // namespace records
