#include <array>

#include "operations/access/members.h"
#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/shared/ledger_entries.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "entry", .kind = Parameter::Kind::number, .sentence = "Which entry; the first is 0.", .placeholder = "ENTRY", .required = true, .positional = true},
    {.name = "since", .kind = Parameter::Kind::number, .sentence = "Prove also that the ledger of this many entries is the beginning of this one.", .placeholder = "SIZE"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    RETURN_IF_ERROR(must_administer(*surroundings.request));  // it shows what is about other products too
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(surroundings.request->service->folder()));
    ASSIGN_OR_RETURN(auto text, proof_of(ledger, arguments.number("entry"), arguments.number("since")));
    return Output{.text = std::move(text), .type = "application/json"};
}

}  // namespace

extern const Operation entry_proof{
    .id = "entry_proof",
    .command = "prove",
    .route = {Method::get, "/v1/ledger/entries/{entry}/proof"},
    .scope = base::Scope::administer,
    .summary = "Proves that an entry is in a server's ledger, without showing the others.",
    .about = "The entry, the hashes from it up to the root (RFC 6962), and the signed checkpoint of that root; `tools/verify_ledger.py --proof` checks them.",
    .parameters = parameters,
    .example = "charter prove 0 --output proof.json",
    .run = run,
};

}  // namespace operations
