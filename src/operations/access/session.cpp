#include "operations/access/session.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/token_bucket.h"

namespace operations {

base::Result<base::Done> not_too_often(const Request& request, const std::string& name, base::Time now) {
    static base::TokenBuckets attempts({.at_once = 10, .per_second = 10.0 / 60, .kept_max = 100'000});
    const auto by_name = name.empty() ? std::nullopt : attempts.take("name " + name.substr(0, 200), now), by_address = attempts.take("address " + request.address, now);
    if (!by_name && !by_address) return base::Done{};
    return base::Error{base::Fault::limit, "too many attempts to sign in", fmt::format("wait {} seconds", std::max(by_name.value_or(0), by_address.value_or(0)))};
}

Output signed_in(const records::Issued& issued) {
    const std::int64_t seconds = base::limits::session_hours_max * 3600;
    const base::json::object value{{"owner", issued.token.actor}, {"expires", base::format(issued.token.expires)}};
    // `Secure` is added where the answer leaves encrypted: on this machine one signs in without, and there a browser would drop the cookie.
    return Output{.text = base::pretty(value) + "\n", .type = "application/json", .headers = {{"Set-Cookie", fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict", session_cookie, issued.secret, seconds)}}};
}

}  // namespace operations
