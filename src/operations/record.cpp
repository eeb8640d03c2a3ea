#include <array>

#include "operations/operation.h"
#include "operations/shared/charter_file.h"
#include "operations/shared/consent.h"
#include "operations/shared/recording.h"

namespace operations {

namespace {

using charter::Charter;
using charter::Promise;

constexpr std::array<Parameter, 6> parameters{{
    {.name = "CHARTER", .sentence = "The charter as it was seen.", .required = true, .positional = true},
    {.name = "promise", .sentence = "The promise that rests on a record: evidence: review.", .placeholder = "ID", .required = true},
    {.name = "ledger", .sentence = "Folder of the ledger, made when there is none.", .placeholder = "FOLDER", .required = true},
    {.name = "by", .sentence = "Who says so; kept beside the ledger, where it can be erased.", .placeholder = "NAME", .required = true},
    {.name = "comment", .sentence = "Why; kept beside the ledger too.", .placeholder = "WORDS"},
    {.name = "refuse", .kind = Parameter::Kind::flag, .sentence = "It was looked at and refused: the promise is broken until somebody gives it."},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const Charter document, load_charter(arguments.text("CHARTER")));
    ASSIGN_OR_RETURN(const Promise* promise, promise_on_record(document, arguments.text("promise")));
    ASSIGN_OR_RETURN(const auto revision, charter_entry(document));
    ASSIGN_OR_RETURN(const auto ledger, records::Ledger::open(arguments.text("ledger")));
    const Consent consent{.refused = arguments.flag("refuse"), .by_name = arguments.text("by"), .by = {}, .comment = arguments.text("comment")};
    ASSIGN_OR_RETURN(const auto added, ledger->append([&](const records::State& state) { return plan_of(*promise, document, consent, revision, state); }, surroundings.now));
    return Output{words_of(*promise, consent, added) + " of the ledger " + arguments.text("ledger") + ".\n", 0};
}

}  // namespace

extern const Operation record{
    .id = "record",
    .command = "record",
    .scope = on_this_machine,
    .summary = "Records in a ledger that a role has given, or refused, what a promise rests on: a review, an approval.",
    .about = "A promise like {id: reviewed, evidence: review, by: risk, every: 365d} is kept from then on until it must be renewed, and unproven afterwards; a refusal breaks it. `charter evaluate --ledger` reads it. The entry holds the digest "
             "of the charter that was seen. Whoever can write the ledger's folder is believed to be who they say.",
    .parameters = parameters,
    .example = "charter record my.charter.yaml --promise reviewed --ledger ledger --by \"R. Example\" --comment \"looked at June's report\"",
    .run = run,
};

}  // namespace operations
