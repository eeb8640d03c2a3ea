#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/limits.h"
#include "operations/access/session.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "name", .sentence = "Name or e-mail address.", .placeholder = "NAME"},
    {.name = "password", .sentence = "The password.", .placeholder = "PASSWORD"},
    {.name = "token", .sentence = "In place of both: a token. The session may do what the token may, and ends with it.", .placeholder = "TOKEN"},
}};

/// A page elsewhere must not sign a browser in as somebody of its choice. Programs that are no browsers do not say where they come from.
base::Result<base::Done> from_here(const Request& request) {
    const auto site = request.headers.find("sec-fetch-site");
    if (site == request.headers.end() || site->second == "same-origin" || site->second == "none") return base::Done{};
    return base::Error{base::Fault::denied, "another site's page cannot sign anybody in here", "open this server's own page"};
}

base::Result<std::optional<records::Issued>> by_token(const Request& request, const std::string& token, base::Time now) {
    auto& people = request.service->registry().people();
    ASSIGN_OR_RETURN(const auto actor, people.actor_of(token, now));
    if (!actor) return std::optional<records::Issued>();
    ASSIGN_OR_RETURN(auto issued, people.start_session(*actor, now));
    return std::optional(std::move(issued));
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(from_here(request));
    const bool token = arguments.has("token");
    if (token && (arguments.has("name") || arguments.has("password"))) return base::Error{base::Fault::input, "two ways of signing in at once", "send name and password, or a token"};
    for (const auto* name : {"name", "password"}) {
        if (!token && !arguments.has(name)) return base::Error{base::Fault::input, std::string("a parameter is missing: ") + name, "send name and password, or a token"};
    }
    RETURN_IF_ERROR(not_too_often(request, arguments.text("name"), surroundings.now));
    auto& people = request.service->registry().people();
    ASSIGN_OR_RETURN(const auto issued, token ? by_token(request, arguments.text("token"), surroundings.now) : people.sign_in(arguments.text("name"), arguments.text("password"), surroundings.now));
    if (issued) return signed_in(*issued);
    if (token) return base::Error{base::Fault::unknown, "the token is not one of ours, has expired or was revoked", "ask an administrator for a new one"};
    return base::Error{base::Fault::unknown, "nobody is known by this name and password", "try again, or ask an administrator for another password"};
}

}  // namespace

extern const Operation sign_in{
    .id = "sign_in",
    .command = "",
    .route = {Method::post, "/v1/session"},
    .scope = whoever_asks,
    .summary = "Signs a person in by name and password, or by a token.",
    .about = "The answer sets a cookie that pages of this server alone can use and no script can read; it holds for session_hours_max, and no longer than a token by which it was opened. Send name and password, or the token, as members of a "
             "JSON body, never in the address. After ten attempts a minute for one name, or from one address, further ones wait.",
    .parameters = parameters,
    .example = "curl --json '{\"name\": \"R. Example\", \"password\": \"four words of mine\"}' http://127.0.0.1:8420/v1/session",
    .run = run,
};

}  // namespace operations
