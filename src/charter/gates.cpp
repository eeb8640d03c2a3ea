#include "charter/gates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "charter/building.h"
#include "charter/canonical_section.h"

namespace charter {

namespace {

using base::json::object;
using base::json::value;

constexpr std::array deployments{Deployment::holdout, Deployment::shadow, Deployment::canary, Deployment::live};

Gate gate_from(const std::string& id, const object& from, const Charter& charter) {
    Gate gate;
    gate.id = id;
    gate.title = text_in(from, "title");
    for (const object& approval : maps_in(from, "approvals")) {
        const value* people = member(approval, "people");
        gate.approvals.insert(gate.approvals.end(), people == nullptr ? 1 : static_cast<std::size_t>(people->to_number<double>()), text_in(approval, "role"));
    }
    gate.evidence_within = length_in(from, "evidence_within");
    gate.escalate_to = text_in(from, "escalate_to");
    for (const Deployment on : deployments) {
        for (auto& promise : texts_in(from, name(on))) gate.promises.push_back({std::move(promise), on});
    }
    if (gate.promises.empty()) {
        for (const Promise& promise : charter.promises) {
            if (promise.breach == Breach::stop && promise.evidence.empty()) gate.promises.push_back({promise.id, Deployment::holdout});
        }
    }
    for (const object& review : maps_in(from, "reviews")) gate.reviews.push_back({text_in(review, "promise"), length_in(review, "within").value_or(base::Duration{})});
    for (const object& budget : maps_in(from, "budget")) gate.budgets.push_back({text_in(budget, "promise"), length_in(budget, "over").value_or(base::Duration{}), member(budget, "broken_at_most")->to_number<double>()});
    if (const auto due = length_in(from, "due")) gate.due = *due;
    return gate;
}

std::map<std::string, std::string> names_in(const object& from, std::string_view key) {
    std::map<std::string, std::string> names;
    const object* all = map_at(from, key);
    if (all == nullptr) return names;
    for (const auto& [one, its] : *all) names[std::string(one)] = text_in(its.get_object(), "gate");
    return names;
}

/// The promise must be there, and rest on what the gate's line is about.
void expect_promise(Building& building, const Node& node, const std::string& id, bool on_record) {
    const Promise* promise = building.charter.find(id);
    std::vector<std::string> known;
    for (const Promise& one : building.charter.promises) {
        if (one.evidence.empty() != on_record) known.push_back(one.id);
    }
    if (promise == nullptr) {
        building.faults.add(node.place, "there is no such promise: " + id.substr(0, 60), did_you_mean(id, known) + "the promises here: " + listed(known));
    } else if (promise->evidence.empty() == on_record) {
        building.faults.add(node.place, (on_record ? "this promise is measured, and no review: " : "this promise rests on a record: ") + id.substr(0, 60), (on_record ? "name it under holdout, shadow, canary or live; here: " : "name it under reviews; here: ") + listed(known));
    } else if (promise->estimated) {
        building.faults.add(node.place, "an estimate made without outcomes opens no gate: " + id.substr(0, 60), "name a promise that is measured");
    }
}

void check_gate(Building& building, const Node& gate) {
    for (const Deployment on : deployments) {
        const Node* names = gate.find(name(on));
        if (names == nullptr) continue;
        for (const auto& id : names_of(*names)) expect_promise(building, *names, id, false);
    }
    if (const Node* approvals = gate.find("approvals")) {
        for (const Node& item : approvals->items) expect_role(building, item.find("role"));
    }
    if (const Node* role = gate.find("escalate_to")) expect_role(building, role);
    for (const char* key : {"reviews", "budget"}) {
        const Node* list = gate.find(key);
        if (list == nullptr) continue;
        for (const Node& item : list->items) {
            if (const Node* promise = item.find("promise")) expect_promise(building, *promise, text_of(promise), std::string_view(key) == "reviews");
        }
    }
}

}  // namespace

std::string_view name(Deployment on) {
    switch (on) {
        case Deployment::holdout: return "holdout";
        case Deployment::shadow: return "shadow";
        case Deployment::canary: return "canary";
        case Deployment::live: return "live";
    }
    return {};
}

void build_gates(Building& building) {
    std::vector<std::string> known;
    if (const Node* gates = building.root.find("gates"); gates != nullptr && gates->is_map()) {
        for (const Node& gate : gates->items) {
            known.push_back(gate.key);
            if (gate.is_map()) check_gate(building, gate);
        }
    }
    const Node* model = building.root.find("model");
    if (model == nullptr) return;
    for (const char* key : {"aliases", "stages"}) {
        const Node* names = model->find(key);
        if (names == nullptr || !names->is_map()) continue;
        for (const Node& one : names->items) {
            const Node* gate = one.find("gate");
            const std::string id = text_of(gate);
            if (gate == nullptr || std::find(known.begin(), known.end(), id) != known.end()) continue;
            building.faults.add(gate->place, "there is no such gate: " + id.substr(0, 60), known.empty() ? "declare it: gates: {" + (id.empty() ? "release" : id) + ": {approvals: [{role: risk}]}}" : did_you_mean(id, known) + "the gates here: " + listed(known));
        }
    }
}

std::vector<Gate> gates_of(const Charter& charter) {
    std::vector<Gate> gates;
    for (const auto& [id, gate] : canonical_section(charter, "gates")) {
        gates.push_back(gate_from(std::string(id), gate.is_object() ? gate.get_object() : object(), charter));
    }
    return gates;
}

Model model_of(const Charter& charter) {
    const object model = canonical_section(charter, "model");
    return {.registered = text_in(model, "registered_model"), .aliases = names_in(model, "aliases"), .stages = names_in(model, "stages"), .semantic = text_in(model, "versions") == "semantic"};
}

base::Result<Gate> gate_of(const Charter& charter, const std::string& id) {
    const auto gates = gates_of(charter);
    std::vector<std::string> known;
    for (const Gate& gate : gates) {
        if (gate.id == id || (id.empty() && gates.size() == 1)) return gate;
        known.push_back(gate.id);
    }
    if (known.empty()) return base::Error{base::Fault::missing, "the charter of " + charter.product + " has no gates", "declare one: gates: {release: {holdout: [useful], approvals: [{role: risk}]}}"};
    if (id.empty()) return base::Error{base::Fault::input, "which gate is meant?", fmt::format("name one of: {}", fmt::join(known, ", "))};
    const auto nearest = base::nearest_name(id, known);
    return base::Error{base::Fault::missing, "there is no such gate: " + id.substr(0, 60), nearest.empty() ? fmt::format("the gates: {}", fmt::join(known, ", ")) : "did you mean " + nearest + "?"};
}

std::vector<std::string> roles_that_approve(const Charter& charter, std::string_view what) {
    std::vector<std::string> roles;
    for (const Role& role : charter.roles) {
        if (std::find(role.approves.begin(), role.approves.end(), what) != role.approves.end()) roles.push_back(role.id);
    }
    return roles;
}

}  // namespace charter
