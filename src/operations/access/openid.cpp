#include "operations/access/openid.h"

#include <algorithm>
#include <map>
#include <mutex>

#include <boost/json.hpp>

#include "base/json.h"
#include "base/keyed_digest.h"
#include "delivery/transfer.h"
#include "records/ledger/encoding.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t waiting_max = 10'000;
constexpr std::int64_t waiting_micros = 600 * base::micros_per_second;

/// A sign-in that was begun here.
struct Waiting {
    std::string browser, nonce, verifier;
    base::Time expires;
};

/// Those of this process. A state is taken out by the first answer that names it, whatever comes of that.
class SignIns {
public:
    base::Result<base::Done> add(const std::string& state, Waiting waiting, base::Time now) {
        const std::lock_guard lock(mutex_);
        std::erase_if(waiting_, [&](const auto& one) { return one.second.expires <= now; });
        if (waiting_.size() >= waiting_max) return base::Error{base::Fault::limit, "too many sign-ins have begun and did not end", "wait ten minutes"};
        waiting_.emplace(state, std::move(waiting));
        return base::Done{};
    }
    std::optional<Waiting> take(const std::string& state, base::Time now) {
        const std::lock_guard lock(mutex_);
        auto found = waiting_.extract(state);
        if (found.empty() || found.mapped().expires <= now) return std::nullopt;
        return std::move(found.mapped());
    }

private:
    std::mutex mutex_;
    std::map<std::string, Waiting> waiting_;
};

SignIns& sign_ins() {
    static SignIns all;
    return all;
}

/// What an administrator has said of the provider.
struct Provider {
    std::string issuer, client, secret, callback;
    delivery::Reach reach;
};

base::Result<Provider> provider_in(records::Registry& registry) {
    Provider provider;
    std::string page, allowed;
    const std::pair<const char*, std::string*> wanted[] = {{"openid.issuer", &provider.issuer}, {"openid.client", &provider.client}, {"openid.secret", &provider.secret}, {"public.address", &page}, {"outgoing.private", &allowed}};
    for (const auto& [name, target] : wanted) {
        ASSIGN_OR_RETURN(const auto value, registry.setting(name));
        if (value) *target = *value;
    }
    for (const auto& [name, value] : {std::pair("openid.issuer", provider.issuer), std::pair("openid.client", provider.client), std::pair("public.address", page)}) {
        if (value.empty()) return base::Error{base::Fault::missing, std::string("nobody signs in by an identity provider here: not set: ") + name, std::string("an administrator sets it: \"charter setting put ") + name + " --value ...\""};
    }
    while (!page.empty() && page.back() == '/') page.pop_back();
    provider.callback = page + "/v1/session/openid/callback";
    provider.reach.private_addresses = allowed == "yes";
    return provider;
}

base::Error no_provider(const Provider& provider, const std::string& why) { return {base::Fault::outside, "the identity provider does not answer as one: " + why, "check that openid.issuer is its issuer: " + provider.issuer}; }

/// RFC 3986, 2.1: all but what is unreserved.
std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF", unreserved = "-._~";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || unreserved.find(c) != std::string_view::npos;
        if (plain) out += c;
        else (out += '%').append({digits[static_cast<unsigned char>(c) >> 4], digits[static_cast<unsigned char>(c) & 15u]});
    }
    return out;
}

std::string form(const std::vector<std::pair<std::string_view, std::string>>& fields) {
    std::string text;
    for (const auto& [name, value] : fields) text += (text.empty() ? "" : "&") + std::string(name) + "=" + encoded(value);
    return text;
}

