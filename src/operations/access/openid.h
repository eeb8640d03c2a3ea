#pragma once

#include <string>

#include "operations/access/json_web_token.h"
#include "operations/operation.h"
#include "operations/service/service.h"

/// Signing in by an OpenID Connect provider: the authorization code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636).
///
/// A sign-in that was begun is known by its state, waits in this process for ten minutes and ends with the first answer that names it.
/// Limits: 10,000 of them at a time; the provider is asked for its addresses and keys each time, so that new keys count at once.
namespace operations {

/// Set for the browser that begins, and asked for when it comes back: nobody is signed in by somebody else's answer.
inline constexpr std::string_view openid_cookie = "charter_openid";

struct Begun {
    std::string address;  ///< at the provider, to send the browser to
    std::string browser;  ///< the value of the cookie
};
/// Faults: `missing` where no provider is set, `outside` where it does not answer as one.
base::Result<Begun> begin_openid(records::Registry& registry, base::Time now);

/// Who it is, by the provider's word. Faults: `unknown` for a state that was not begun by this browser, is used or has expired, and for a word that does
/// not count; `outside` where the provider does not answer.
base::Result<Identity> finish_openid(records::Registry& registry, const std::string& state, const std::string& code, const std::string& issuer, const std::string& browser, base::Time now);

/// The one person who has this address. Faults: `denied`, with the reason.
base::Result<records::Actor> member_of(records::Registry& registry, const Identity& identity);

}  // namespace operations
