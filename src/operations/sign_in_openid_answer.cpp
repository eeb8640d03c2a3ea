#include <array>

#include "operations/access/openid.h"
#include "operations/access/session.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 10> parameters{{
    {.name = "state", .sentence = "Which sign-in it answers.", .placeholder = "STATE", .required = true},
    {.name = "code", .sentence = "The provider's code, which is worth a token once.", .placeholder = "CODE"},
    {.name = "iss", .sentence = "Which provider answers; another one's answer is refused.", .placeholder = "ISSUER"},
    {.name = "error", .sentence = "Why the provider signed nobody in.", .placeholder = "WORD"},
    {.name = "error_description", .sentence = "The same in a sentence.", .placeholder = "TEXT"},
    {.name = "session_state", .sentence = "Some providers send it; it is not used.", .placeholder = "TEXT"},
    {.name = "scope", .sentence = "Some providers send it; it is not used.", .placeholder = "TEXT"},
    {.name = "authuser", .sentence = "Some providers send it; it is not used.", .placeholder = "TEXT"},
    {.name = "hd", .sentence = "Some providers send it; it is not used.", .placeholder = "TEXT"},
    {.name = "prompt", .sentence = "Some providers send it; it is not used.", .placeholder = "TEXT"},
}};

/// The cookie of the sign-in; empty: none was sent.
std::string browser_of(const Request& request) {
    const std::string name = std::string(openid_cookie) + "=";
    const auto found = request.headers.find("cookie");
    const auto place = found == request.headers.end() ? std::string::npos : found->second.find(name);
    if (place == std::string::npos) return {};
    const auto begin = place + name.size();
    return found->second.substr(begin, found->second.find(';', begin) - begin);
}

/// A browser, which asks for HTML, goes on to the pages; a program is answered.
Output to_the_pages(const Request& request, Output output) {
    const auto accepts = request.headers.find("accept");
    if (accepts == request.headers.end() || accepts->second.find("text/html") == std::string::npos) return output;
    output.status = 303;
    output.headers.emplace_back("Location", "/");
    return output;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    records::Registry& registry = request.service->registry();
    if (arguments.has("error")) return base::Error{base::Fault::denied, "the identity provider signed nobody in: " + report::plain(arguments.text("error_description", arguments.text("error")).substr(0, 200)), "begin again: GET /v1/session/openid"};
    ASSIGN_OR_RETURN(const auto identity, finish_openid(registry, arguments.text("state"), arguments.text("code"), arguments.text("iss"), browser_of(request), surroundings.now));
    ASSIGN_OR_RETURN(const auto actor, member_of(registry, identity));
    ASSIGN_OR_RETURN(const auto issued, registry.people().start_session(actor, surroundings.now));
    Output output = signed_in(issued);
    // What the sign-in was known by is of no use any more.
    output.headers.emplace_back("Set-Cookie", std::string(openid_cookie) + "=; Path=/v1/session/openid; Max-Age=0; HttpOnly; SameSite=Lax");
    return to_the_pages(request, std::move(output));
}

}  // namespace

extern const Operation sign_in_openid_answer{
    .id = "sign_in_openid_answer",
    .command = "",
    .route = {Method::get, "/v1/session/openid/callback"},
    .scope = whoever_asks,
    .summary = "Signs in whom the identity provider vouches for.",
    .about = "The provider sends the browser here. Its token must be signed with RS256 or ES256 by one of its keys, be for this server, of now and of the sign-in that this browser began; an address that it has verified must be that of a member. "
             "The answer sets the same cookie as signing in by a password, and sends a browser on to the pages.",
    .parameters = parameters,
    .example = "",
    .run = run,
};

}  // namespace operations
