#include <array>

#include "operations/operation.h"
#include "operations/shared/ledger_entries.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 7> parameters{{
    {.name = "LEDGER", .sentence = "The ledger's folder.", .required = true, .positional = true},
    {.name = "product", .sentence = "Only what is about this product.", .placeholder = "NAME"},
    {.name = "promise", .sentence = "Only verdicts on this promise.", .placeholder = "ID"},
    {.name = "kind", .sentence = "Only entries of this kind: charter, verdict, record, choice, alert, override, role, member, token, setting, erasure.", .placeholder = "KIND"},
    {.name = "since", .kind = Parameter::Kind::time, .sentence = "Only entries from this moment on.", .placeholder = "TIME"},
    {.name = "format", .sentence = "How to write the entries.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(arguments.text("LEDGER")));
    ASSIGN_OR_RETURN(auto text, listed(ledger, entries_wanted(arguments)));
    return Output{std::move(text)};
}

}  // namespace

extern const Operation ledger_show{
    .id = "ledger_show",
    .command = "ledger show",
    .scope = on_this_machine,
    .summary = "Lists what a ledger remembers: revisions of charters, verdicts that changed, reviews and approvals, erasures.",
    .about = "One line for each entry, the oldest first; JSON has the whole of each. Names and comments are shown where they have not been erased.",
    .parameters = parameters,
    .example = "charter ledger show ledger --product flight-delay-alerts --kind verdict",
    .run = run,
};

}  // namespace operations
