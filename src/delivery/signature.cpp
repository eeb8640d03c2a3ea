#include "delivery/signature.h"

#include <fmt/format.h>

#include "base/keyed_digest.h"
#include "records/ledger/encoding.h"

namespace delivery {

namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t key_bytes = 24;

}  // namespace

std::vector<std::string> signature_headers(std::string_view key, std::string_view id, base::Time time, std::string_view body) {
    const std::int64_t seconds = time.micros / base::micros_per_second;
    const auto digest = base::keyed_digest(key, fmt::format("{}.{}.{}", id, seconds, body));
    return {fmt::format("webhook-id: {}", id), fmt::format("webhook-timestamp: {}", seconds), "webhook-signature: v1," + records::base64(records::bytes_of(digest))};
}

std::string new_webhook_secret() { return std::string(prefix) + records::base64(base::random_bytes(key_bytes)); }

std::string webhook_key_of(std::string_view secret) {
    if (secret.substr(0, prefix.size()) != prefix) return {};
    return records::bytes_of_base64(secret.substr(prefix.size())).value_or("");
}

}  // namespace delivery
