#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/operation.h"
#include "operations/shared/ledger_folder.h"
#include "records/ledger/encoding.h"
#include "records/ledger/ledger.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "LEDGER", .sentence = "The ledger's folder.", .required = true, .positional = true},
    {.name = "by", .sentence = "Who changes it; kept beside the ledger, where it can be erased.", .placeholder = "NAME", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const std::string folder = arguments.text("LEDGER");
    RETURN_IF_ERROR(read_ledger(folder));  // none is made by a slip of the name
    ASSIGN_OR_RETURN(const auto ledger, records::Ledger::open(folder));
    std::vector<records::Aside> asides{records::aside_of(arguments.text("by"), records::new_salt())};
    base::json::object body{{"actor", records::reference_to(asides.front())}};
    ASSIGN_OR_RETURN(const auto added, ledger->rotate_key(std::move(body), std::move(asides), surroundings.now));
    return Output{fmt::format("The ledger goes on under a new key: entry {} says so, signed by the key before and by the new one.\nIts public key is now {}\nBackups made before still have the old private key: keep them like keys, or destroy them.\n", added.first,
                              records::base64(ledger->key().bytes()))};
}

}  // namespace

extern const Operation ledger_rotate{
    .id = "ledger_rotate",
    .command = "ledger rotate",
    .scope = on_this_machine,
    .summary = "Changes the key that signs a ledger.",
    .about = "A new key is made and takes the place of `keys/ledger.pem`; the old one is gone. An entry that both keys have signed says so, and everything before it stays verifiable: `charter ledger verify` and `tools/verify_ledger.py` follow from the "
             "first key to the newest, and checkpoints that were kept before still count. A server that has the ledger open goes on with the new key. A killed command leaves the ledger whole, under the one key or the other.",
    .parameters = parameters,
    .example = "charter ledger rotate ledger --by \"R. Example\"",
    .run = run,
};

}  // namespace operations
