#include "delivery/settings.h"

#include <algorithm>
#include <array>

#include "delivery/signature.h"

namespace delivery {

namespace {

constexpr std::array<KnownSetting, 14> known{{
    {"public.address", "Where people reach this server, for the links in alerts: https://charter.example.org."},
    {"outgoing.private", "Whether webhooks may reach private addresses: yes or no.", false},
    {"webhook.secret", "The key by which receivers know webhooks as ours; made when there is none.", true},
    {"mail.server", "The mail server: smtps://mail.example.org or smtp://mail.example.org:587."},
    {"mail.user", "Who signs in to the mail server; nobody, where this is empty."},
    {"mail.password", "The password there.", true},
    {"mail.from", "The address that mail comes from."},
    {"mail.encrypted", "Whether mail must be encrypted on its way to the server: yes or no; yes where nothing is set."},
    {"openid.issuer", "The OpenID Connect provider that people sign in by: https://login.example.org; it also needs public.address."},
    {"openid.client", "What this server is called there: its client id."},
    {"openid.secret", "The client's secret there; nothing, for a public client.", true},
    {"flags.origins", "Pages of which origins may ask for flags: https://app.example.org, parted by spaces; *, as where nothing is set: every one, which always needs a token."},
    {"flags.per_second", "How many evaluations of flags a second one token may ask for from one address; 50000 where nothing is set."},
    {"checkpoints.webhook", "Where the ledger's signed checkpoints are posted to, so that somebody else keeps them."},
}};
constexpr KnownSetting of_charter{"secret.", "An address that charters refer to as secret:NAME.", true};
constexpr std::string_view in_charter = "secret:";

base::Error refused(std::string_view name, const std::string& takes) { return {base::Fault::input, "not a value of this setting: " + std::string(name), "it takes " + takes}; }

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

}  // namespace

std::span<const KnownSetting> known_settings() { return known; }

const KnownSetting* known_setting(std::string_view name) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const KnownSetting& one) { return one.name == name; });
    if (found != known.end()) return &*found;
    return begins(name, of_charter.name) && name.size() > of_charter.name.size() ? &of_charter : nullptr;
}

base::Result<base::Done> check_setting(std::string_view name, const std::string& value) {
    if (value.size() > 2'000 || value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return refused(name, "one line of at most 2,000 bytes");
    const auto address = [&](std::string_view one, std::string_view other) { return begins(value, one) || begins(value, other); };
    if ((name == "outgoing.private" || name == "mail.encrypted") && value != "yes" && value != "no") return refused(name, "yes or no");
    if ((name == "public.address" || name == "checkpoints.webhook") && !address("https://", "http://")) return refused(name, "an address that begins with https://");
    const bool is_here = address("http://127.0.0.1:", "http://localhost:");  // on this machine nobody listens between
    if (name == "openid.issuer" && !is_here && !begins(value, "https://")) return refused(name, "an address that begins with https://");
    if (name == "mail.server" && !address("smtp://", "smtps://")) return refused(name, "smtp://host:port or smtps://host");
    if (name == "mail.from" && value.find('@') == std::string::npos) return refused(name, "an e-mail address");
    if (name == "flags.per_second" && (value.find_first_not_of("0123456789") != std::string::npos || value.size() > 5 || value.find_first_not_of('0') == std::string::npos)) return refused(name, "a whole number from 1 to 99999");
    if (name == "webhook.secret" && webhook_key_of(value).empty()) return refused(name, "whsec_ and at least one byte in base64");
    return base::Done{};
}

base::Result<Settings> read_settings(records::Registry& registry) {
    Settings settings;
    std::string secret, allowed, encrypted;
    const std::pair<const char*, std::string*> wanted[] = {{"outgoing.private", &allowed}, {"public.address", &settings.page}, {"webhook.secret", &secret}, {"mail.server", &settings.mail.url}, {"mail.user", &settings.mail.user},
                                                            {"mail.password", &settings.mail.password}, {"mail.from", &settings.mail_from}, {"mail.encrypted", &encrypted}, {"checkpoints.webhook", &settings.checkpoints}};
    for (const auto& [name, target] : wanted) {
        ASSIGN_OR_RETURN(const auto value, registry.setting(name));
        if (value) *target = *value;
    }
    settings.private_addresses = allowed == "yes";
    settings.mail.must_encrypt = encrypted != "no";
    if (secret.empty()) {
        secret = new_webhook_secret();
        RETURN_IF_ERROR(registry.set("webhook.secret", secret));
    }
    settings.webhook_key = webhook_key_of(secret);
    while (!settings.page.empty() && settings.page.back() == '/') settings.page.pop_back();
    return settings;
}

base::Result<std::string> address_of(records::Registry& registry, const std::string& target) {
    if (!begins(target, in_charter)) return target;
    const std::string name = std::string(of_charter.name) + target.substr(in_charter.size());
    ASSIGN_OR_RETURN(const auto value, registry.setting(name));
    if (!value) return base::Error{base::Fault::input, "a charter refers to an address that nobody has set: " + target, "\"charter setting put " + name + " https://...\""};
    return *value;
}

}  // namespace delivery
