#include "charter/alerting.h"

#include "charter/building.h"
#include "charter/canonical_section.h"

namespace charter {

namespace {

using base::json::object;

bool begins(const std::string& text, std::string_view with) { return text.compare(0, with.size(), with) == 0; }
bool is_one_line(const std::string& text) {
    return text.find_first_of(std::string_view("\r\n\0 ", 4)) == std::string::npos;
}

void check_address(Building& building, const Node& contact, const char* key, bool mail) {
    const Node* node = contact.find(key);
    const std::string text = text_of(node);
    if (text.empty()) return;
    const bool secret = begins(text, "secret:") && text.size() > 7;
    const std::size_t at = text.find('@');
    const bool address = at != std::string::npos && at > 0 && at + 1 < text.size() && text.find_first_of("<>,;") == std::string::npos;
    const bool url = begins(text, "https://") || begins(text, "http://");
    if (is_one_line(text) && text.size() <= 2'000 && (secret || (mail ? address : url))) return;
    building.faults.add(node->place, std::string(mail ? "not an e-mail address: " : "not the address of a webhook: ") + text.substr(0, 60),
                        std::string(mail ? "write science@example.org" : "write https://...") + ", or secret:NAME for one that an administrator of the server sets");
}

}  // namespace

void build_contacts(Building& building) {
    const Node* contacts = building.root.find("contacts");
    if (contacts == nullptr || !contacts->is_map()) return;
    for (const Node& item : contacts->items) {
        Node role;
        role.kind = Node::Kind::scalar;
        role.text = item.key;
        role.place = item.key_place;
        expect_role(building, &role);
        if (!item.is_map()) continue;
        if (item.items.empty()) building.faults.add(item.key_place, "a contact without an address: " + item.key.substr(0, 60), "give it one: email, webhook, slack or teams");
        check_address(building, item, "email", true);
        for (const char* key : {"webhook", "slack", "teams"}) check_address(building, item, key, false);
    }
}

std::map<std::string, Contact> contacts_of(const Charter& charter) {
    std::map<std::string, Contact> contacts;
    for (const auto& [role, contact] : canonical_section(charter, "contacts")) {
        if (const auto* addresses = contact.if_object()) {
            contacts[std::string(role)] = {.email = text_in(*addresses, "email"), .webhook = text_in(*addresses, "webhook"), .slack = text_in(*addresses, "slack"), .teams = text_in(*addresses, "teams")};
        }
    }
    return contacts;
}

AlertRules alert_rules_of(const Charter& charter) {
    AlertRules rules;
    const object alerts = canonical_section(charter, "alerts");
    take(alerts, "budget_per_week", rules.budget_per_week);
    take(alerts, "raise_after", rules.raise_after);
    take(alerts, "clear_after", rules.clear_after);
    take(alerts, "group_for", rules.group_for);
    return rules;
}

}  // namespace charter
