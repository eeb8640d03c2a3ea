#include <array>

#include "operations/shared/flags_asked.h"
#include "protocols/ofrep/ofrep.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "key", .sentence = "The flag.", .placeholder = "KEY", .required = true, .positional = true},
    {.name = "CONTEXT", .kind = Parameter::Kind::body, .sentence = "{\"context\": {\"targetingKey\": ..., ...}}; - reads it from standard input.", .placeholder = "FILE", .positional = true},
    {.name = "product", .sentence = "Whose flag it is; else that of the only product which the token may view.", .placeholder = "PRODUCT"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, product_asked(request, arguments));
    auto answer = protocols::ofrep::answer_one(*request.service->flags().of(product), arguments.text("key"), request.body);
    return Output{.text = std::move(answer.body), .type = "application/json", .status = answer.status};
}

}  // namespace

extern const Operation ofrep_evaluate{
    .id = "ofrep_evaluate",
    .command = "flag evaluate",
    .route = {Method::post, "/ofrep/v1/evaluate/flags/{key}"},
    .scope = base::Scope::view,
    .summary = "The value of a flag for whoever asks, by OpenFeature's protocol (OFREP).",
    .about = "Also under /v1/products/PRODUCT/ofrep/v1/..., so that a client's base address can name the product. Faults are answered as the protocol has it, with errorCode and errorDetails. Answers come from memory: a change of a flag is in force at once.",
    .parameters = parameters,
    .example = "charter flag evaluate late-threshold context.json",
    .run = run,
};

}  // namespace operations
