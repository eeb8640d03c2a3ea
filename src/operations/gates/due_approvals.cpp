#include "operations/gates/due_approvals.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/gate_judge.h"
#include "report/escape.h"

namespace operations {

namespace {

/// What was asked last of a version before a gate.
struct Waiting {
    std::string gate, version;
    records::ApprovalRequest asked;
    int told = 0;  ///< reminders so far
};

base::Result<std::vector<Waiting>> waiting(Service& service, const std::string& product) {
    std::vector<Waiting> all;
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) {
        for (const auto& [key, records] : state.gates()) {
            if (key[0] != report::well_formed(product) || records.requests.empty()) continue;
            const auto& asked = records.requests.back();
            all.push_back({key[1], key[2], asked, static_cast<int>(std::count(records.reminders.begin(), records.reminders.end(), asked.subject))});
        }
    }));
    return all;
}

/// When the next reminder is due; nothing: all were given.
std::optional<base::Time> due_at(const Waiting& one) {
    if (one.told == 0) return base::Time{one.asked.time.micros + (one.asked.due.micros - one.asked.time.micros) / 2};
    if (one.told == 1) return one.asked.due;
    return std::nullopt;
}

base::Result<base::Done> remind(Service& service, const charter::Charter& document, const charter::Gate& gate, const Waiting& one, const report::GateCard& card) {
    const base::Time now = service.now();
    const bool over = one.asked.due <= now;
    std::set<std::string> roles;
    for (const auto& line : card.lines) {
        if (line.kind == "approval" && line.verdict == verdicts::Verdict::unproven) roles.insert(line.id);
    }
    if (over && !gate.escalate_to.empty() && !roles.empty()) roles.insert(gate.escalate_to);
    RETURN_IF_ERROR(service.ledger().append([&](const records::State&) {
        records::Plan plan;
        base::json::array told;
        for (const auto& role : roles) told.emplace_back(role);
        // After a long sleep the reminder at half of the time is not made up for.
        for (int count = over ? 2 - one.told : 1; count > 0; --count) {
            plan.drafts.push_back({"approval_reminder", {{"product", report::well_formed(document.product)}, {"gate", gate.id}, {"version", one.version}, {"subject", one.asked.subject}, {"overdue", over}, {"told", told}}});
        }
        return plan;
    }, now));
    for (const auto& role : roles) {
        RETURN_IF_ERROR(service.telling().ask(document, role, "gate " + gate.id, fmt::format("Version {} {} an approval, which {} due {}.", one.version, over ? "still waits for" : "waits for", over ? "was" : "is", base::format(one.asked.due)),
                                              approval_advice(document.product, gate.id, one.version, one.asked.subject), now));
    }
    return base::Done{};
}

}  // namespace

base::Result<std::optional<base::Time>> remind_of_approvals(Service& service, const Product& product) {
    const auto document = product.document();
    std::optional<base::Time> next;
    ASSIGN_OR_RETURN(const auto all, waiting(service, document->product));
    for (const auto& one : all) {
        const auto due = due_at(one);
        if (!due) continue;
        const auto look_at = [&](base::Time time) { next = next ? std::min(*next, time, [](base::Time a, base::Time b) { return a.micros < b.micros; }) : time; };
        if (*due > service.now()) {
            look_at(*due);
            continue;
        }
        if (one.asked.due > service.now()) look_at(one.asked.due);  // half of the time is over; its end comes next
        const auto gate = charter::gate_of(*document, one.gate);
        if (!gate) continue;  // a revision has dropped it
        ASSIGN_OR_RETURN(const auto card, judge_gate(service, product, *gate, one.version));
        const bool waits = std::any_of(card.lines.begin(), card.lines.end(), [](const auto& line) { return line.kind == "approval" && line.verdict == verdicts::Verdict::unproven; });
        if (card.subject == one.asked.subject && waits) RETURN_IF_ERROR(remind(service, *document, *gate, one, card));
    }
    return next;
}

}  // namespace operations
