#include "operations/gates/gate_judge.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "charter/term.h"
#include "operations/gates/gate_evidence.h"
#include "operations/gates/version_policy.h"
#include "records/ledger/body.h"
#include "report/escape.h"
#include "report/outline.h"

namespace operations {

namespace {

using base::json::object;
using charter::Charter;
using charter::Deployment;
using charter::Gate;
using report::GateLine;
using verdicts::Verdict;

/// What the ledger says, copied while it is held.
struct Remembered {
    records::GateRecords gate;
    std::map<Deployment, base::Time> begun;                     ///< steps of a release of this version
    std::map<std::string, std::set<std::string>> holders;       ///< by role
    std::map<std::string, records::Said> reviews;               ///< by promise, the newest
};

base::Result<Remembered> remembered(Service& service, const Charter& document, const Gate& gate, const std::string& version) {
    Remembered all;
    const base::Time now = service.now();
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) {
        all.gate = state.gate(report::well_formed(document.product), gate.id, report::well_formed(version));
        for (const Deployment on : {Deployment::shadow, Deployment::canary}) {
            if (const auto begun = state.step_begun(document.product, version, name(on))) all.begun[on] = *begun;
        }
        for (const auto& role : gate.approvals) all.holders[role] = state.holders_of(document.product, role);
        for (const auto& review : gate.reviews) {
            const auto* promise = document.find(review.promise);
            if (const auto* said = state.said(report::well_formed(document.product), promise->evidence, promise->evidence_by, now)) all.reviews[review.promise] = *said;
        }
    }));
    return all;
}

std::optional<double> number_in(const object& from, const char* name) {
    const auto* found = from.if_contains(name);
    return found != nullptr && found->is_number() ? std::optional(found->to_number<double>()) : std::nullopt;
}

Verdict verdict_of(const std::string& word) { return word == "kept" ? Verdict::kept : word == "broken" ? Verdict::broken : Verdict::unproven; }

/// One promise as the ledger's evidence has it.
GateLine line_from(const object& found) {
    GateLine line{.kind = "promise", .id = records::text_in(found, "promise"), .on = "holdout", .verdict = verdict_of(records::text_in(found, "verdict")), .sentence = records::text_in(found, "sentence"), .value = number_in(found, "value"), .low = {}, .high = {}, .rows = static_cast<std::int64_t>(number_in(found, "n").value_or(0))};
    if (const auto* interval = found.if_contains("interval"); interval != nullptr && interval->is_object()) {
        line.low = number_in(interval->get_object(), "low");
        line.high = number_in(interval->get_object(), "high");
    }
    return line;
}

GateLine line_of(const report::PromiseResult& result, Deployment on) {
    GateLine line{.kind = "promise", .id = result.promise.id, .on = std::string(name(on)), .verdict = result.verdict, .sentence = result.sentence, .value = {}, .low = {}, .high = {}, .rows = 0};
    if (const auto* check = report::deciding_check(result)) {
        line.value = check->estimate.value;
        line.rows = check->estimate.rows;
        if (const auto limits = report::interval_of(result, check->estimate)) {
            line.low = limits->low;
            line.high = limits->high;
        }
    }
    // An estimate made without outcomes opens no gate, whatever it says.
    if (result.promise.estimated && line.verdict == Verdict::kept) line.verdict = Verdict::unproven;
    return line;
}

GateLine unproven(const std::string& promise, Deployment on, std::string why) {
    return {.kind = "promise", .id = promise, .on = std::string(name(on)), .verdict = Verdict::unproven, .sentence = std::move(why), .value = {}, .low = {}, .high = {}, .rows = 0};
}

