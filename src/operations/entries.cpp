#include <array>

#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/shared/ledger_entries.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 4> formats{"text", "json", "page", "csv"};
constexpr std::array<Parameter, 12> parameters{{
    {.name = "product", .sentence = "Only what is about this product.", .placeholder = "PRODUCT"},
    {.name = "promise", .sentence = "Only verdicts on this promise.", .placeholder = "ID"},
    {.name = "kind", .sentence = "Only entries of this kind: charter, verdict, record, alert, approval, release_step, role, erasure and so on.", .placeholder = "KIND"},
    {.name = "version", .sentence = "Only what is about this version of the model.", .placeholder = "VERSION"},
    {.name = "who", .sentence = "Only what somebody did, by their id or a part of their name.", .placeholder = "WHO"},
    {.name = "words", .sentence = "Only entries whose sentence has these words.", .placeholder = "WORDS"},
    {.name = "since", .kind = Parameter::Kind::time, .sentence = "Only entries from this moment on.", .placeholder = "TIME"},
    {.name = "until", .kind = Parameter::Kind::time, .sentence = "Only entries before this moment.", .placeholder = "TIME"},
    {.name = "before", .kind = Parameter::Kind::number, .sentence = "Of a page: only entries of lower numbers than this.", .placeholder = "ENTRY", .fallback = "the newest entry is the first"},
    {.name = "most", .kind = Parameter::Kind::number, .sentence = "Of a page: at most so many entries, and never more than 500.", .placeholder = "N", .fallback = "50"},
    {.name = "format", .sentence = "How to write the entries; page has the newest first, csv is for spreadsheets.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

std::string_view type_of(EntriesWanted::Format format) {
    switch (format) {
        case EntriesWanted::Format::text: return "text/plain; charset=utf-8";
        case EntriesWanted::Format::csv: return "text/csv; charset=utf-8";
        default: return "application/json";
    }
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(request.service->folder()));
    EntriesWanted which = entries_wanted(arguments);
    which.visible = [&](const std::string& product) { return request.actor->may(base::Scope::view, product); };
    ASSIGN_OR_RETURN(auto text, which.format == EntriesWanted::Format::page ? page_of(ledger, which) : listed(ledger, which));
    return Output{.text = std::move(text), .type = type_of(which.format)};
}

}  // namespace

extern const Operation entries{
    .id = "entries",
    .command = "entries",
    .route = {Method::get, "/v1/ledger/entries"},
    .scope = base::Scope::view,
    .summary = "Every decision that a server's ledger remembers, of the products that one may view.",
    .about = "One line for each entry, the oldest first; JSON has the whole of each. Names and comments are shown where they have not been erased. A page has the newest first, each with its digest, its sentence and what lies beside it, and says in "
             "`next` what to ask for `before` to see more. In the table for spreadsheets no cell is taken for a formula.",
    .parameters = parameters,
    .example = "charter entries --product flight-delay-alerts --kind verdict",
    .run = run,
};

}  // namespace operations
