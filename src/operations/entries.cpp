#include <array>

#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/shared/ledger_entries.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 6> parameters{{
    {.name = "product", .sentence = "Only what is about this product.", .placeholder = "PRODUCT"},
    {.name = "promise", .sentence = "Only verdicts on this promise.", .placeholder = "ID"},
    {.name = "kind", .sentence = "Only entries of this kind: charter, verdict, record, alert, role, erasure.", .placeholder = "KIND"},
    {.name = "since", .kind = Parameter::Kind::time, .sentence = "Only entries from this moment on.", .placeholder = "TIME"},
    {.name = "format", .sentence = "How to write the entries.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(request.service->folder()));
    EntriesWanted which = entries_wanted(arguments);
    which.visible = [&](const std::string& product) { return request.actor->may(base::Scope::view, product); };
    ASSIGN_OR_RETURN(auto text, listed(ledger, which));
    return Output{.text = std::move(text), .type = which.as_json ? "application/json" : "text/plain; charset=utf-8"};
}

}  // namespace

extern const Operation entries{
    .id = "entries",
    .command = "entries",
    .route = {Method::get, "/v1/ledger/entries"},
    .scope = base::Scope::view,
    .summary = "Every decision that a server's ledger remembers, of the products that one may view.",
    .about = "One line for each entry, the oldest first; JSON has the whole of each. Names and comments are shown where they have not been erased.",
    .parameters = parameters,
    .example = "charter entries --product flight-delay-alerts --kind verdict",
    .run = run,
};

}  // namespace operations