/// Why the evidence of a file does not count; empty: it does.
std::string why_void(const records::GateEvidence* evidence, const Charter& document, const Gate& gate, const std::string& artifact, base::Time now) {
    if (evidence == nullptr) return "No file that this version has scored was judged yet; charter gate PRODUCT VERSION --data FILE sends one.";
    if (evidence->charter != base::format(document.digest)) return fmt::format("Entry {} of the ledger judged it by another revision of the charter; send the file again.", evidence->sequence);
    if (records::text_in(evidence->body, "artifact") != artifact) return fmt::format("Entry {} of the ledger judged another artifact of this version; send the file again.", evidence->sequence);
    if (gate.evidence_within && charter::end_of_term(evidence->time, *gate.evidence_within, document.zone) <= now) return fmt::format("The evidence is of {}, which is longer ago than {}; send a newer file.", base::format(evidence->time).substr(0, 10), base::format(*gate.evidence_within));
    return {};
}

void add_holdout(report::GateCard& card, const Charter& document, const Gate& gate, const std::string& artifact, const Remembered& remembered) {
    const auto promises = promises_on(document, gate, Deployment::holdout);
    if (promises.empty()) return;
    const auto found = remembered.gate.evidence.find("holdout");
    const records::GateEvidence* evidence = found == remembered.gate.evidence.end() ? nullptr : &found->second;
    const std::string why = why_void(evidence, document, gate, artifact, card.as_of);
    for (const auto* promise : promises) {
        card.lines.push_back(unproven(promise->id, Deployment::holdout, why.empty() ? "The evidence says nothing of it; send the file again." : why));
        if (!why.empty()) continue;
        for (const auto& one : evidence->body.at("found").as_array()) {
            if (records::text_in(one.as_object(), "promise") == promise->id) card.lines.back() = line_from(one.as_object());
        }
    }
}

/// The version must be registered where the charter names a registered model, and numbered as it says.
base::Result<base::Done> add_registration(report::GateCard& card, Service& service, const Charter& document, const std::string& version) {
    const auto model = charter::model_of(document);
    if (model.registered.empty()) return base::Done{};
    GateLine line{.kind = "version", .id = version, .on = {}, .verdict = Verdict::unproven, .sentence = "The model " + model.registered + " has no such version in the registry.", .value = {}, .low = {}, .high = {}, .rows = 0};
    const auto found = service.registered_version(model.registered, version);
    if (found) {
        line.verdict = Verdict::kept;
        line.sentence = "It is registered as a version of " + model.registered + ".";
    }
    if (found && model.semantic) {
        ASSIGN_OR_RETURN(const auto says, judge_version(service, document, *found));
        line.verdict = says.verdict;
        line.sentence = says.sentence;
    }
    card.lines.push_back(std::move(line));
    return base::Done{};
}

base::Result<base::Done> add_steps(report::GateCard& card, Service& service, const Product& product, const Gate& gate, const Remembered& remembered) {
    const auto document = product.document();
    for (const Deployment on : {Deployment::shadow, Deployment::canary}) {
        const auto promises = promises_on(*document, gate, on);
        if (promises.empty()) continue;
        const auto begun = remembered.begun.find(on);
        if (begun == remembered.begun.end()) {
            for (const auto* promise : promises) card.lines.push_back(unproven(promise->id, on, fmt::format("No {} of this version has begun; charter release starts one.", name(on))));
            continue;
        }
        const auto results = judged_since(service, product, promises, card.version, begun->second);
        if (!results && results.error().fault == base::Fault::interrupted) return results.error();
        for (std::size_t i = 0; i < promises.size(); ++i) {
            card.lines.push_back(results ? line_of((*results)[i], on) : unproven(promises[i]->id, on, "It cannot be measured: " + results.error().what + "."));
        }
    }
    return base::Done{};
}

void add_live(report::GateCard& card, const Product& product, const Gate& gate) {
    const auto document = product.document();
    const auto scorecard = product.live().scorecard();
    for (const auto* promise : promises_on(*document, gate, Deployment::live)) {
        card.lines.push_back(unproven(promise->id, Deployment::live, "Nothing has been judged yet of what was received."));
        if (!scorecard) continue;
        for (const auto& result : scorecard->promises) {
            if (result.promise.id == promise->id) card.lines.back() = line_of(result, Deployment::live);
        }
    }
}

