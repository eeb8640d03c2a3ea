#include "operations/versions/gate_story.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/gates/gate_judge.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

value text_or_null(const std::string& text) { return text.empty() ? value(nullptr) : value(text); }

/// The digest of the first file that was judged.
std::string data_digest(const object& body) {
    const auto* files = body.if_contains("data");
    const auto* list = files == nullptr ? nullptr : files->if_array();
    const auto* first = list == nullptr || list->empty() ? nullptr : list->front().if_object();
    return first == nullptr ? std::string() : text_of(*first, "digest");
}

object evidence_json(const records::Entry& entry, const AsideTexts& texts, const report::GateCard& card) {
    object one = told(entry, texts);
    one["data"] = text_or_null(data_digest(entry.body));
    one["artifact"] = text_or_null(text_of(entry.body, "artifact"));
    one["charter"] = text_or_null(text_of(entry.body, "charter"));
    one["of_this_charter"] = text_of(entry.body, "charter") == card.charter;
    const auto* rows = entry.body.if_contains("rows");
    one["rows"] = rows == nullptr ? value(nullptr) : *rows;
    return one;
}

/// Whether what was said is about exactly what stands before the gate now.
object about(const records::Entry& entry, const AsideTexts& texts, const report::GateCard& card) {
    object one = told(entry, texts);
    const std::string subject = text_of(entry.body, "subject");
    one["subject"] = text_or_null(subject);
    one["stands"] = !subject.empty() && subject == card.subject;
    return one;
}

struct Told {
    array evidence, requests, approvals, comments, overrides;
};

Told all_told(const ProductEntries& entries, const std::string& gate, const report::GateCard& card) {
    Told all;
    for (const auto& entry : entries.entries) {
        if (text_of(entry.body, "gate") != gate) continue;
        if (entry.kind == "gate_evidence") all.evidence.emplace_back(evidence_json(entry, entries.texts, card));
        if (entry.kind == "gate_comment") all.comments.emplace_back(about(entry, entries.texts, card));
        if (entry.kind == "approval_request") {
            object one = about(entry, entries.texts, card);
            one["due"] = text_or_null(text_of(entry.body, "due"));
            all.requests.emplace_back(std::move(one));
        }
        if (entry.kind == "approval") {
            object one = about(entry, entries.texts, card);
            one["role"] = text_of(entry.body, "role");
            one["outcome"] = text_of(entry.body, "outcome");
            all.approvals.emplace_back(std::move(one));
        }
        if (entry.kind == "gate_override") {
            object one = told(entry, entries.texts);
            one["until"] = text_or_null(text_of(entry.body, "until"));
            one["verdict"] = text_of(entry.body, "verdict");
            one["holds"] = card.overridden && card.overridden->entry == entry.sequence;
            all.overrides.emplace_back(std::move(one));
        }
    }
    return all;
}

/// Who asked last for what stands there now; empty: nobody.
std::string asked_by(const records::GateRecords& records, const std::string& subject) {
    const auto* request = subject.empty() ? nullptr : records.request_for(subject);
    return request == nullptr ? std::string() : request->by;
}

base::Result<MayAtGate> may_at(Service& service, const charter::Charter& document, const charter::Gate& gate, const report::GateCard& card, const records::Actor& actor) {
    std::set<std::string> held;
    records::GateRecords records;
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) {
        held = state.roles_of(document.product, actor.id);
        records = state.gate(report::well_formed(document.product), gate.id, report::well_formed(card.version));
    }));
    MayAtGate may;
    may.say = actor.may(base::Scope::edit, document.product);
    may.ask = may.say && !gate.approvals.empty() && !card.subject.empty();
    const bool approves = actor.may(base::Scope::approve, document.product);
    const auto approvers = charter::roles_that_approve(document, "release");
    may.override = approves && card.verdict() != verdicts::Verdict::kept && std::any_of(approvers.begin(), approvers.end(), [&](const std::string& role) { return held.contains(role); });
    const std::string by = asked_by(records, card.subject);
    for (const auto& role : std::set<std::string>(gate.approvals.begin(), gate.approvals.end())) {
        if (approves && held.contains(role)) may.approve.push_back(role);
    }
    if (may.approve.empty()) return may;
    if (by.empty()) may.why_not_approve = "Nobody has asked for it as it stands now.";
    else if (by == actor.id) may.why_not_approve = "Whoever asked for an approval does not give it.";
    return may;
}

}  // namespace

base::Result<object> gate_story(Service& service, const Product& product, const charter::Gate& gate, const std::string& version, const ProductEntries& entries, const records::Actor& actor) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(const auto card, judge_gate(service, product, gate, version));
    ASSIGN_OR_RETURN(const auto may, may_at(service, *document, gate, card, actor));
    object all = report::json_of(card);
    all["title"] = report::well_formed(gate.title);
    auto told = all_told(entries, gate.id, card);
    all["evidence"] = std::move(told.evidence);
    all["requests"] = std::move(told.requests);
    all["approvals"] = std::move(told.approvals);
    all["comments"] = std::move(told.comments);
    all["overrides"] = std::move(told.overrides);
    all["may"] = object{{"ask", may.ask}, {"comment", may.say}, {"override", may.override}, {"approve", array(may.approve.begin(), may.approve.end())}, {"why_not_approve", text_or_null(may.why_not_approve)}};
    return all;
}

}  // namespace operations
