#include <fmt/format.h>

#include "operations/access/openid.h"
#include "operations/access/session.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(not_too_often(request, {}, surroundings.now));
    ASSIGN_OR_RETURN(const auto begun, begin_openid(request.service->registry(), surroundings.now));
    // Lax: the browser comes back from the provider's pages, and must bring it along.
    const std::string cookie = fmt::format("{}={}; Path=/v1/session/openid; Max-Age=600; HttpOnly; SameSite=Lax", openid_cookie, begun.browser);
    return Output{.text = "Sign in at the identity provider.\n", .status = 302, .headers = {{"Location", begun.address}, {"Set-Cookie", cookie}}};
}

}  // namespace

extern const Operation sign_in_openid{
    .id = "sign_in_openid",
    .command = "",
    .route = {Method::get, "/v1/session/openid"},
    .scope = whoever_asks,
    .summary = "Sends a browser to the identity provider to sign in.",
    .about = "OpenID Connect, authorization code flow with PKCE, for the provider that openid.issuer, openid.client and openid.secret name; docs/security.md says how to set it up. After ten attempts a minute from one address, further ones wait.",
    .parameters = {},
    .example = "curl -i http://127.0.0.1:8420/v1/session/openid",
    .run = run,
};

}  // namespace operations
