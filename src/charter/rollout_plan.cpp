#include "charter/rollout_plan.h"

#include <algorithm>
#include <set>

#include "charter/building.h"
#include "charter/canonical_section.h"

namespace charter {

std::string_view name(Action action) {
    switch (action) {
        case Action::go_on: return "continue";
        case Action::hold: return "hold";
        case Action::roll_back: break;
    }
    return "roll_back";
}

std::string_view name(RolloutStep::Kind kind) {
    switch (kind) {
        case RolloutStep::Kind::shadow: return "shadow";
        case RolloutStep::Kind::canary: return "canary";
        case RolloutStep::Kind::ramp: return "ramp";
        case RolloutStep::Kind::full: break;
    }
    return "full";
}

std::string_view name(RolloutMetric::Role role) {
    switch (role) {
        case RolloutMetric::Role::goal: return "goal";
        case RolloutMetric::Role::guardrail: return "guardrail";
        case RolloutMetric::Role::signal: break;
    }
    return "signal";
}

std::string_view name(RolloutMetric::Kind kind) {
    switch (kind) {
        case RolloutMetric::Kind::mean: return "mean";
        case RolloutMetric::Kind::ratio: return "ratio";
        case RolloutMetric::Kind::rate: break;
    }
    return "rate";
}

namespace {

using base::json::object;
using base::json::value;
using Step = RolloutStep;
using Metric = RolloutMetric;

Step step_of(const object& from) {
    Step step;
    take(from, "kind", step.kind, {Step::Kind::shadow, Step::Kind::canary, Step::Kind::ramp, Step::Kind::full});
    take(from, "share", step.share);
    if (step.kind == Step::Kind::full) step.share = 1;
    double at_least = static_cast<double>(step.at_least);
    take(from, "at_least", at_least);
    step.at_least = static_cast<std::int64_t>(at_least);
    take(from, "stay_at_least", step.stay_at_least);
    take(from, "stay_at_most", step.stay_at_most);
    for (const auto& [key, action] : {std::pair<const char*, Action*>{"pass", &step.pass}, {"fail", &step.fail}, {"inconclusive", &step.inconclusive}, {"no_data", &step.no_data}}) {
        take(from, key, *action, {Action::go_on, Action::hold, Action::roll_back});
    }
    return step;
}

Metric metric_of(const object& from) {
    Metric metric;
    metric.id = text_in(from, "id");
    take(from, "role", metric.role, {Metric::Role::goal, Metric::Role::guardrail, Metric::Role::signal});
    for (const auto kind : {Metric::Kind::mean, Metric::Kind::ratio, Metric::Kind::rate}) {
        if (const std::string column = text_in(from, name(kind)); !column.empty()) {
            metric.kind = kind;
            metric.column = column;
        }
    }
    metric.per = text_in(from, "per");
    metric.earlier = text_in(from, "earlier");
    if (double cap = 0; from.if_contains("cap") != nullptr) {
        take(from, "cap", cap);
        metric.cap = cap;
    }
    metric.higher_is_better = text_in(from, "better") != "lower";
    take(from, "margin", metric.margin);
    const value* relative = from.if_contains("relative");
    metric.relative = relative != nullptr && relative->is_bool() && relative->get_bool();
    take(from, "weight", metric.weight);
    return metric;
}

RolloutPlan plan_of(const std::string& id, const object& from, const Columns& columns) {
    RolloutPlan plan;
    plan.id = id;
    plan.unit = text_in(from, "unit");
    if (plan.unit.empty()) plan.unit = columns.subject.empty() ? columns.unit : columns.subject;
    take(from, "level", plan.level);
    take(from, "holdout", plan.holdout);
    take(from, "planned", plan.planned);
    take(from, "fresh_within", plan.fresh_within);
    take(from, "mismatch", plan.mismatch, {Action::hold, Action::roll_back});
    for (const object& step : maps_in(from, "steps")) plan.steps.push_back(step_of(step));
    for (const object& metric : maps_in(from, "metrics")) plan.metrics.push_back(metric_of(metric));
    return plan;
}

bool is_full(const Node& step) { return text_of(step.find("kind")) == "full"; }

void check_step(Building& building, const Node& step, bool ships, double& before, double holdout) {
    const std::string kind = text_of(step.find("kind"));
    const Node* share = step.find("share");
    const bool shared = kind == "canary" || kind == "ramp";
    if (shared && share == nullptr) building.faults.add(step.place, "a " + kind + " without a share", "say what share of the units gets the candidate: share: 0.05");
    if (!shared && share != nullptr) building.faults.add(share->key_place, "a share of a " + kind + " step", kind == "full" ? "remove it: everyone but the holdout gets the candidate" : "remove it: nobody gets the candidate");
    const auto number = shared && share != nullptr ? number_of(*share) : std::nullopt;
    if (number && *number < before) building.faults.add(share->place, "the share gets smaller: " + share->text, "users only join: at least " + base::format_number(before));
    if (number && *number > 1 - holdout) building.faults.add(share->place, "the share leaves no room for the holdout: " + share->text, "at most " + base::format_number(tidy(1 - holdout)) + ", or a full step");
    if (number) before = std::max(before, *number);
    const Node* open = step.find("inconclusive");
    if (ships && open != nullptr && open->text == "continue") building.faults.add(open->place, "what is inconclusive would go to everyone", "write hold or roll_back: a release is never finished on evidence that says nothing");
    const Node* fail = step.find("fail");
    if (fail != nullptr && fail->text == "continue") building.faults.add(fail->place, "what has failed would go on", "write roll_back or hold");
    const Node *shortest = step.find("stay_at_least"), *longest = step.find("stay_at_most");
    for (const Node* stay : {shortest, longest}) {
        if (const auto length = stay == nullptr ? std::nullopt : length_of(*stay); length && length->months != 0) building.faults.add(stay->place, "months differ in length: " + stay->text, "write days: 31d");
    }
    const base::Duration least = shortest == nullptr ? Step().stay_at_least : length_of(*shortest).value_or(base::Duration());
    const base::Duration most = longest == nullptr ? Step().stay_at_most : length_of(*longest).value_or(least);
    if (least.months == 0 && most.months == 0 && least.micros > most.micros) building.faults.add(step.place, "the shortest stay is longer than the longest", "make stay_at_most at least stay_at_least");
}

void check_steps(Building& building, const Node& steps, double holdout) {
    if (!steps.is_list()) return;
    if (steps.items.empty()) building.faults.add(steps.place, "a rollout without steps", "begin with {kind: canary, share: 0.01}");
    double before = 0;
    for (std::size_t i = 0; i < steps.items.size(); ++i) {
        const Node& step = steps.items[i];
        const bool last = i + 1 == steps.items.size();
        if (is_full(step) && !last) building.faults.add(step.place, "steps after the full one", "make it the last");
        if (last && !is_full(step)) building.faults.add(step.place, "the last step is not the full one", "end with {kind: full}");
        if (text_of(step.find("kind")) == "shadow" && before > 0) building.faults.add(step.place, "a shadow after somebody got the candidate", "put it first");
        check_step(building, step, is_full(step) || last || is_full(steps.items[i + 1]), before, holdout);
    }
}

void check_metric(Building& building, const Node& metric, std::set<std::string>& ids) {
    const std::string id = text_of(metric.find("id"));
    if (!id.empty() && !ids.insert(id).second) building.faults.add(metric.find("id")->place, "two metrics of this name: " + id.substr(0, 60), "give each a name of its own");
    const bool ratio = metric.find("ratio") != nullptr, mean = metric.find("mean") != nullptr;
    if (ratio && metric.find("per") == nullptr) building.faults.add(metric.place, "a ratio without what it is divided by", "add per: COLUMN");
    if (!ratio && metric.find("per") != nullptr) building.faults.add(metric.place_of("per"), "only a ratio is divided: per", "write ratio: COLUMN, or remove it");
    for (const char* key : {"earlier", "cap"}) {
        if (!mean && metric.find(key) != nullptr) building.faults.add(metric.place_of(key), std::string("only of a mean: ") + key, "remove it");
    }
    const Node* margin = metric.find("margin");
    const Node* relative = metric.find("relative");
    if (relative != nullptr && relative->text == "true" && margin == nullptr) building.faults.add(relative->place, "relative, but no margin", "add margin: 0.05, or remove relative");
}

void note_no_holdout(Building& building, const Node& holdout) {
    Note& note = building.charter.notes.emplace_back();
    note.place = holdout.place;
    note.text = "without a holdout nobody is left to compare with once more than half get the candidate: such steps, and the full one, count nobody and end after their shortest stay by what the steps before them have shown; to go on comparing "
                "write holdout: 0.05";
}

void check_plan(Building& building, const Node& plan) {
    const Columns& columns = building.charter.task.columns;
    if (plan.find("unit") == nullptr && columns.subject.empty() && columns.unit.empty()) {
        building.faults.add(plan.key_place, "who is assigned is not said: " + plan.key.substr(0, 60), "add unit: COLUMN, or task.columns.subject");
    }
    const Node* holdout = plan.find("holdout");
    const double kept = holdout == nullptr ? RolloutPlan().holdout : number_of(*holdout).value_or(0);
    if (const Node* steps = plan.find("steps")) check_steps(building, *steps, kept);
    if (holdout != nullptr && kept == 0) note_no_holdout(building, *holdout);
    const Node* metrics = plan.find("metrics");
    if (metrics == nullptr || !metrics->is_list()) return;
    std::set<std::string> ids;
    bool decides = false;
    for (const Node& metric : metrics->items) {
        check_metric(building, metric, ids);
        const std::string role = text_of(metric.find("role"));
        decides = decides || role == "goal" || role == "guardrail";
    }
    if (!decides) building.faults.add(metrics->place, "nothing decides: no goal and no guardrail", "add one, for example a guardrail on errors");
    const Node* fresh = plan.find("fresh_within");
    if (const auto length = fresh == nullptr ? std::nullopt : length_of(*fresh); length && length->months != 0) building.faults.add(fresh->place, "months differ in length: " + fresh->text, "write days: 31d");
}

}  // namespace

void build_rollouts(Building& building) {
    const Node* plans = building.root.find("rollouts");
    if (plans == nullptr || !plans->is_map()) return;
    for (const Node& plan : plans->items) {
        if (plan.is_map()) check_plan(building, plan);
    }
}

std::vector<RolloutPlan> rollouts_of(const Charter& charter) {
    std::vector<RolloutPlan> plans;
    for (const auto& [id, plan] : canonical_section(charter, "rollouts")) {
        if (plan.is_object()) plans.push_back(plan_of(std::string(id), plan.get_object(), charter.task.columns));
    }
    return plans;
}

base::Result<RolloutPlan> rollout_of(const Charter& charter, std::string_view id) {
    std::vector<RolloutPlan> plans = rollouts_of(charter);
    if (plans.empty()) return base::Error{base::Fault::missing, "the charter plans no rollout", "add a section rollouts"};
    if (id.empty() && plans.size() == 1) return plans.front();
    std::vector<std::string> ids;
    for (const RolloutPlan& plan : plans) {
        if (plan.id == id) return plan;
        ids.push_back(plan.id);
    }
    if (id.empty()) return base::Error{base::Fault::input, "several rollouts are planned", "name one: " + listed(ids)};
    return base::Error{base::Fault::missing, "no such rollout: " + std::string(id.substr(0, 60)), did_you_mean(std::string(id), ids) + "there are: " + listed(ids)};
}

}  // namespace charter
