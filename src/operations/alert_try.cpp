#include <array>

#include "operations/access/members.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "role", .sentence = "A role that its charter has contacts of.", .placeholder = "ROLE", .required = true, .positional = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    RETURN_IF_ERROR(request.service->telling().try_out(*product->document(), arguments.text("role"), surroundings.now));
    return Output{.text = "A trial is on its way to every address of the role; \"charter delivery list\" says what became of it.\n"};
}

}  // namespace

extern const Operation alert_try{
    .id = "alert_try",
    .command = "alert try",
    .route = {Method::post, "/v1/products/{product}/alerts/try"},
    .scope = base::Scope::edit,
    .summary = "Sends a message to the contacts of a role, to see whether it arrives.",
    .about = "It says that it is a trial, takes the way that alerts take, and counts towards no budget.",
    .parameters = parameters,
    .example = "charter alert try flight-delay-alerts science",
    .run = run,
};

}  // namespace operations
