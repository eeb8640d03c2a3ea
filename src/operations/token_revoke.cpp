#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "token", .sentence = "The token's id, twelve digits.", .placeholder = "ID", .required = true, .positional = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    auto& people = request.service->registry().people();
    ASSIGN_OR_RETURN(const auto token, people.token(arguments.text("token")));
    if (token.actor != request.actor->id) RETURN_IF_ERROR(must_administer(request));
    RETURN_IF_ERROR(people.revoke(token.id, surroundings.now));
    RETURN_IF_ERROR(remember(request, surroundings.now, "token", {{"event", "revoked"}, {"who", token.actor}, {"token", token.id}}));
    return Output{.text = "Token " + token.id + " is taken no longer.\n"};
}

}  // namespace

extern const Operation token_revoke{
    .id = "token_revoke",
    .command = "token revoke",
    .route = {Method::remove, "/v1/tokens/{token}"},
    .scope = base::Scope::view,
    .summary = "Ends a token at once.",
    .about = "One's own; for an administrator anybody's.",
    .parameters = parameters,
    .example = "charter token revoke 4f0c2a9d1b7e",
    .run = run,
};

}  // namespace operations
