#pragma once

#include <initializer_list>
#include <set>
#include <string>

#include "charter/charter.h"
#include "charter/faults.h"
#include "charter/values.h"
#include "charter/yaml_tree.h"

namespace charter {

/// A document on its way from a tree to a Charter. Every part is built even when others are at fault, so that one reading
/// finds everything; each step takes what is there and leaves alone what the check has already reported.
struct Building {
    const Node& root;
    const Vocabulary& metrics;
    Faults& faults;
    Charter& charter;
    std::set<std::string, std::less<>> promise_ids = {};
};

/// In this order: later parts refer to earlier ones.
void build_people(Building& building);     ///< product, roles, objectives
void build_task(Building& building);       ///< task, outcomes, reference
void build_worth(Building& building);      ///< value, business_limits
void build_promises(Building& building);   ///< those that are written
void build_contract(Building& building);   ///< those that the data contract makes
void build_populations(Building& building);
void build_contacts(Building& building);   ///< only checks: see alerting.h

void build_gates(Building& building);      ///< gates, model; only checks: see gates.h
void build_retraining(Building& building);  ///< only checks: see retraining.h

void build_rollouts(Building& building);    ///< only checks: see rollout_plan.h

void build_feedback(Building& building);    ///< only checks: see feedback.h

void build_intake(Building& building);     ///< observations, retention, privacy

/// Faults a role that nobody declared.
void expect_role(Building& building, const Node* role);
/// Takes the promise in, unless its id is taken.
void add_promise(Building& building, Promise promise);
/// The document needs a column of the task for this; `why` ends the sentence.
void expect_column(Building& building, Place place, const std::string& column, std::string_view key, const std::string& why);

/// One of the words of an enumeration; `fallback` when there is none.
template <class E>
E choice_of(const Node* node, E fallback, std::initializer_list<E> all) {
    const std::string text = text_of(node);
    for (const E one : all) {
        if (name(one) == text) return one;
    }
    return fallback;
}

inline Breach breach_of(const Node* node) { return choice_of(node, Breach::warn, {Breach::info, Breach::warn, Breach::stop}); }

}  // namespace charter
