#include "operations/telling/telling.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/json.h"
#include "charter/alerting.h"
#include "delivery/settings.h"
#include "delivery/shapes.h"
#include "report/alert_json.h"
#include "report/alert_words.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::object;
using report::Alert;
using report::Book;
using report::Notice;
using report::Told;

records::KeptAlert kept(const std::string& product, const Alert& alert) {
    return {.id = alert.id, .product = product, .open = alert.state != Alert::State::cleared, .changed = alert.changed, .content = base::canonical(report::json_of(alert))};
}

/// Where a product's page is served; empty: people do not reach this server.
std::string page_of(const std::string& public_address, const std::string& product) {
    if (public_address.empty()) return {};
    std::string escaped;
    for (const char c : product) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
        escaped += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return public_address + "/v1/products/" + escaped + "/scorecard?format=html";
}

/// The bodies for the addresses of a role, each with its channel.
std::vector<records::Parcel> parcels_of(const Notice& notice, const std::string& product, const charter::Contact& contact) {
    std::vector<records::Parcel> parcels;
    const auto add = [&](const char* channel, const std::string& target, const auto& body) {
        if (!target.empty()) parcels.push_back({.once = {}, .product = product, .channel = channel, .target = target, .subject = report::subject_of(notice, product), .body = body(notice, product)});
    };
    add("mail", contact.email, report::text_of);
    add("webhook", contact.webhook, delivery::webhook_body);
    add("slack", contact.slack, delivery::slack_body);
    add("teams", contact.teams, delivery::teams_body);
    return parcels;
}

/// Alerts about promises that a revision has dropped end without a word: there is nothing left to keep.
std::vector<Told> drop_others(Book& book, const charter::Charter& document, base::Time now) {
    std::vector<Told> dropped;
    for (auto at = book.watched.begin(); at != book.watched.end();) {
        auto& [key, watched] = *at;
        const std::string promise = key.substr(key.find('\x1f') + 1, key.rfind('\x1f') - key.find('\x1f') - 1);
        if (document.find(promise) != nullptr) {
            ++at;
            continue;
        }
        if (watched.alert) {
            watched.alert->state = Alert::State::cleared;
            watched.alert->changed = now;
            dropped.push_back({report::Event::cleared, *watched.alert});
        }
        at = book.watched.erase(at);
    }
    return dropped;
}

}  // namespace

base::Result<std::optional<base::Time>> Telling::found(const charter::Charter& document, const report::Scorecard& card, const std::vector<Alarm>& alarms, base::Time now) {
    report::Decided decided;
    const auto done = registry_.together([&]() -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto settings, delivery::read_settings(registry_));
        ASSIGN_OR_RETURN(const auto written, registry_.alerts().book(document.product));
        ASSIGN_OR_RETURN(Book book, report::read_book(written));
        const std::string page = page_of(settings.page, document.product);
        auto findings = report::findings_of(card, document, page);
        for (const auto& alarm : alarms) {
            const auto result = std::find_if(card.promises.begin(), card.promises.end(), [&](const auto& one) { return one.promise.id == alarm.promise; });
            if (result != card.promises.end()) findings.push_back(report::alarm_of(*result, card, alarm.sentence, page));
        }
        auto dropped = drop_others(book, document, now);
        decided = report::decide(book, findings, charter::alert_rules_of(document), now);
        decided.happened.insert(decided.happened.end(), std::make_move_iterator(dropped.begin()), std::make_move_iterator(dropped.end()));
        for (const auto& notice : decided.notices) RETURN_IF_ERROR(send(document, notice, now));
        RETURN_IF_ERROR(keep(document.product, book, decided.happened));
        // Last, and before all of this is kept: what is told stands in the ledger.
        return remember(document, decided.happened, now);
    });
    if (!done) return done.error();
    if (!decided.notices.empty() && wake_) wake_();
    return decided.again;
}

base::Result<base::Done> Telling::keep(const std::string& product, const Book& book, const std::vector<Told>& happened) {
    for (const auto& told : happened) RETURN_IF_ERROR(registry_.alerts().put(kept(product, told.alert)));
    for (const auto& [key, watched] : book.watched) {
        if (watched.alert) RETURN_IF_ERROR(registry_.alerts().put(kept(product, *watched.alert)));
    }
    return registry_.alerts().put_book(product, report::written(book));
}

