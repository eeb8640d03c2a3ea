#include <fmt/format.h>

#include <array>

#include "operations/operation.h"
#include "operations/service/service.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "data", .kind = Parameter::Kind::body, .sentence = "What to compare with: a Parquet, CSV or NDJSON file, or a profile of one (charter profile).", .placeholder = "FILE", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    if (request.body.empty()) return base::Error{base::Fault::input, "there is no file in the body", "send it as it stands: curl -T february.parquet"};
    ASSIGN_OR_RETURN(const auto digest, request.service->take_reference(arguments.text("product"), request.body, *request.actor));
    return Output{fmt::format("{} is compared with {} from now on.\n", arguments.text("product"), digest)};
}

}  // namespace

extern const Operation reference{
    .id = "reference",
    .command = "reference",
    .route = {Method::put, "/v1/products/{product}/reference"},
    .scope = base::Scope::edit,
    .summary = "Gives the server what a product's data are compared with.",
    .about = "A server opens no file that a charter names: whoever may edit a charter could otherwise read what only the server may. The file is kept in the product's folder, by its digest. A profile is small, and answers what adds up.",
    .parameters = parameters,
    .example = "charter reference flight-delay-alerts --data february.profile",
    .run = run,
};

}  // namespace operations