void add_approvals(report::GateCard& card, const Gate& gate, const Remembered& remembered) {
    if (gate.approvals.empty()) return;
    const auto* request = card.subject.empty() ? nullptr : remembered.gate.request_for(card.subject);
    auto consent = remembered.gate.consent_to(card.subject);
    const auto dissent = remembered.gate.dissent_from(card.subject);
    for (auto& [role, people] : consent) {
        std::erase_if(people, [&](const std::string& who) {
            const auto holders = remembered.holders.find(role);
            return (request != nullptr && who == request->by) || holders == remembered.holders.end() || !holders->second.contains(who);
        });
    }
    const auto filled = places_filled(gate.approvals, consent);
    for (const auto& role : std::set<std::string>(gate.approvals.begin(), gate.approvals.end())) {
        const auto wanted = static_cast<int>(std::count(gate.approvals.begin(), gate.approvals.end(), role));
        const int given = filled.contains(role) ? filled.at(role) : 0;
        const auto against = dissent.find(role);
        GateLine line{.kind = "approval", .id = role, .on = {}, .verdict = Verdict::unproven, .sentence = {}, .value = {}, .low = {}, .high = {}, .rows = 0};
        const std::string refused = against == dissent.end() ? "" : fmt::format(", {} refused it", against->second.size());
        if (given >= wanted) {
            line.verdict = Verdict::kept;
            line.sentence = fmt::format("{} of {} approved exactly this{}.", given, wanted, refused);
        } else if (against != dissent.end()) {
            line.verdict = Verdict::broken;
            line.sentence = fmt::format("{} of {} approved it{}.", given, wanted, refused);
        } else if (request == nullptr) {
            line.sentence = card.subject.empty() ? "There is no evidence yet that anybody could approve." : "Nobody has asked for it as it stands now; charter gates ask does.";
        } else {
            line.sentence = fmt::format("{} of {} approved it; it was asked for on {} and is due {}{}.", given, wanted, base::format(request->time).substr(0, 10), base::format(request->due), request->due < card.as_of ? ", which is over" : "");
        }
        card.lines.push_back(std::move(line));
    }
}

void add_reviews(report::GateCard& card, const Charter& document, const Gate& gate, const Remembered& remembered) {
    for (const auto& review : gate.reviews) {
        GateLine line{.kind = "review", .id = review.promise, .on = {}, .verdict = Verdict::unproven, .sentence = "Nobody has given it yet; charter approve does.", .value = {}, .low = {}, .high = {}, .rows = 0};
        if (const auto said = remembered.reviews.find(review.promise); said != remembered.reviews.end()) {
            const base::Time until = charter::end_of_term(said->second.time, review.within, document.zone);
            const std::string words = fmt::format("{} on {} by entry {} of the ledger", said->second.consent ? "Given" : "Refused", base::format(said->second.time).substr(0, 10), said->second.sequence);
            if (!said->second.consent) line.verdict = Verdict::broken;
            else if (card.as_of < until) line.verdict = Verdict::kept;
            line.sentence = words + (said->second.consent && card.as_of >= until ? ", which is longer ago than " + base::format(review.within) + "." : ".");
        }
        card.lines.push_back(std::move(line));
    }
}

