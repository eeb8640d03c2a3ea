#include "operations/shared/waiting.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "charter/gates.h"
#include "operations/gates/gate_judge.h"
#include "report/alert_json.h"
#include "report/alert_words.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::int64_t alerts_max = 500;

/// Who asks, and about which product.
struct Reader {
    Service& service;
    const records::Actor& actor;
    base::Time now;
    std::shared_ptr<const charter::Charter> document;
    std::set<std::string> roles;  ///< that whoever asks holds
};

std::string name_of(const Reader& at, const std::string& id) {
    const auto name = at.service.registry().people().name_of(id);
    return name && !name->empty() ? report::well_formed(*name) : std::string();
}

std::string title_of(const charter::Charter& document, const std::string& role) {
    const auto* found = document.role(role);
    return found == nullptr || found->title.empty() ? role : found->title;
}

object item(std::string_view kind, const Reader& at, std::string title, std::string sentence, const std::string& role) {
    return {{"kind", kind}, {"product", report::well_formed(at.document->product)}, {"title", report::well_formed(title)}, {"sentence", report::well_formed(sentence)}, {"role", role.empty() ? value(nullptr) : value(report::well_formed(role))},
            {"role_title", role.empty() ? value(nullptr) : value(report::well_formed(title_of(*at.document, role)))}, {"since", nullptr}, {"due", nullptr}};
}

/// Somebody has asked, as everything stands now; the role is held, and its holder neither asked nor has spoken in it.
std::optional<object> approval_of(const Reader& at, const charter::Gate& gate, const std::string& version, const records::GateRecords& records) {
    if (records.requests.empty()) return std::nullopt;
    const auto& asked = records.requests.back();
    const std::string subject = approval_subject(*at.document, gate, version, at.service.artifact_of(*at.document, version), records);
    if (subject != asked.subject || asked.by == at.actor.id) return std::nullopt;
    const auto consent = records.consent_to(subject), dissent = records.dissent_from(subject);
    for (const auto& role : gate.approvals) {
        if (!at.roles.contains(role)) continue;
        const auto has_spoken = [&](const auto& said) { return said.contains(role) && said.at(role).contains(at.actor.id); };
        if (has_spoken(consent) || has_spoken(dissent)) continue;
        const std::string by = name_of(at, asked.by);
        auto found = item("approval", at, fmt::format("Version {} waits before the gate {}", version, gate.title.empty() ? gate.id : gate.title),
                          fmt::format("{} asked for an approval of exactly what was seen of it.", by.empty() ? "Somebody" : by), role);
        found["since"] = base::format(asked.time);
        found["due"] = base::format(asked.due);
        found["gate"] = report::well_formed(gate.id);
        found["version"] = report::well_formed(version);
        found["subject"] = subject;
        found["by"] = by;
        return found;
    }
    return std::nullopt;
}

void add_approvals(const Reader& at, const records::State& state, array& into) {
    for (const auto& gate : charter::gates_of(*at.document)) {
        for (const auto& [key, records] : state.gates()) {
            if (key[0] != report::well_formed(at.document->product) || key[1] != gate.id) continue;
            if (auto found = approval_of(at, gate, key[2], records)) into.emplace_back(*std::move(found));
        }
    }
}

base::Result<base::Done> add_weakening(const Reader& at, array& into) {
    const auto roles = charter::roles_that_approve(*at.document, "weaken-promise");
    const auto role = std::find_if(roles.begin(), roles.end(), [&](const std::string& one) { return at.roles.contains(one); });
    if (role == roles.end()) return base::Done{};
    ASSIGN_OR_RETURN(const auto proposal, at.service.proposal(at.document->product));
    if (!proposal || proposal->by == at.actor.id || proposal->before != base::format(at.document->digest)) return base::Done{};
    ASSIGN_OR_RETURN(const auto document, at.service.parsed(proposal->text, at.document->product));
    array changes;
    for (const auto& change : charter::compare(*at.document, *document)) changes.emplace_back(object{{"kind", charter::name(change.kind)}, {"promise", report::well_formed(change.id)}, {"what", report::well_formed(change.what)}});
    const std::string by = name_of(at, proposal->by);
    auto found = item("weakening", at, "A revision weakens what the charter promises", fmt::format("{} wrote it; what stands goes on until it is approved.", by.empty() ? "Somebody" : by), *role);
    found["digest"] = proposal->digest;
    found["by"] = by;
    found["changes"] = std::move(changes);
    into.emplace_back(std::move(found));
    return base::Done{};
}

