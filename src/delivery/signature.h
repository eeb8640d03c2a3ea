#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

/// How a receiver knows that a webhook is ours, new and not a copy: the scheme of Standard Webhooks, for which there are libraries
/// in every language. The key is written `whsec_` and base64.
///
///   webhook-id: 4f0c2a9d1b7e6530            the same for every attempt, by which a second copy is known
///   webhook-timestamp: 1718000000           a receiver refuses what is older than five minutes
///   webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=    HMAC-SHA256 of "id.timestamp.body"
namespace delivery {

std::vector<std::string> signature_headers(std::string_view key, std::string_view id, base::Time time, std::string_view body);

/// A new key of 24 bytes, as it is written.
std::string new_webhook_secret();
/// The bytes of a written one; empty: it is none.
std::string webhook_key_of(std::string_view secret);

}  // namespace delivery
