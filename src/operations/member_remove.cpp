#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "who", .sentence = "Id, name or e-mail address.", .placeholder = "WHO", .required = true, .positional = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    auto& people = request.service->registry().people();
    ASSIGN_OR_RETURN(const auto member, people.find(arguments.text("who")));
    RETURN_IF_ERROR(people.remove(member.id, surroundings.now));
    RETURN_IF_ERROR(remember(request, surroundings.now, "member", {{"event", "removed"}, {"who", member.id}}));
    return Output{.text = fmt::format("{} is removed: no token of theirs is taken any more, and name and address are gone from here. \"charter ledger erase\" erases the name beside the ledger.\n", member.id)};
}

}  // namespace

extern const Operation member_remove{
    .id = "member_remove",
    .command = "member remove",
    .route = {Method::remove, "/v1/members/{who}"},
    .scope = base::Scope::administer,
    .summary = "Removes a person or a service.",
    .about = "Tokens and sessions end at once. What they did stays in the ledger, under an id that tells nothing of them.",
    .parameters = parameters,
    .example = "charter member remove \"R. Example\"",
    .run = run,
};

}  // namespace operations
