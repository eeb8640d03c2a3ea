#include <array>

#include "operations/operation.h"
#include "operations/service/service.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    Output output;
    output.stream = [&feed = service.feed(), id = product->document()->product](Sink sink) { return feed.watch(id, std::move(sink)); };
    return output;
}

}  // namespace

extern const Operation watch{
    .id = "watch",
    .command = "watch",
    .route = {Method::get, "/v1/products/{product}/changes"},
    .scope = base::Scope::view,
    .summary = "Verdicts as they change.",
    .about = "Server-sent events, one JSON object each: kind `verdict` with promise, verdict, what it was before and the sentence; kind `alarm`; kind `charter`. It ends when one of the two leaves. Whoever reads too slowly is left, and asks for the "
             "scorecard again.",
    .parameters = parameters,
    .example = "charter watch flight-delay-alerts",
    .run = run,
};

}  // namespace operations
