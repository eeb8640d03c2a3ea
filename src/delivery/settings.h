#pragma once

#include <span>
#include <string>
#include <string_view>

#include "delivery/transfer.h"
#include "records/registry/registry.h"

/// What an administrator says of how messages leave the server.
namespace delivery {

struct KnownSetting {
    std::string_view name;
    std::string_view sentence;
    bool secret = false;  ///< never shown once it is set
};
std::span<const KnownSetting> known_settings();
/// Of these, or `secret.NAME`, to which a charter's `secret:NAME` refers. Null: it is neither.
const KnownSetting* known_setting(std::string_view name);
/// Refuses what a setting cannot be.
base::Result<base::Done> check_setting(std::string_view name, const std::string& value);

struct Settings {
    bool private_addresses = false;
    std::string page;           ///< where people reach this server; empty: links are left out
    std::string webhook_key;
    MailServer mail;
    std::string mail_from;
    std::string checkpoints;    ///< where the ledger's checkpoints are posted to; empty: nowhere
};
/// The key for webhooks is made at the first reading.
base::Result<Settings> read_settings(records::Registry& registry);

/// The address itself, or that which `secret:NAME` stands for.
base::Result<std::string> address_of(records::Registry& registry, const std::string& target);

}  // namespace delivery