base::Result<base::Done> Telling::send(const charter::Charter& document, const Notice& notice, base::Time now) {
    const auto contacts = charter::contacts_of(document);
    const auto contact = contacts.find(notice.role);
    if (contact == contacts.end()) return base::Done{};  // the list of alerts says that nobody is told
    for (auto& parcel : parcels_of(notice, document.product, contact->second)) {
        parcel.once = base::format(base::digest_of(fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}", document.product, notice.role, parcel.channel, now.micros, parcel.body)));
        RETURN_IF_ERROR(registry_.outbox().put(parcel, now));
    }
    return base::Done{};
}

base::Result<base::Done> Telling::remember(const charter::Charter& document, const std::vector<Told>& happened, base::Time now) {
    records::Plan plan;
    for (const auto& told : happened) {
        const auto& finding = told.alert.finding;
        plan.drafts.push_back({"alert", {{"product", report::well_formed(document.product)}, {"charter", base::format(document.digest)}, {"alert", told.alert.id}, {"event", report::name(told.event)}, {"promise", report::well_formed(finding.promise)},
                                         {"version", report::well_formed(finding.version)}, {"about", finding.about == report::Finding::About::alarm ? "alarm" : "verdict"}, {"verdict", verdicts::name(finding.verdict)}, {"breach", charter::name(finding.breach)}}});
    }
    RETURN_IF_ERROR(ledger_.append([&](const records::State&) { return plan; }, now));
    return base::Done{};
}

base::Result<report::Alert> Telling::answer(const charter::Charter& document, const Answer& answer, base::Time now) {
    std::optional<Alert> answered;
    const auto done = registry_.together([&]() -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto written, registry_.alerts().book(document.product));
        ASSIGN_OR_RETURN(Book book, report::read_book(written));
        const Alert* alert = answer.snoozed_until ? report::snooze(book, answer.id, answer.by, answer.reason, *answer.snoozed_until, now) : report::acknowledge(book, answer.id, answer.by, answer.reason, now);
        if (alert == nullptr) return base::Error{base::Fault::missing, "no such alert is open: " + answer.id.substr(0, 60), "\"charter alert list\" shows those that are"};
        answered = *alert;
        RETURN_IF_ERROR(keep(document.product, book, {}));
        records::Plan plan;
        object body{{"product", report::well_formed(document.product)}, {"charter", base::format(document.digest)}, {"alert", answer.id}, {"event", report::name(alert->state)}, {"promise", report::well_formed(alert->finding.promise)},
                    {"version", report::well_formed(alert->finding.version)}, {"verdict", verdicts::name(alert->finding.verdict)}, {"by", answer.by}};
        if (answer.snoozed_until) body["until"] = base::format(*answer.snoozed_until);
        const auto beside = [&](const char* name, const std::string& text) {
            if (text.empty()) return;
            plan.asides.push_back(records::aside_of(report::well_formed(text), records::new_salt()));
            body[name] = records::reference_to(plan.asides.back());
        };
        beside("actor", answer.by_name);
        beside("reason", answer.reason);
        plan.drafts.push_back({"alert", std::move(body)});
        RETURN_IF_ERROR(ledger_.append([&](const records::State&) { return plan; }, now));
        return base::Done{};
    });
    if (!done) return done.error();
    return *answered;
}

base::Result<base::Done> Telling::try_out(const charter::Charter& document, const std::string& role, base::Time now) {
    if (!charter::contacts_of(document).contains(role)) return base::Error{base::Fault::missing, "the charter has no contacts of this role: " + role.substr(0, 60), "add them, contacts: {" + role.substr(0, 60) + ": {email: ...}}"};
    report::Told told;
    told.alert.id = "trial";
    told.alert.raised = told.alert.changed = now;
    told.alert.finding = {.about = report::Finding::About::verdict, .promise = "a-trial", .version = {}, .verdict = verdicts::Verdict::broken, .breach = charter::Breach::info, .owner = role, .window = {},
                          .sentence = "Somebody tries whether messages arrive here. No promise is broken.", .money = {}, .link = {}, .next = "Nothing."};
    RETURN_IF_ERROR(registry_.together([&] { return send(document, {.role = role, .urgent = false, .told = {told}, .budget = {}}, now); }));
    if (wake_) wake_();
    return base::Done{};
}

base::Result<base::Done> Telling::ask(const charter::Charter& document, const std::string& role, const std::string& about, const std::string& sentence, const std::string& next, base::Time now) {
    report::Told told;
    told.alert.id = about;
    told.alert.raised = told.alert.changed = now;
    told.alert.finding = {.about = report::Finding::About::verdict, .promise = about, .version = {}, .verdict = verdicts::Verdict::unproven, .breach = charter::Breach::info, .owner = role, .window = {}, .sentence = sentence, .money = {}, .link = {}, .next = next};
    RETURN_IF_ERROR(registry_.together([&] { return send(document, {.role = role, .urgent = false, .told = {told}, .budget = {}}, now); }));
    if (wake_) wake_();
    return base::Done{};
}

base::Result<base::Done> Telling::send_checkpoint(const std::string& note, base::Time now) {
    ASSIGN_OR_RETURN(const auto settings, delivery::read_settings(registry_));
    if (settings.checkpoints.empty() || note.empty()) return base::Done{};
    const records::Parcel parcel{.once = "checkpoint", .product = {}, .channel = "webhook", .target = settings.checkpoints, .subject = "checkpoint of the ledger", .body = base::canonical(object{{"type", "checkpoint"}, {"checkpoint", note}})};
    RETURN_IF_ERROR(registry_.together([&] { return registry_.outbox().put_in_place(parcel, now); }));
    if (wake_) wake_();
    return base::Done{};
}

}  // namespace operations
