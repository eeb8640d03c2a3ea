#include <array>

#include "operations/operation.h"
#include "operations/service/service.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "ticket", .sentence = "From the bulk answer's eventStreams: a browser's EventSource can send no token.", .placeholder = "TICKET", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    const std::string product = arguments.text("product");
    if (!service.flags().is_ticket(arguments.text("ticket"), product, surroundings.now)) return base::Error{base::Fault::unknown, "the ticket is none of ours, or has expired", "ask for all flags again: eventStreams has a new one"};
    Output output;
    output.stream = [&flags = service.flags(), product](Sink sink) { return flags.watch(product, std::move(sink)); };
    return output;
}

}  // namespace

extern const Operation ofrep_events{
    .id = "ofrep_events",
    .command = "",
    .route = {Method::get, "/ofrep/v1/events"},
    .scope = whoever_asks,
    .summary = "Tells clients of OpenFeature when flags changed and are to be fetched again.",
    .about = "Server-sent events: {\"type\": \"refetchEvaluation\", \"etag\": ..., \"lastModified\": seconds}. Opened by a ticket that the bulk answer gives to whoever may view the product, good for a day; the stream tells that something changed, never what.",
    .parameters = parameters,
    .example = "",
    .run = run,
};

}  // namespace operations
