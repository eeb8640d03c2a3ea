#include <boost/json.hpp>

#include "base/json.h"
#include "operations/access/session.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings& surroundings) {
    bool provider = true;
    for (const auto* name : {"openid.issuer", "openid.client", "public.address"}) {
        ASSIGN_OR_RETURN(const auto value, surroundings.request->service->registry().setting(name));
        provider = provider && value && !value->empty();
    }
    const base::json::object ways{{"password", true}, {"token", true}, {"openid", provider}};
    return Output{.text = base::json::serialize(ways) + "\n", .type = "application/json"};
}

}  // namespace

extern const Operation sign_in_ways{
    .id = "sign_in_ways",
    .command = "",
    .route = {Method::get, "/v1/session/ways"},
    .scope = whoever_asks,
    .summary = "How one signs in here: by a password, by a token, and whether by an identity provider too.",
    .about = "For the page that signs people in, which nobody is known to yet. It says nothing of anybody, and not which provider.",
    .parameters = {},
    .example = "curl http://127.0.0.1:8420/v1/session/ways",
    .run = run,
};

}  // namespace operations
