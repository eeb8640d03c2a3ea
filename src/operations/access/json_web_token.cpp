#include "operations/access/json_web_token.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include <boost/json.hpp>

#include "base/keyed_digest.h"
#include "records/ledger/encoding.h"

namespace operations {

namespace {

namespace json = base::json;

template <class T, void (*release)(T*)>
struct Released {
    void operator()(T* object) const { release(object); }
};
using Number = std::unique_ptr<BIGNUM, Released<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Released<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Released<OSSL_PARAM, OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Released<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Released<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Released<ECDSA_SIG, ECDSA_SIG_free>>;
using Key = std::unique_ptr<EVP_PKEY, Released<EVP_PKEY, EVP_PKEY_free>>;

constexpr int rsa_bits_min = 2048;
constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t token_bytes_max = 16u << 10;
/// Two clocks are never the same.
constexpr std::int64_t tolerance_s = 60;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

base::Error refused(const std::string& why) { return {base::Fault::unknown, "the identity provider's word does not count: " + why, "sign in again; if it stays so, an administrator checks openid.issuer and openid.client"}; }

std::string text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::string> bytes_in(const json::object& key, std::string_view name) { return records::bytes_of_base64url(text_in(key, name)); }

Number number_of(std::string_view bytes) { return Number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr)); }

Key key_from(const char* type, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 || EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
    return Key(made);
}

Key rsa_key(const json::object& jwk) {
    const auto modulus = bytes_in(jwk, "n"), exponent = bytes_in(jwk, "e");
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder || !modulus || !exponent || modulus->empty() || exponent->empty() || modulus->size() > 1024) return nullptr;
    const Number n = number_of(*modulus), e = number_of(*exponent);
    if (!n || !e || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) return nullptr;
    Key key = key_from("RSA", builder.get());
    return key && EVP_PKEY_get_bits(key.get()) >= rsa_bits_min ? std::move(key) : nullptr;
}

Key curve_key(const json::object& jwk) {
    const auto x = bytes_in(jwk, "x"), y = bytes_in(jwk, "y");
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder || text_in(jwk, "crv") != "P-256" || !x || !y || x->size() != coordinate_bytes || y->size() != coordinate_bytes) return nullptr;
    const std::string point = "\x04" + *x + *y;  // uncompressed (SEC 1, 2.3.3)
    if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 || OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) return nullptr;
    return key_from("EC", builder.get());
}

/// A signature of JOSE is both numbers side by side (RFC 7518, 3.4); OpenSSL takes them in DER.
std::optional<std::string> der_of(std::string_view signature) {
    const Signature pair(ECDSA_SIG_new());
    if (!pair || signature.size() != 2 * coordinate_bytes) return std::nullopt;
    Number r = number_of(signature.substr(0, coordinate_bytes)), s = number_of(signature.substr(coordinate_bytes));
    if (!r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return std::nullopt;
    (void)r.release();
    (void)s.release();
    unsigned char* bytes = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &bytes);
    if (size <= 0) return std::nullopt;
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
}

bool holds(EVP_PKEY* key, std::string_view message, std::string_view signature) {
    const DigestContext context(EVP_MD_CTX_new());
    return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 && EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

/// Whether a key of the set may have signed a token with this head.
bool fits(const json::object& key, const std::string& algorithm, const std::string& name) {
    const std::string use = text_in(key, "use"), meant = text_in(key, "alg");
    return text_in(key, "kty") == (algorithm == "RS256" ? "RSA" : "EC") && (use.empty() || use == "sig") && (meant.empty() || meant == algorithm) && (name.empty() || text_in(key, "kid") == name);
}

std::optional<json::object> object_in(std::string_view part) {
    const auto text = records::bytes_of_base64url(part);
    if (!text) return std::nullopt;
    auto value = base::parse_json(*text);
    if (!value || !value->is_object()) return std::nullopt;
    return std::move(value->get_object());
}

/// Seconds since 1970, which JSON may write with a fraction.
std::optional<std::int64_t> moment_in(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(json::string_view(name.data(), name.size()));
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const double seconds = value->to_number<double>();
    if (!(seconds >= 0 && seconds < 1e11)) return std::nullopt;
    return static_cast<std::int64_t>(std::floor(seconds));
}

bool is_for(const json::object& claims, const std::string& client) {
    const auto* audience = claims.if_contains("aud");
    if (audience == nullptr) return false;
    if (audience->is_string()) return audience->get_string() == client;
    // Whoever else it is for could send it here as somebody's word to us.
    return audience->is_array() && audience->get_array().size() == 1 && audience->get_array()[0].is_string() && audience->get_array()[0].get_string() == client;
}

}  // namespace

base::Result<json::object> signed_claims(std::string_view token, const json::value& keys) {
    const auto first = token.find('.'), second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (token.size() > token_bytes_max || second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return refused("it is no signed token");
    const auto head = object_in(token.substr(0, first));
    auto claims = object_in(token.substr(first + 1, second - first - 1));
    const auto signature = records::bytes_of_base64url(token.substr(second + 1));
    if (!head || !claims || !signature) return refused("it is no signed token");
    const std::string algorithm = text_in(*head, "alg"), name = text_in(*head, "kid");
    if (algorithm != "RS256" && algorithm != "ES256") return refused("it is signed by a method that is not taken here: " + algorithm.substr(0, 20));
    if (head->contains("crit")) return refused("it demands what is not known here");
    const auto* set = keys.is_object() ? keys.get_object().if_contains("keys") : nullptr;
    if (set == nullptr || !set->is_array()) return refused("the provider shows no keys");
    const auto written = algorithm == "ES256" ? der_of(*signature) : signature;
    bool any = false;
    for (const auto& one : set->get_array()) {
        if (!one.is_object() || !fits(one.get_object(), algorithm, name)) continue;
        const Key key = algorithm == "RS256" ? rsa_key(one.get_object()) : curve_key(one.get_object());
        any = any || key != nullptr;
        if (key && written && holds(key.get(), token.substr(0, second), *written)) return *std::move(claims);
    }
    return refused(any ? "its signature is wrong" : "the provider shows no key that could have signed it");
}

base::Result<Identity> identity_in(const json::object& claims, const Expected& expected) {
    if (text_in(claims, "iss") != expected.issuer) return refused("another issuer has signed it");
    if (!is_for(claims, expected.client)) return refused("it is for another audience");
    if (claims.contains("azp") && text_in(claims, "azp") != expected.client) return refused("it was given to another client");
    const std::int64_t now = expected.now.micros / base::micros_per_second;
    const auto ends = moment_in(claims, "exp"), made = moment_in(claims, "iat"), begins = moment_in(claims, "nbf");
    if (!ends || *ends + tolerance_s <= now) return refused("it has expired");
    if (!made || *made > now + tolerance_s || (begins && *begins > now + tolerance_s)) return refused("it is of a time that is yet to come");
    if (expected.nonce.empty() || !base::same_secret(text_in(claims, "nonce"), expected.nonce)) return refused("it belongs to another sign-in");
    const auto* verified = claims.if_contains("email_verified");
    Identity identity{.subject = text_in(claims, "sub"), .email = {}};
    if (identity.subject.empty()) return refused("it names nobody");
    if (verified != nullptr && verified->is_bool() && verified->get_bool()) identity.email = text_in(claims, "email");
    return identity;
}

}  // namespace operations
