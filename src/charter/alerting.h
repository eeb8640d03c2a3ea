#pragma once

#include <map>
#include <string>

#include "charter/charter.h"

namespace charter {

/// How those who hold a role are told. An address is a text, or `secret:NAME` for one that only an administrator of the server knows.
struct Contact {
    std::string email, webhook, slack, teams;
};

/// The document's `alerts:`.
struct AlertRules {
    int budget_per_week = 20;     ///< messages to each role, before what is information or a warning is gathered
    base::Duration group_for{.micros = 15 * 60 * base::micros_per_second, .months = 0};
    int raise_after = 1;          ///< windows in a row; a stopping promise is always at the first
    int clear_after = 2;
};

/// Read from the canonical form, which the parser has checked.
std::map<std::string, Contact> contacts_of(const Charter& charter);
AlertRules alert_rules_of(const Charter& charter);

}  // namespace charter
