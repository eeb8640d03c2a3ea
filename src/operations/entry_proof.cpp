#include <array>
#include <cmath>

#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/shared/ledger_entries.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "entry", .kind = Parameter::Kind::number, .sentence = "Which entry; the first is 0.", .placeholder = "ENTRY", .required = true, .positional = true},
    {.name = "since", .kind = Parameter::Kind::number, .sentence = "Prove also that the ledger of this many entries is the beginning of this one.", .placeholder = "SIZE"},
}};

/// The proof shows one entry and digests of the others, so whoever may see the entry may see it.
base::Result<base::Done> must_see(const Request& request, const ReadLedger& ledger, std::optional<double> which) {
    if (!which || !(*which >= 0) || *which > 1e15 || std::floor(*which) != *which) return base::Done{};  // the proof says what is wrong
    ASSIGN_OR_RETURN(const auto found, ledger.storage->entries(static_cast<std::uint64_t>(*which), 1));
    if (found.empty()) return base::Done{};
    ASSIGN_OR_RETURN(const auto entry, records::parse_entry(found.front()));
    if (request.actor->may(base::Scope::view, text_of(entry.body, "product"))) return base::Done{};
    return base::Error{base::Fault::denied, request.actor->name + " may not see this entry: it is about what they may not view", "ask an administrator for the scope view"};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(surroundings.request->service->folder()));
    RETURN_IF_ERROR(must_see(*surroundings.request, ledger, arguments.number("entry")));
    ASSIGN_OR_RETURN(auto text, proof_of(ledger, arguments.number("entry"), arguments.number("since")));
    return Output{.text = std::move(text), .type = "application/json"};
}

}  // namespace

extern const Operation entry_proof{
    .id = "entry_proof",
    .command = "prove",
    .route = {Method::get, "/v1/ledger/entries/{entry}/proof"},
    .scope = base::Scope::view,
    .summary = "Proves that an entry is in a server's ledger, without showing the others.",
    .about = "The entry, the hashes from it up to the root (RFC 6962), and the signed checkpoint of that root; `tools/verify_ledger.py --proof` checks them. Whoever may view the product of the entry may ask.",
    .parameters = parameters,
    .example = "charter prove 0 --output proof.json",
    .run = run,
};

}  // namespace operations
