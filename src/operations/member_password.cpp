#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "who", .sentence = "Id, name or e-mail address; one may set one's own.", .placeholder = "WHO", .required = true, .positional = true},
    {.name = "PASSWORD", .kind = Parameter::Kind::body, .sentence = "A file with the password; - reads it from standard input, so that it stands in no history.", .placeholder = "FILE", .required = true, .positional = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    auto& people = request.service->registry().people();
    ASSIGN_OR_RETURN(const auto member, people.find(arguments.text("who")));
    if (member.id != request.actor->id) RETURN_IF_ERROR(must_administer(request));
    std::string password(request.body);
    while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) password.pop_back();
    RETURN_IF_ERROR(people.set_password(member.id, password));
    RETURN_IF_ERROR(remember(request, surroundings.now, "member", {{"event", "has another password"}, {"who", member.id}}));
    return Output{.text = report::plain(member.name) + " signs in with this password from now on.\n"};
}

}  // namespace

extern const Operation member_password{
    .id = "member_password",
    .command = "member password",
    .route = {Method::put, "/v1/members/{who}/password"},
    .scope = base::Scope::view,
    .summary = "Sets a password to sign in with.",
    .about = "Of one's own, or for an administrator anybody's. It is kept as a slow hash (scrypt) and shown to nobody. Without one a person is known by tokens or the identity provider alone.",
    .parameters = parameters,
    .example = "charter member password \"R. Example\" -",
    .run = run,
};

}  // namespace operations
