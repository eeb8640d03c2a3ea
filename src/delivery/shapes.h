#pragma once

#include <string>

#include "report/alert.h"

/// A notice in the shape that each receiver takes.
namespace delivery {

/// JSON of our own: `{"type": "alerts", "product": ..., "role": ..., "urgent": ..., "alerts": [...], "budget": ...}`.
std::string webhook_body(const report::Notice& notice, const std::string& product);
/// Blocks of an incoming webhook of Slack.
std::string slack_body(const report::Notice& notice, const std::string& product);
/// An adaptive card, as webhooks of Microsoft Teams take it.
std::string teams_body(const report::Notice& notice, const std::string& product);

/// A message of the Internet's format (RFC 5322) in UTF-8. Nothing in a subject or a name can add a header.
struct Mail {
    std::string from, to, subject, text;
};
std::string mail_text(const Mail& mail, const std::string& id, base::Time time);

}  // namespace delivery