base::Result<base::Done> add_alerts(const Reader& at, array& into) {
    ASSIGN_OR_RETURN(const auto kept, at.service.registry().alerts().list(at.document->product, false, alerts_max));
    for (const auto& one : kept) {
        ASSIGN_OR_RETURN(const auto content, base::parse_json(one.content));
        const auto alert = report::alert_of(content);
        if (!alert) return base::Error{base::Fault::corrupt, "an alert cannot be read: " + one.id, "restore the registry from a backup"};
        const bool sleeps = alert->state == report::Alert::State::snoozed && (!alert->until || *alert->until > at.now);
        if (alert->state == report::Alert::State::acknowledged || sleeps || !at.roles.contains(alert->finding.owner)) continue;
        auto found = item("alert", at, report::headline_of({report::Event::raised, *alert}), alert->finding.sentence, alert->finding.owner);
        found["since"] = base::format(alert->raised);
        found["alert"] = alert->id;
        found["promise"] = report::well_formed(alert->finding.promise);
        found["verdict"] = verdicts::name(alert->finding.verdict);
        found["breach"] = charter::name(alert->finding.breach);
        found["money"] = report::well_formed(alert->finding.money);
        found["next"] = report::well_formed(alert->finding.next);
        into.emplace_back(std::move(found));
    }
    return base::Done{};
}

/// Months are taken as long: a notice may come some days early, never late.
std::int64_t micros_of(const base::Duration& duration) { return duration.micros + duration.months * 28 * base::micros_per_day; }

void add_reviews(const Reader& at, const records::State& state, array& into) {
    for (const auto& promise : at.document->promises) {
        if (promise.evidence.empty() || !at.roles.contains(promise.evidence_by)) continue;
        const auto* said = state.said(at.document->product, promise.evidence, promise.evidence_by, at.now);
        std::optional<base::Time> due;
        if (said != nullptr && promise.every) due = base::Time{said->time.micros + micros_of(*promise.every)};
        const bool expires = due && due->micros - at.now.micros < review_notice_days * base::micros_per_day;
        if (said != nullptr && said->consent && !expires) continue;
        const std::string_view state_word = said == nullptr ? "missing" : !said->consent ? "refused" : *due <= at.now ? "expired" : "expiring";
        auto found = item("review", at, promise.statement.empty() ? promise.id : promise.statement, fmt::format("It rests on a {} by {}.", promise.evidence, title_of(*at.document, promise.evidence_by)), promise.evidence_by);
        if (said != nullptr) found["since"] = base::format(said->time);
        if (due) found["due"] = base::format(*due);
        found["promise"] = report::well_formed(promise.id);
        found["evidence"] = report::well_formed(promise.evidence);
        found["state"] = state_word;
        found["breach"] = charter::name(promise.breach);
        into.emplace_back(std::move(found));
    }
}

void add_empty_roles(const Reader& at, const records::State& state, array& into) {
    for (const auto& role : at.document->roles) {
        if (!state.holders_of(at.document->product, role.id).empty()) continue;
        into.emplace_back(item("role", at, fmt::format("Nobody holds the role {}", role.title.empty() ? role.id : role.title), fmt::format("What waits for it waits for ever. Give it to somebody: charter member role {} {} NAME", at.document->product, role.id), role.id));
    }
}

/// Broken promises that stop releases first, then what has a date, then the rest by its age.
int urgency(const object& one) {
    const auto is = [&](const char* key, std::string_view word) { return one.contains(key) && one.at(key).is_string() && one.at(key).as_string() == word; };
    if (is("kind", "alert")) return is("breach", "stop") ? 0 : is("breach", "warn") ? 3 : 5;
    if (is("kind", "approval")) return 1;
    if (is("kind", "weakening")) return 2;
    return is("kind", "review") ? 4 : 6;
}

}  // namespace

base::Result<array> waiting_for(Service& service, const records::Actor& actor, base::Time now) {
    array all;
    // What the ledger says is copied out of it: artifacts and names are asked for meanwhile.
    records::State state;
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& as_it_stands) { state = as_it_stands; }));
    for (const auto& id : service.products()) {
        if (!actor.may(base::Scope::view, id)) continue;
        ASSIGN_OR_RETURN(const auto product, service.product(id));
        Reader at{.service = service, .actor = actor, .now = now, .document = product->document(), .roles = {}};
        at.roles = state.roles_of(id, actor.id);
        add_approvals(at, state, all);
        add_reviews(at, state, all);
        if (actor.may(base::Scope::administer, id)) add_empty_roles(at, state, all);
        RETURN_IF_ERROR(add_weakening(at, all));
        RETURN_IF_ERROR(add_alerts(at, all));
    }
    std::stable_sort(all.begin(), all.end(), [](const value& a, const value& b) { return urgency(a.as_object()) < urgency(b.as_object()); });
    return all;
}

}  // namespace operations
