#include "records/ledger/gate_records.h"

#include <boost/json.hpp>

#include "records/ledger/body.h"

namespace records {

namespace {

base::Time time_in(const base::json::object& body, std::string_view name) {
    const auto time = base::parse_time(text_in(body, name));
    return time ? *time : base::Time{};
}

/// Whoever says something again means what they said last.
std::map<std::string, std::set<std::string>> last_said(const std::vector<Approval>& approvals, const std::string& subject, bool consent) {
    std::map<std::pair<std::string, std::string>, bool> last;
    for (const auto& one : approvals) {
        if (one.subject == subject) last[{one.role, one.by}] = one.consent;
    }
    std::map<std::string, std::set<std::string>> by_role;
    for (const auto& [who, said] : last) {
        if (said == consent) by_role[who.first].insert(who.second);
    }
    return by_role;
}

}  // namespace

void GateRecords::apply(const Entry& entry) {
    const auto& body = entry.body;
    if (entry.kind == "gate_evidence") evidence[text_in(body, "on")] = {entry.sequence, entry.time, text_in(body, "charter"), text_in(body, "evidence"), body};
    if (entry.kind == "approval_request") requests.push_back({entry.sequence, entry.time, time_in(body, "due"), text_in(body, "subject"), text_in(body, "by")});
    if (entry.kind == "approval") approvals.push_back({entry.sequence, entry.time, text_in(body, "subject"), text_in(body, "role"), text_in(body, "by"), text_in(body, "outcome") == "given"});
    if (entry.kind == "approval_reminder") reminders.push_back(text_in(body, "subject"));
    if (entry.kind == "gate_override") overrides.push_back({entry.sequence, entry.time, time_in(body, "until"), text_in(body, "by")});
}

const ApprovalRequest* GateRecords::request_for(const std::string& subject) const {
    for (auto one = requests.rbegin(); one != requests.rend(); ++one) {
        if (one->subject == subject) return &*one;
    }
    return nullptr;
}

std::map<std::string, std::set<std::string>> GateRecords::consent_to(const std::string& subject) const { return last_said(approvals, subject, true); }
std::map<std::string, std::set<std::string>> GateRecords::dissent_from(const std::string& subject) const { return last_said(approvals, subject, false); }

const GateOverride* GateRecords::override_at(base::Time moment) const {
    for (auto one = overrides.rbegin(); one != overrides.rend(); ++one) {
        if (one->time <= moment && moment < one->until) return &*one;
    }
    return nullptr;
}

}  // namespace records
