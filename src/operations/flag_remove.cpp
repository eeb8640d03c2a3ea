#include <array>

#include "operations/shared/flag_changes.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "key", .sentence = "The flag.", .placeholder = "KEY", .required = true, .positional = true},
    {.name = "reason", .sentence = "Why; it stands in the ledger.", .placeholder = "TEXT", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const std::string id = product->document()->product;
    ASSIGN_OR_RETURN(const auto flag, flag_called(*request.service, id, arguments.text("key")));
    RETURN_IF_ERROR(change_flag(request, surroundings.now, id, flag, "removed", arguments.text("reason")));
    return Output{.text = flag.key + " is no flag of " + id + " any more; who asks for it gets what the code has.\n"};
}

}  // namespace

extern const Operation flag_remove{
    .id = "flag_remove",
    .command = "flag remove",
    .route = {Method::remove, "/v1/products/{product}/flags/{key}"},
    .scope = base::Scope::edit,
    .summary = "Takes a flag away.",
    .about = "Applications that still ask for it are told that there is none, and use the default in their code. The ledger keeps what was said of it.",
    .parameters = parameters,
    .example = "charter flag remove flight-delay-alerts late-threshold --reason \"in the code now\"",
    .run = run,
};

}  // namespace operations
