#include <boost/json.hpp>

#include "operations/access/session.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(request.service->registry().people().revoke(request.actor->token, surroundings.now));
    return Output{.text = "Signed out.\n", .headers = {{"Set-Cookie", std::string(session_cookie) + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"}}};
}

}  // namespace

extern const Operation sign_out{
    .id = "sign_out",
    .command = "",
    .route = {Method::remove, "/v1/session"},
    .scope = base::Scope::view,
    .summary = "Ends the session, or the token, that it is asked with.",
    .about = "Nobody can use it from then on.",
    .parameters = {},
    .example = "curl -X DELETE -H \"Authorization: Bearer $CHARTER_TOKEN\" http://127.0.0.1:8420/v1/session",
    .run = run,
};

}  // namespace operations