base::Result<base::Done> add_budgets(report::GateCard& card, const Product& product, const Gate& gate) {
    for (const auto& budget : gate.budgets) {
        const base::Time from{card.as_of.micros - budget.over.micros - budget.over.months * 31 * base::micros_per_day};
        ASSIGN_OR_RETURN(const auto history, product.live().history(budget.promise, from, card.as_of));
        std::map<std::int64_t, bool> windows;  // whether any check was broken in it
        for (const auto& point : history.points) {
            if (point.verdict != Verdict::unproven) windows[point.window.end.micros] |= point.verdict == Verdict::broken;
        }
        GateLine line{.kind = "budget", .id = budget.promise, .on = {}, .verdict = Verdict::unproven, .sentence = "No window of this time has been judged.", .value = {}, .low = {}, .high = {}, .rows = 0};
        if (!windows.empty()) {
            const auto broken = std::count_if(windows.begin(), windows.end(), [](const auto& one) { return one.second; });
            const bool left = static_cast<double>(broken) <= budget.broken_at_most * static_cast<double>(windows.size());
            line.verdict = left ? Verdict::kept : Verdict::broken;
            line.sentence = fmt::format("It was broken in {} of {} windows of the last {}; the budget is a share of {}.", broken, windows.size(), base::format(budget.over), budget.broken_at_most);
        }
        card.lines.push_back(std::move(line));
    }
    return base::Done{};
}

}  // namespace

report::GateCard before_first_share(report::GateCard card) {
    std::erase_if(card.lines, [](const GateLine& line) { return line.on == "shadow" || line.on == "canary"; });
    return card;
}

std::string approval_subject(const Charter& document, const Gate& gate, const std::string& version, const std::string& artifact, const records::GateRecords& records) {
    object evidence;
    if (!promises_on(document, gate, Deployment::holdout).empty()) {
        const auto found = records.evidence.find("holdout");
        if (found == records.evidence.end()) return {};
        evidence["holdout"] = found->second.digest;
    }
    const object subject{{"artifact", artifact}, {"charter", base::format(document.digest)}, {"evidence", std::move(evidence)}, {"gate", gate.id}, {"product", report::well_formed(document.product)}, {"version", report::well_formed(version)}};
    return base::format(base::digest_of(base::canonical(subject)));
}

std::string approval_advice(const std::string& product, const std::string& gate, const std::string& version, const std::string& subject) {
    return fmt::format("Look at it: charter gates show {0} {1} --gate {2}; then charter gates approve {0} {1} --gate {2} --subject {3}", product, version, gate, subject.substr(0, 19));
}

std::map<std::string, int> places_filled(const std::vector<std::string>& roles, const std::map<std::string, std::set<std::string>>& consent) {
    // A largest matching of places and people, by augmenting paths.
    std::map<std::string, std::size_t> place_of;
    std::function<bool(std::size_t, std::set<std::string>&)> seat = [&](std::size_t place, std::set<std::string>& asked) {
        const auto people = consent.find(roles[place]);
        if (people == consent.end()) return false;
        for (const auto& who : people->second) {
            if (!asked.insert(who).second) continue;
            const auto taken = place_of.find(who);
            if (taken == place_of.end() || seat(taken->second, asked)) {
                place_of[who] = place;
                return true;
            }
        }
        return false;
    };
    for (std::size_t place = 0; place < roles.size(); ++place) {
        std::set<std::string> asked;
        seat(place, asked);
    }
    std::map<std::string, int> filled;
    for (const auto& [who, place] : place_of) ++filled[roles[place]];
    return filled;
}

base::Result<report::GateCard> judge_gate(Service& service, const Product& product, const Gate& gate, const std::string& version) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(const Remembered remembered, operations::remembered(service, *document, gate, version));
    report::GateCard card;
    card.product = document->product;
    card.gate = gate.id;
    card.title = gate.title;
    card.version = version;
    card.charter = base::format(document->digest);
    card.as_of = service.now();
    const std::string artifact = service.artifact_of(*document, version);
    card.subject = approval_subject(*document, gate, version, artifact, remembered.gate);
    RETURN_IF_ERROR(add_registration(card, service, *document, version));
    add_holdout(card, *document, gate, artifact, remembered);
    RETURN_IF_ERROR(add_steps(card, service, product, gate, remembered));
    add_live(card, product, gate);
    add_approvals(card, gate, remembered);
    add_reviews(card, *document, gate, remembered);
    RETURN_IF_ERROR(add_budgets(card, product, gate));
    if (const auto* opened = remembered.gate.override_at(card.as_of)) card.overridden = {opened->sequence, opened->until};
    return card;
}

}  // namespace operations
