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
    ASSIGN_OR_RETURN(const auto kept, service.registry().product(arguments.text("product")));
    if (!kept) return service.product(arguments.text("product")).error();
    return Output{.text = kept->document, .type = "application/yaml", .headers = {{"X-Charter-Digest", kept->digest}}};
}

}  // namespace

extern const Operation product_charter{
    .id = "product_charter",
    .command = "charter-of",
    .route = {Method::get, "/v1/products/{product}/charter"},
    .scope = base::Scope::view,
    .summary = "The charter of a product, as it was sent.",
    .about = "The newest revision; earlier ones are in the ledger.",
    .parameters = parameters,
    .example = "charter charter-of flight-delay-alerts > flights.charter.yaml",
    .run = run,
};

}  // namespace operations
