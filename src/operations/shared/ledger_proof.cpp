#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "operations/shared/ledger_entries.h"
#include "records/ledger/encoding.h"

namespace operations {

namespace {

namespace json = base::json;

json::array hashes(const records::Proof& proof) {
    json::array list;
    for (const auto& digest : proof) list.emplace_back(records::base64(records::bytes_of(digest)));
    return list;
}

base::Result<std::uint64_t> whole_number(const std::string& name, std::optional<double> number, std::uint64_t most) {
    if (!number || *number < 0 || *number > static_cast<double>(most) || std::floor(*number) != *number) {
        return base::Error{base::Fault::input, fmt::format("{} must be a whole number up to {}", name, most), "the ledger has no more entries"};
    }
    return static_cast<std::uint64_t>(*number);
}

/// From the first key to the one that has signed the checkpoint: the entries that whoever knows any of them can follow.
base::Result<json::array> key_changes_in(const std::vector<std::string>& entries) {
    json::array changes;
    for (const auto& bytes : entries) {
        ASSIGN_OR_RETURN(const auto entry, records::parse_entry(bytes));
        if (entry.kind != "key") continue;
        ASSIGN_OR_RETURN(auto whole, base::parse_json(bytes));
        changes.push_back(std::move(whole));
    }
    return changes;
}

}  // namespace

base::Result<std::string> proof_of(const ReadLedger& ledger, std::optional<double> which, std::optional<double> before) {
    ASSIGN_OR_RETURN(const std::string note, ledger.storage->checkpoint());
    ASSIGN_OR_RETURN(const auto keys, records::KeyHistory::of(*ledger.storage, ledger.key));
    const auto checkpoint = keys.checkpoint(note);
    if (!checkpoint || checkpoint->size == 0) return base::Error{base::Fault::input, "the ledger has no entry yet, or its checkpoint is not signed by its key", "run \"charter ledger verify\""};
    ASSIGN_OR_RETURN(const auto index, whole_number("ENTRY", which, checkpoint->size - 1));
    ASSIGN_OR_RETURN(const auto since, whole_number("--since", before ? before : 0.0, checkpoint->size));
    ASSIGN_OR_RETURN(const auto entries, ledger.storage->entries(0, checkpoint->size));
    records::MerkleTree tree;
    for (const auto& bytes : entries) tree.add(bytes);
    if (tree.root() != checkpoint->root) return base::Error{base::Fault::input, "the checkpoint holds other entries than the ledger", "run \"charter ledger verify\""};
    ASSIGN_OR_RETURN(const auto entry, base::parse_json(entries[index]));
    json::object proof{{"format", "charter-proof/1"}, {"key", records::base64(keys.first().bytes())}, {"entry", entry}, {"index", index}, {"inclusion", hashes(tree.inclusion(index, tree.size()))}, {"checkpoint", note}};
    ASSIGN_OR_RETURN(auto changes, key_changes_in(entries));
    if (!changes.empty()) proof["changes"] = std::move(changes);
    if (before) proof["consistency"] = json::object{{"size", since}, {"root", records::base64(records::bytes_of(tree.root(since)))}, {"proof", hashes(tree.consistency(since, tree.size()))}};
    return base::pretty(proof);
}

}  // namespace operations
