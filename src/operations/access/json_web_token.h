#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

/// What an identity provider has signed about somebody: the ID token of OpenID Connect Core 1.0, a JSON Web Token (RFC 7519) in the
/// compact form of RFC 7515. Pure: keys, time and what is expected are arguments; OpenSSL does the cryptography.
///
/// Limits: RS256 with keys of at least 2,048 bits, and ES256; nothing else, whatever the token says of itself.
namespace operations {

/// What is signed, where one of `keys` (a JSON Web Key Set, RFC 7517) has signed it. Faults: `unknown`, for every token that is not.
base::Result<base::json::object> signed_claims(std::string_view token, const base::json::value& keys);

struct Expected {
    std::string issuer, client, nonce;
    base::Time now;
};

struct Identity {
    std::string subject;  ///< the provider's id of the person
    std::string email;    ///< empty: none that the provider has verified
};

/// Whose they are, where they are for us, of now, and of the sign-in that was begun (Core, 3.1.3.7). Faults: `unknown`.
base::Result<Identity> identity_in(const base::json::object& claims, const Expected& expected);

}  // namespace operations
