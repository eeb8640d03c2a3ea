#include <array>

#include "operations/operation.h"
#include "operations/shared/ledger_entries.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "LEDGER", .sentence = "The ledger's folder.", .required = true, .positional = true},
    {.name = "ENTRY", .sentence = "Which entry; the first is 0.", .required = true, .positional = true},
    {.name = "since", .kind = Parameter::Kind::number, .sentence = "Prove also that the ledger of this many entries is the beginning of this one.", .placeholder = "SIZE"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(arguments.text("LEDGER")));
    ASSIGN_OR_RETURN(auto text, proof_of(ledger, arguments.number("ENTRY"), arguments.number("since")));
    return Output{std::move(text)};
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