std::string text_in(const json::value& value, std::string_view name) {
    const auto* member = value.get_object().if_contains(json::string_view(name.data(), name.size()));
    return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

base::Result<json::value> answer_of(const Provider& provider, delivery::HttpRequest request) {
    request.headers.emplace_back("Accept: application/json");
    ASSIGN_OR_RETURN(const auto answer, delivery::ask(request, provider.reach));
    auto value = base::parse_json(answer.body);
    // RFC 6749, 5.2: the code, or what this server is called there, is not taken.
    if (request.body && (answer.status == 400 || answer.status == 401)) {
        const std::string why = value && value->is_object() ? text_in(*value, "error") : "status " + std::to_string(answer.status);
        return base::Error{base::Fault::unknown, "the identity provider gives no token for this sign-in: " + report::plain(why.substr(0, 60)), "sign in again; if it stays so, an administrator checks openid.client and openid.secret"};
    }
    if (answer.status != 200) return no_provider(provider, delivery::host_of(request.url) + " answered " + std::to_string(answer.status));
    if (!value || !value->is_object()) return no_provider(provider, delivery::host_of(request.url) + " sent no JSON object");
    return *std::move(value);
}

/// Secrets and codes go over encrypted ways alone, but on this machine.
bool is_guarded(const std::string& address) {
    const auto on = [&](std::string_view host) { return address.starts_with(host) && (address.size() == host.size() || std::string_view(":/").find(address[host.size()]) != std::string_view::npos); };
    return address.starts_with("https://") || on("http://127.0.0.1") || on("http://localhost") || on("http://[::1]");
}

/// Its own description (OpenID Connect Discovery 1.0, 4).
base::Result<json::value> description_of(const Provider& provider) {
    std::string base = provider.issuer;
    while (!base.empty() && base.back() == '/') base.pop_back();
    ASSIGN_OR_RETURN(auto description, answer_of(provider, {.url = base + "/.well-known/openid-configuration"}));
    if (text_in(description, "issuer") != provider.issuer) return no_provider(provider, "its description is of another issuer");
    for (const auto* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
        if (!is_guarded(text_in(description, name))) return no_provider(provider, std::string("its description has no address that begins with https:// for ") + name);
    }
    return description;
}

/// Whether the secret may only be sent in the body; a description that does not say means the head (Discovery, 3).
bool wants_secret_in_body(const json::value& description) {
    const auto* methods = description.get_object().if_contains("token_endpoint_auth_methods_supported");
    if (methods == nullptr || !methods->is_array()) return false;
    const auto has = [&](std::string_view name) { return std::any_of(methods->get_array().begin(), methods->get_array().end(), [&](const json::value& one) { return one.is_string() && std::string_view(one.get_string()) == name; }); };
    return !has("client_secret_basic") && has("client_secret_post");
}

base::Result<std::string> token_for(const Provider& provider, const json::value& description, const std::string& code, const std::string& verifier) {
    std::vector<std::pair<std::string_view, std::string>> fields{{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", provider.callback}, {"code_verifier", verifier}};
    delivery::HttpRequest request{.url = text_in(description, "token_endpoint"), .headers = {"Content-Type: application/x-www-form-urlencoded"}};
    if (!provider.secret.empty() && !wants_secret_in_body(description)) {
        request.headers.push_back("Authorization: Basic " + records::base64(encoded(provider.client) + ":" + encoded(provider.secret)));  // RFC 6749, 2.3.1
    } else {
        fields.emplace_back("client_id", provider.client);
        if (!provider.secret.empty()) fields.emplace_back("client_secret", provider.secret);
    }
    request.body = form(fields);
    ASSIGN_OR_RETURN(const auto answer, answer_of(provider, std::move(request)));
    const std::string token = text_in(answer, "id_token");
    if (token.empty()) return no_provider(provider, "it sent no id_token");
    return token;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

}  // namespace

base::Result<Begun> begin_openid(records::Registry& registry, base::Time now) {
    ASSIGN_OR_RETURN(const Provider provider, provider_in(registry));
    ASSIGN_OR_RETURN(const auto description, description_of(provider));
    const auto chance = [] { return records::base64url(base::random_bytes(secret_bytes)); };
    const std::string state = chance(), browser = chance(), nonce = chance(), verifier = chance();
    RETURN_IF_ERROR(sign_ins().add(state, {browser, nonce, verifier, base::Time{now.micros + waiting_micros}}, now));
    const std::string challenge = records::base64url(records::bytes_of(base::digest_of(verifier)));
    const std::string endpoint = text_in(description, "authorization_endpoint");
    const std::string query = form({{"response_type", "code"}, {"client_id", provider.client}, {"redirect_uri", provider.callback}, {"scope", "openid email"}, {"state", state}, {"nonce", nonce}, {"code_challenge", challenge}, {"code_challenge_method", "S256"}});
    return Begun{.address = endpoint + (endpoint.find('?') == std::string::npos ? "?" : "&") + query, .browser = browser};
}

base::Result<Identity> finish_openid(records::Registry& registry, const std::string& state, const std::string& code, const std::string& issuer, const std::string& browser, base::Time now) {
    const auto waiting = sign_ins().take(state, now);
    if (!waiting || !base::same_secret(waiting->browser, browser)) return base::Error{base::Fault::unknown, "this sign-in was not begun by this browser, is used already, or has taken longer than ten minutes", "begin again: GET /v1/session/openid"};
    ASSIGN_OR_RETURN(const Provider provider, provider_in(registry));
    // RFC 9207: an answer of another provider, which the browser was led to, is none of this one.
    if (!issuer.empty() && issuer != provider.issuer) return base::Error{base::Fault::unknown, "the answer is another identity provider's", "begin again: GET /v1/session/openid"};
    if (code.empty()) return base::Error{base::Fault::unknown, "the identity provider sent no code", "begin again: GET /v1/session/openid"};
    ASSIGN_OR_RETURN(const auto description, description_of(provider));
    ASSIGN_OR_RETURN(const auto token, token_for(provider, description, code, waiting->verifier));
    ASSIGN_OR_RETURN(const auto keys, answer_of(provider, {.url = text_in(description, "jwks_uri")}));
    ASSIGN_OR_RETURN(const auto claims, signed_claims(token, keys));
    return identity_in(claims, {.issuer = provider.issuer, .client = provider.client, .nonce = waiting->nonce, .now = now});
}

base::Result<records::Actor> member_of(records::Registry& registry, const Identity& identity) {
    if (identity.email.empty()) return base::Error{base::Fault::denied, "the identity provider has not verified an e-mail address of yours", "verify it there, and let it send the claims email and email_verified"};
    ASSIGN_OR_RETURN(const auto actors, registry.people().list());
    for (const auto& actor : actors) {
        if (actor.kind == records::Actor::Kind::person && lower(actor.email) == lower(identity.email)) return actor;
    }
    return base::Error{base::Fault::denied, "nobody is known here by this address: " + identity.email.substr(0, 200), "an administrator adds them first: \"charter member add NAME --email ADDRESS\""};
}

}  // namespace operations
