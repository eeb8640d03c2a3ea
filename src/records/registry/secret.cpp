#include "records/registry/secret.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <charconv>
#include <mutex>
#include <vector>

#include "base/assert.h"
#include "base/keyed_digest.h"
#include "records/ledger/encoding.h"

namespace records {

namespace {

constexpr std::size_t salt_bytes = 16, hash_bytes = 32, secret_bytes = 32, id_bytes = 6;
constexpr std::uint64_t block = 8;
constexpr std::uint64_t memory_max = 256u << 20;
constexpr std::string_view token_prefix = "charter_";
constexpr std::size_t token_characters = 43;  // of 32 bytes in base64url

std::string derived(std::string_view secret, std::string_view salt, Work work) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    std::string key(hash_bytes, '\0');
    const int made = EVP_PBE_scrypt(secret.data(), secret.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), std::uint64_t{1} << work.log_n, block,
                                    static_cast<std::uint64_t>(work.lanes), memory_max, reinterpret_cast<unsigned char*>(key.data()), key.size());
    ASSERT(made == 1);
    return key;
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('$', at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

std::optional<int> small_number(std::string_view text, int lowest, int highest) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < lowest || number > highest) return std::nullopt;
    return number;
}

}  // namespace

std::string slow_hash(std::string_view secret, Work work) {
    const std::string salt = base::random_bytes(salt_bytes);
    return fmt::format("scrypt${}${}${}${}", work.log_n, work.lanes, hex(salt), hex(derived(secret, salt, work)));
}

bool matches(std::string_view secret, std::string_view hash) {
    const auto parts = parts_of(hash);
    if (parts.size() != 5 || parts[0] != "scrypt") return false;
    const auto log_n = small_number(parts[1], 1, 17), lanes = small_number(parts[2], 1, 16);
    const auto salt = bytes_of_hex(parts[3]), expected = bytes_of_hex(parts[4]);
    if (!log_n || !lanes || !salt || !expected || expected->size() != hash_bytes) return false;
    return base::same_secret(derived(secret, *salt, {*log_n, *lanes}), *expected);
}

std::string new_token() { return std::string(token_prefix) + base64url(base::random_bytes(secret_bytes)); }

std::optional<std::string> id_of_token(std::string_view token) {
    if (token.substr(0, token_prefix.size()) != token_prefix) return std::nullopt;
    const auto bytes = bytes_of_base64url(token.substr(token_prefix.size()));
    if (!bytes || bytes->size() != secret_bytes) return std::nullopt;
    return hex(std::string_view(*bytes).substr(0, id_bytes));
}

std::string without_tokens(std::string_view text) {
    std::string clean;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t found = text.find(token_prefix, at);
        clean += text.substr(at, found - at);
        if (found == std::string_view::npos) break;
        std::size_t end = found + token_prefix.size();
        while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '-' || text[end] == '_')) ++end;
        const bool secret = end - found - token_prefix.size() >= token_characters / 2;  // also one that was cut off
        clean += secret ? std::string(token_prefix) + "..." : std::string(text.substr(found, end - found));
        at = end;
    }
    return clean;
}

}  // namespace records
