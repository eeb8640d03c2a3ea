#include "delivery/shapes.h"

#include <boost/json.hpp>
#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/json.h"
#include "records/ledger/encoding.h"
#include "report/alert_json.h"
#include "report/alert_words.h"
#include "report/escape.h"

namespace delivery {

namespace {

using base::json::array;
using base::json::object;
using report::Event;
using report::Notice;
using report::Told;

constexpr std::size_t alerts_shown_max = 10;      // of a message that somebody reads in a chat
constexpr std::size_t characters_max = 2'000;     // Slack takes 3,000 in a block, and an escaped sign is up to five
constexpr std::size_t line_bytes = 76;            // of base64 in mail

/// Slack's own three signs (and with them its links and mentions).
std::string slack_text(const std::string& text) {
    std::string out;
    for (const char c : report::shortened(report::plain(text), characters_max)) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else out += c;
    }
    return out;
}

/// Markdown's signs, which adaptive cards read.
std::string card_text(const std::string& text) {
    std::string out;
    for (const char c : report::shortened(report::plain(text), characters_max)) {
        if (std::string_view("\\`*_{}[]()#+!<>|~").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string_view sign_of(const Told& told) { return told.event == Event::cleared ? "\u2713" : told.alert.stops() ? "\u2717" : "!"; }

std::string left_out(const Notice& notice) { return fmt::format("and {} more: charter alert list", notice.told.size() - alerts_shown_max); }

object slack_section(const std::string& text) { return {{"type", "section"}, {"text", object{{"type", "mrkdwn"}, {"text", text}}}}; }

object slack_alert(const Told& told) {
    const auto& finding = told.alert.finding;
    std::string text = fmt::format("{} *{}*\n{}", sign_of(told), slack_text(report::headline_of(told)), slack_text(finding.sentence));
    if (!finding.money.empty()) text += "\n" + slack_text(finding.money);
    if (!finding.next.empty()) text += "\n_Next:_ " + slack_text(finding.next);
    if (!finding.link.empty()) text += "\n<" + slack_text(finding.link) + "|The picture>";
    return slack_section(text);
}

object card_block(const std::string& text, bool heading) {
    object block{{"type", "TextBlock"}, {"text", text}, {"wrap", true}};
    if (heading) block["weight"] = "bolder";
    return block;
}

/// RFC 2047, in pieces that are whole characters and no longer than a word may be.
std::string header_text(const std::string& text) {
    const std::string line = report::plain(text);
    const bool plain = std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (plain && line.find("=?") == std::string::npos) return line;
    std::string out;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t end = std::min(at + 42, line.size());
        while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0u) == 0x80u) --end;
        out += (out.empty() ? "" : "\r\n ") + std::string("=?UTF-8?B?") + records::base64(line.substr(at, end - at)) + "?=";
        at = end;
    }
    return out;
}

std::string base64_lines(const std::string& text) {
    const std::string whole = records::base64(text);
    std::string out;
    for (std::size_t at = 0; at < whole.size(); at += line_bytes) out += whole.substr(at, line_bytes) + "\r\n";
    return out;
}

std::string domain_of(const std::string& address) { return address.substr(address.rfind('@') + 1); }

}  // namespace

std::string webhook_body(const Notice& notice, const std::string& product) {
    array alerts;
    for (const auto& told : notice.told) {
        object alert = report::json_of(told.alert);
        alert["event"] = report::name(told.event);
        alert["headline"] = report::well_formed(report::headline_of(told));
        alerts.push_back(std::move(alert));
    }
    return base::canonical(object{{"type", "alerts"}, {"product", report::well_formed(product)}, {"role", report::well_formed(notice.role)}, {"urgent", notice.urgent}, {"alerts", std::move(alerts)}, {"budget", notice.budget}});
}

std::string slack_body(const Notice& notice, const std::string& product) {
    array blocks;
    blocks.push_back(object{{"type", "header"}, {"text", object{{"type", "plain_text"}, {"text", report::shortened(report::subject_of(notice, product), 150)}}}});
    for (std::size_t i = 0; i < std::min(notice.told.size(), alerts_shown_max); ++i) blocks.push_back(slack_alert(notice.told[i]));
    if (notice.told.size() > alerts_shown_max) blocks.push_back(slack_section(left_out(notice)));
    if (!notice.budget.empty()) blocks.push_back(object{{"type", "context"}, {"elements", array{object{{"type", "mrkdwn"}, {"text", slack_text(notice.budget)}}}}});
    return base::canonical(object{{"text", slack_text(report::subject_of(notice, product))}, {"blocks", std::move(blocks)}});
}

std::string teams_body(const Notice& notice, const std::string& product) {
    array blocks{card_block(card_text(report::subject_of(notice, product)), true)}, actions;
    for (std::size_t i = 0; i < std::min(notice.told.size(), alerts_shown_max); ++i) {
        const auto& told = notice.told[i];
        const auto& finding = told.alert.finding;
        blocks.push_back(card_block(std::string(sign_of(told)) + " " + card_text(report::headline_of(told)), true));
        for (const auto& text : {finding.sentence, finding.money, finding.next}) {
            if (!text.empty()) blocks.push_back(card_block(card_text(text), false));
        }
        if (!finding.link.empty() && actions.size() < 5) actions.push_back(object{{"type", "Action.OpenUrl"}, {"title", report::plain(finding.promise)}, {"url", finding.link}});
    }
    if (notice.told.size() > alerts_shown_max) blocks.push_back(card_block(left_out(notice), false));
    if (!notice.budget.empty()) blocks.push_back(card_block(card_text(notice.budget), false));
    object card{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"}, {"type", "AdaptiveCard"}, {"version", "1.4"}, {"body", std::move(blocks)}, {"actions", std::move(actions)}};
    return base::canonical(object{{"type", "message"}, {"attachments", array{object{{"contentType", "application/vnd.microsoft.card.adaptive"}, {"contentUrl", nullptr}, {"content", std::move(card)}}}}});
}

std::string mail_text(const Mail& mail, const std::string& id, base::Time time) {
    const auto seconds = std::chrono::sys_seconds(std::chrono::seconds(time.micros / base::micros_per_second));
    return fmt::format("From: Charter <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
                       report::plain(mail.from), report::plain(mail.to), header_text(mail.subject), date::format("%a, %d %b %Y %H:%M:%S +0000", seconds), id, report::plain(domain_of(mail.from)), base64_lines(mail.text));
}

}  // namespace delivery
