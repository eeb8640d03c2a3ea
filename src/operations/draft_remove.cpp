#include <array>

#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/service/uploads.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "draft", .sentence = "The draft, as `charter draft --json` named it.", .placeholder = "DRAFT", .required = true, .positional = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(request.service->uploads().remove(arguments.text("draft"), request.actor->id, surroundings.now));
    return Output{.text = "The file is removed.\n"};
}

}  // namespace

extern const Operation draft_remove{
    .id = "draft_remove",
    .command = "draft remove",
    .route = {Method::remove, "/v1/drafts/{draft}"},
    .scope = base::Scope::edit,
    .summary = "Removes a file that was sent for a draft, before its hour is over.",
    .about = "Whoever sent it can.",
    .parameters = parameters,
    .example = "charter draft remove 5f0c9a3b77de1c5cf0a17b0c",
    .run = run,
};

}  // namespace operations
