#include <fmt/format.h>

#include <array>
#include <cmath>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/shared/ledger_folder.h"
#include "records/ledger/encoding.h"

namespace operations {

namespace {

namespace json = base::json;

constexpr std::array<Parameter, 3> parameters{{
    {.name = "LEDGER", .sentence = "The ledger's folder.", .required = true, .positional = true},
    {.name = "ENTRY", .sentence = "Which entry; the first is 0.", .required = true, .positional = true},
    {.name = "since", .kind = Parameter::Kind::number, .sentence = "Prove also that the ledger of this many entries is the beginning of this one.", .placeholder = "SIZE"},
}};

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

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(arguments.text("LEDGER")));
    ASSIGN_OR_RETURN(const std::string note, ledger.storage->checkpoint());
    const auto checkpoint = records::checkpoint_of(note, ledger.key);
    if (!checkpoint || checkpoint->size == 0) return base::Error{base::Fault::input, "the ledger has no entry yet, or its checkpoint is not signed by its key", "run \"charter ledger verify\""};
    ASSIGN_OR_RETURN(const auto index, whole_number("ENTRY", arguments.number("ENTRY"), checkpoint->size - 1));
    ASSIGN_OR_RETURN(const auto since, whole_number("--since", arguments.has("since") ? arguments.number("since") : 0.0, checkpoint->size));
    ASSIGN_OR_RETURN(const auto entries, ledger.storage->entries(0, checkpoint->size));
    records::MerkleTree tree;
    for (const auto& bytes : entries) tree.add(bytes);
    if (tree.root() != checkpoint->root) return base::Error{base::Fault::input, "the checkpoint holds other entries than the ledger", "run \"charter ledger verify\""};
    ASSIGN_OR_RETURN(const auto entry, base::parse_json(entries[index]));
    json::object proof{{"format", "charter-proof/1"}, {"key", records::base64(ledger.key.bytes())}, {"entry", entry}, {"index", index}, {"inclusion", hashes(tree.inclusion(index, tree.size()))}, {"checkpoint", note}};
    if (arguments.has("since")) proof["consistency"] = json::object{{"size", since}, {"root", records::base64(records::bytes_of(tree.root(since)))}, {"proof", hashes(tree.consistency(since, tree.size()))}};
    return Output{base::pretty(proof), 0};
}

}  // namespace

extern const Operation ledger_prove{
    .id = "ledger_prove",
    .command = "ledger prove",
    .scope = on_this_machine,
    .summary = "Proves that an entry is in a ledger, without showing the others.",
    .about = "Writes the entry, the hashes from it up to the root (RFC 6962), and the signed checkpoint of that root; `tools/verify_ledger.py --proof` checks them. With --since, also that an earlier ledger is the beginning of this one.",
    .parameters = parameters,
    .example = "charter ledger prove ledger 0",
    .run = run,
};

}  // namespace operations
