#include "charter/retraining.h"

#include <algorithm>

#include "charter/building.h"
#include "charter/canonical_section.h"

namespace charter {

namespace {

using base::json::object;
using base::json::value;

RetrainingGuards guards_of(const object& section) {
    RetrainingGuards guards;
    const object* written = map_at(section, "guards");
    if (written == nullptr) return guards;
    take(*written, "pause", guards.pause);
    take(*written, "at_most", guards.at_most);
    take(*written, "per", guards.per);
    take(*written, "failures", guards.failures);
    take(*written, "deadline", guards.deadline);
    return guards;
}

RetrainingCost cost_of(const object& section) {
    RetrainingCost cost;
    const object* written = map_at(section, "cost");
    if (written == nullptr) return cost;
    for (const auto& [key, amount] : {std::pair<const char*, double*>{"money", &cost.money}, {"labels", &cost.labels}, {"per_label", &cost.per_label}, {"review_hours", &cost.review_hours}, {"per_hour", &cost.per_hour}}) take(*written, key, *amount);
    return cost;
}

std::optional<RetrainWhenItPays> pays_of(const object& section) {
    const object* written = map_at(section, "pays");
    if (written == nullptr) return std::nullopt;
    RetrainWhenItPays pays{.promise = text_in(*written, "promise")};
    take(*written, "worth", pays.worth);
    take(*written, "recovers", pays.recovers);
    take(*written, "horizon", pays.horizon);
    return pays;
}

RetrainingThen then_of(const object& section) {
    const object* written = map_at(section, "then");
    return written == nullptr ? RetrainingThen() : RetrainingThen{.gate = text_in(*written, "gate"), .rollout = text_in(*written, "rollout")};
}

bool begins(const std::string& text, std::string_view with) { return text.compare(0, with.size(), with) == 0; }

const MetricWord* metric_of(const Building& building, const Promise& promise) {
    const auto found = std::find_if(building.metrics.begin(), building.metrics.end(), [&](const MetricWord& word) { return word.id == promise.metric; });
    return found == building.metrics.end() ? nullptr : &*found;
}

/// A promise of the document that has windows; null, and a fault, where it is not.
const Promise* expect_windows(Building& building, const Node& part) {
    const Node* node = part.find("promise");
    const std::string id = text_of(node);
    if (id.empty()) return nullptr;
    const Promise* promise = building.charter.find(id);
    if (promise == nullptr) {
        const std::vector<std::string> ids(building.promise_ids.begin(), building.promise_ids.end());
        building.faults.add(node->place, "no such promise: " + id.substr(0, 60), did_you_mean(id, ids) + "name one of `promises`");
        return nullptr;
    }
    if (promise->metric.empty()) building.faults.add(node->place, "a record starts no retraining: " + id.substr(0, 60), "name a promise about a metric");
    else if (!promise->over) building.faults.add(node->place, "the promise has no windows to follow: " + id.substr(0, 60), "give it some: over: 7d");
    else return promise;
    return nullptr;
}

void check_broken(Building& building, const Node& section, const char* key) {
    const Node* list = section.find(key);
    if (list == nullptr || !list->is_list()) return;
    for (const Node& item : list->items) {
        const Promise* promise = expect_windows(building, item);
        const MetricWord* metric = promise == nullptr ? nullptr : metric_of(building, *promise);
        if (metric == nullptr || std::string_view(key) != "drift" || metric->needs_reference) continue;
        building.faults.add(item.find("promise")->place, "not a comparison with the reference: " + promise->id.substr(0, 60), "write it under `broken`, or name a promise about drift, such as psi");
    }
}

void check_pays(Building& building, const Node& section) {
    const Node* pays = section.find("pays");
    if (pays == nullptr || !pays->is_map()) return;
    const Promise* promise = expect_windows(building, *pays);
    const Node* worth = pays->find("worth");
    if (promise != nullptr && promise->metric != "value_per_decision" && worth == nullptr) {
        building.faults.add(pays->key_place, "what " + promise->metric + " is worth in money is not said", "add worth: what a rise by one is worth for each decision, or name a promise about value_per_decision");
    }
    if (promise != nullptr && (!promise->by.empty() || promise->of.size() > 1)) building.faults.add(pays->find("promise")->place, "the promise has several values in a window: " + promise->id.substr(0, 60), "name one without `by`, of at most one column");
    const auto price = number_of(worth == nullptr ? Node() : *worth);
    if (price && *price == 0) building.faults.add(worth->place, "a metric that is worth nothing never pays", "write what a rise by one is worth");
    const Node* cost = section.find("cost");
    if (cost == nullptr || cost->items.empty()) building.faults.add(pays->key_place, "what a retraining costs is not said", "add cost: {money: ..., review_hours: ..., per_hour: ...}");
    if (building.charter.currency.empty()) building.faults.add(pays->key_place, "money needs a currency", "add currency: USD at the top");
}

/// The keys of a section of the document.
std::vector<std::string> declared(const Building& building, std::string_view name) {
    std::vector<std::string> keys;
    const Node* section = building.root.find(name);
    if (section == nullptr || !section->is_map()) return keys;
    for (const Node& item : section->items) keys.push_back(item.key);
    return keys;
}

void check_then(Building& building, const Node& section) {
    const Node* then = section.find("then");
    if (then == nullptr || !then->is_map()) return;
    if (then->items.empty()) building.faults.add(then->key_place, "nothing is said of what happens then", "name a gate, a rollout or both: then: {gate: release, rollout: careful}");
    for (const auto& [key, in] : {std::pair<const char*, const char*>{"gate", "gates"}, {"rollout", "rollouts"}}) {
        const Node* node = then->find(key);
        const std::string id = text_of(node);
        const auto known = declared(building, in);
        if (id.empty() || std::find(known.begin(), known.end(), id) != known.end()) continue;
        building.faults.add(node->place, std::string("no such ") + key + ": " + id.substr(0, 60), did_you_mean(id, known) + (known.empty() ? std::string("declare it under ") + in : "there are: " + listed(known)));
    }
    if (then->find("rollout") != nullptr && building.root.find("gates") == nullptr) building.faults.add(then->find("rollout")->place, "a retrained model would be released through no gate", "declare gates, with what must hold before");
}

void check_start(Building& building, const Node& section) {
    const Node* command = section.find("command");
    const Node* webhook = section.find("webhook");
    if (command != nullptr && webhook != nullptr) building.faults.add(webhook->place, "both a command and a webhook", "keep one: a retraining is started once");
    if (command != nullptr && command->is_list() && !command->items.empty() && command->items.front().text.empty()) building.faults.add(command->place, "the command names no program", "begin the list with the program");
    const std::string address = text_of(webhook);
    const bool known = begins(address, "https://") || begins(address, "http://") || (begins(address, "secret:") && address.size() > 7);
    if (!address.empty() && (!known || address.size() > 2'000 || address.find_first_of(std::string_view("\r\n\0 ", 4)) != std::string::npos)) {
        building.faults.add(webhook->place, "not the address of a webhook: " + address.substr(0, 60), "write https://..., or secret:NAME for one that an administrator of the server sets");
    }
}

}  // namespace

void build_retraining(Building& building) {
    const Node* section = building.root.find("retraining");
    if (section == nullptr || !section->is_map()) return;
    check_start(building, *section);
    check_broken(building, *section, "broken");
    check_broken(building, *section, "drift");
    check_pays(building, *section);
    check_then(building, *section);
    const auto present = [&](const char* key) { return section->find(key) != nullptr; };
    if (!present("schedule") && !present("broken") && !present("drift") && !present("pays") && !present("command") && !present("webhook")) {
        building.faults.add(section->key_place, "nothing says when to retrain", "add schedule, broken, drift or pays");
    }
}

std::optional<Retraining> retraining_of(const Charter& charter) {
    const object section = canonical_section(charter, "retraining");
    if (section.empty()) return std::nullopt;
    Retraining retraining{.registered_model = text_in(section, "registered_model"), .command = texts_in(section, "command"), .webhook = text_in(section, "webhook")};
    retraining.schedule = length_in(section, "schedule");
    for (const object& item : maps_in(section, "broken")) {
        retraining.broken.push_back({.promise = text_in(item, "promise")});
        take(item, "windows", retraining.broken.back().windows);
    }
    for (const object& item : maps_in(section, "drift")) {
        RetrainWhenDrifted drift{.promise = text_in(item, "promise"), .above = {}};
        if (double above = 0; item.contains("above")) {
            take(item, "above", above);
            drift.above = above;
        }
        take(item, "windows", drift.windows);
        retraining.drift.push_back(std::move(drift));
    }
    retraining.pays = pays_of(section);
    retraining.cost = cost_of(section);
    retraining.guards = guards_of(section);
    retraining.then = then_of(section);
    return retraining;
}

}  // namespace charter
