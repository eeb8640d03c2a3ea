#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/limits.h"
#include "operations/access/session.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "name", .sentence = "Name or e-mail address.", .placeholder = "NAME", .required = true},
    {.name = "password", .sentence = "The password.", .placeholder = "PASSWORD", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(not_too_often(request, arguments.text("name"), surroundings.now));
    ASSIGN_OR_RETURN(const auto issued, request.service->registry().people().sign_in(arguments.text("name"), arguments.text("password"), surroundings.now));
    if (!issued) return base::Error{base::Fault::unknown, "nobody is known by this name and password", "try again, or ask an administrator for another password"};
    return signed_in(*issued);
}

}  // namespace

extern const Operation sign_in{
    .id = "sign_in",
    .command = "",
    .route = {Method::post, "/v1/session"},
    .scope = whoever_asks,
    .summary = "Signs a person in by name and password.",
    .about = "The answer sets a cookie that pages of this server alone can use and no script can read; it holds for session_hours_max. Send name and password as members of a JSON body, never in the address. After ten attempts a minute for one "
             "name, or from one address, further ones wait.",
    .parameters = parameters,
    .example = "curl --json '{\"name\": \"R. Example\", \"password\": \"four words of mine\"}' http://127.0.0.1:8420/v1/session",
    .run = run,
};

}  // namespace operations
