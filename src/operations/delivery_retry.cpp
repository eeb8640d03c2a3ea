#include <array>

#include "operations/access/members.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "delivery", .sentence = "Its id.", .placeholder = "ID", .required = true, .positional = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    RETURN_IF_ERROR(request.service->registry().outbox().retry(arguments.text("delivery"), surroundings.now));
    return Output{.text = "It is sent within a minute.\n"};
}

}  // namespace

extern const Operation delivery_retry{
    .id = "delivery_retry",
    .command = "delivery retry",
    .route = {Method::post, "/v1/deliveries/{delivery}/retry"},
    .scope = base::Scope::administer,
    .summary = "Sends again what was given up, or waits.",
    .about = "With all its attempts before it.",
    .parameters = parameters,
    .example = "charter delivery retry 4f0c2a9d1b7e6530",
    .run = run,
};

}  // namespace operations
