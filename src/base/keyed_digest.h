#pragma once

#include <string>
#include <string_view>

#include "base/digest.h"

namespace base {

/// HMAC-SHA256 (RFC 2104): only who has the key can make it, and nobody learns the message from it.
Digest keyed_digest(std::string_view key, std::string_view message);

/// In a time that does not depend on where two texts differ.
bool same_secret(std::string_view one, std::string_view other);

/// From the system's own randomness: for keys and secrets alone. Whatever is to be repeatable takes base::Random.
std::string random_bytes(std::size_t count);

}  // namespace base
