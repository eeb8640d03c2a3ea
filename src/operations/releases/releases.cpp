#include "operations/releases/releases.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "charter/gates.h"
#include "operations/gates/gate_judge.h"
#include "operations/releases/kept_looks.h"
#include "operations/releases/served_alias.h"
#include "operations/service/flag_board.h"
#include "operations/service/product_time.h"
#include "report/escape.h"
#include "rollout/version_flag.h"

namespace operations {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;
using base::json::object;
using charter::Charter;
using rollout::Phase;

Phase phase_of(const std::string& word) {
    for (const Phase phase : {Phase::running, Phase::held, Phase::finished}) {
        if (rollout::name(phase) == word) return phase;
    }
    return Phase::rolled_back;
}

/// When the stay in the step began, which is counted anew once somebody has resumed it: what had held it would hold it again at once.
base::Time step_since(const records::ReleaseRecord& record) {
    base::Time since = record.steps.back().time;
    for (auto step = record.steps.rbegin(); step != record.steps.rend() && step->index == record.steps.back().index; ++step) {
        since = step->time;
        const auto before = std::next(step);
        if (step->phase == "running" && before != record.steps.rend() && before->phase == "held") break;
    }
    return since;
}

Release release_from(const records::ReleaseRecord& record, charter::RolloutPlan plan) {
    const auto& last = record.steps.back();
    return {.record = record, .plan = std::move(plan), .state = {.step = last.index, .step_since = step_since(record), .attempt = last.attempt, .phase = phase_of(last.phase), .why = last.why}};
}

/// The entry of where a release stands from now on. `moment`: the product's time, which stands in the entry where it is not the wall's.
records::Draft step_entry(const Release& release, const rollout::State& state, std::optional<base::Time> moment) {
    const auto& step = release.plan.steps[std::min(state.step, release.plan.steps.size() - 1)];
    records::Draft entry{"release_step", {{"product", report::well_formed(release.record.product)}, {"release", release.record.id}, {"version", report::well_formed(release.record.version)}, {"index", state.step}, {"step", charter::name(step.kind)}, {"phase", rollout::name(state.phase)},
                             {"why", report::well_formed(state.why)}, {"attempt", state.attempt}, {"share", rollout::candidate_share(release.plan, state)}, {"holdout", rollout::holdout_of(release.plan)}}};
    if (moment) entry.body["moment"] = base::format(*moment);
    return entry;
}

std::optional<base::Time> moment_beside_wall(Service& service, base::Time moment) { return replays(service) ? std::optional(moment) : std::nullopt; }

/// The gate that a release goes through; nothing: the charter has none.
Result<std::optional<charter::Gate>> gate_before(const Charter& document) {
    const auto gates = charter::gates_of(document);
    if (gates.empty()) return std::optional<charter::Gate>();
    const auto alias = served_alias(document);
    ASSIGN_OR_RETURN(auto gate, charter::gate_of(document, alias ? alias->second : gates.size() == 1 ? std::string() : std::string("release")));
    return std::optional(std::move(gate));
}

/// Before everybody the whole gate must open; before a first share what can be known by then.
Result<Done> must_open(Service& service, const Product& product, const std::string& version, bool to_everybody) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(const auto gate, gate_before(*document));
    if (!gate) return Done{};
    ASSIGN_OR_RETURN(auto card, judge_gate(service, product, *gate, version));
    if (!to_everybody) card = before_first_share(std::move(card));
    if (card.opens() || (card.lines.empty() && !to_everybody)) return Done{};
    return Error{Fault::denied, report::refusal_of(card), fmt::format("charter gates show {} {} --gate {}", document->product, version, gate->id)};
}

std::string current_version(Service& service, const Charter& document, const std::vector<Release>& before) {
    for (auto one = before.rbegin(); one != before.rend(); ++one) {
        if (one->state.phase == Phase::finished) return one->record.version;
    }
    const auto alias = served_alias(document);
    if (alias) {
        const auto version = service.registry().models().alias(charter::model_of(document).registered, alias->first);
        if (version && *version) return std::to_string(**version);
    }
    return before.empty() ? std::string() : before.back().record.current;
}

Result<Done> can_be_followed(const Charter& document, const charter::RolloutPlan& plan) {
    const auto& hidden = document.intake.pseudonymise;
    if (std::find(hidden.begin(), hidden.end(), plan.unit) != hidden.end()) return Error{Fault::input, "who is assigned is kept under a pseudonym, and nobody could say any more which version they were given: " + plan.unit, "name another unit in rollouts." + plan.id + ", one that says nothing of who somebody is"};
    if (document.task.columns.version.empty()) return Error{Fault::input, "a release needs a version column", "name it: task: {columns: {version: model}}"};
    return Done{};
}

/// Candidates in a row under this plan since one was released.
int attempt_of(const std::vector<Release>& before, const std::string& plan) {
    int attempt = 1;
    for (auto one = before.rbegin(); one != before.rend() && one->state.phase != Phase::finished; ++one) attempt += one->record.plan == plan ? 1 : 0;
    return attempt;
}

}  // namespace

Result<std::vector<Release>> releases_of(Service& service, const Charter& document) {
    std::vector<records::ReleaseRecord> records;
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) { records = state.releases(report::well_formed(document.product)); }));
    std::vector<Release> all;
    for (const auto& record : records) {
        auto plan = charter::rollout_of(document, record.plan);
        if (plan && !record.steps.empty()) all.push_back(release_from(record, *std::move(plan)));
    }
    return all;
}

Result<Release> start_release(Service& service, const Product& product, const Starting& starting, const records::Actor& actor) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(auto plan, charter::rollout_of(*document, starting.plan));
    RETURN_IF_ERROR(can_be_followed(*document, plan));
    ASSIGN_OR_RETURN(const auto before, releases_of(service, *document));
    if (!before.empty() && before.back().record.is_open()) return Error{Fault::conflict, fmt::format("the release {} of version {} still runs", before.back().record.id, before.back().record.version), "wait until it is done, or roll it back: charter releases act " + document->product + " roll_back"};
    const std::string current = starting.current.empty() ? current_version(service, *document, before) : starting.current;
    if (current.empty()) return Error{Fault::input, "nobody knows which version everybody gets now", "say it once: --current VERSION"};
    if (current == starting.version) return Error{Fault::conflict, "this is the version that everybody has: " + current, "name another"};
    RETURN_IF_ERROR(must_open(service, product, starting.version, false));
    Release release;
    release.plan = std::move(plan);
    release.record = {.sequence = 0, .begun = product_time(service, product), .id = std::to_string(before.size() + 1), .product = document->product, .version = starting.version, .current = current, .plan = release.plan.id, .charter = base::format(document->digest), .by = actor.id, .steps = {}};
    release.state.step_since = release.record.begun;
    release.state.attempt = attempt_of(before, release.plan.id);
    RETURN_IF_ERROR(service.ledger().append([&](const records::State& state) {
        records::Plan entries;
        const auto& others = state.releases(report::well_formed(document->product));
        if (!others.empty() && others.back().is_open()) return entries;  // another was faster
        entries.asides.push_back(records::aside_of(report::well_formed(actor.name), records::new_salt()));
        entries.drafts.push_back({"release", {{"product", report::well_formed(document->product)}, {"release", release.record.id}, {"version", report::well_formed(starting.version)}, {"current", report::well_formed(current)}, {"plan", release.plan.id}, {"charter", release.record.charter},
                                              {"salt", report::well_formed(document->product) + "/" + release.record.id}, {"by", actor.id}, {"actor", records::reference_to(entries.asides.back())}}});
        if (replays(service)) entries.drafts.back().body["moment"] = base::format(release.record.begun);
        entries.drafts.push_back(step_entry(release, release.state, moment_beside_wall(service, release.record.begun)));
        return entries;
    }, service.now()));
    ASSIGN_OR_RETURN(const auto all, releases_of(service, *document));
    if (all.size() != before.size() + 1) return Error{Fault::conflict, "another release began at the same moment", "look at it: charter releases show " + document->product};
    RETURN_IF_ERROR(put_into_effect(service, *document));
    RETURN_IF_ERROR(keep_look(service, all.back(), rollout::Summary(all.back().plan), all.back().record.begun, Moved::yes));
    return all.back();
}

Result<bool> advance_releases(Service& service, const Product& product) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(const auto all, releases_of(service, *document));
    if (all.empty() || !all.back().record.is_open()) return false;
    const Release& release = all.back();
    const base::Time now = product_time(service, product);
    ASSIGN_OR_RETURN(const auto seen, seen_by(product, release, now));
    auto decision = rollout::decide(release.plan, release.state, seen, now);
    auto state = rollout::after(release.plan, release.state, decision, now);
    const bool to_everybody = state.phase == Phase::finished || (state.step != release.state.step && release.plan.steps[state.step].kind == charter::RolloutStep::Kind::full);
    if (to_everybody) {
        if (const auto open = must_open(service, product, release.record.version, true); !open) {
            if (open.error().fault != Fault::denied) return open.error();
            state = release.state;
            state.phase = Phase::held;
            state.why = open.error().what;
        }
    }
    const bool moves = state.step != release.state.step || state.phase != release.state.phase;
    RETURN_IF_ERROR(keep_look(service, release, seen, now, moves ? Moved::yes : Moved::no));
    if (!moves) return true;
    RETURN_IF_ERROR(service.ledger().append([&](const records::State&) {
        records::Plan entries;
        entries.drafts.push_back(step_entry(release, state, moment_beside_wall(service, now)));
        entries.drafts.back().body["decision"] = rollout::json_of(decision);
        entries.drafts.back().body["seen"] = rollout::json_of(seen);
        return entries;
    }, service.now()));
    RETURN_IF_ERROR(put_into_effect(service, *document));
    return state.phase == Phase::running || state.phase == Phase::held;
}

Result<Release> act_on(Service& service, const Product& product, Act act, const std::string& reason, const records::Actor& actor) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(const auto all, releases_of(service, *document));
    if (all.empty() || !all.back().record.is_open()) return Error{Fault::conflict, "no release of " + document->product + " runs", "start one: charter release PRODUCT VERSION"};
    const Release& release = all.back();
    rollout::State state = release.state;
    const base::Time now = product_time(service, product);
    constexpr const char* why = "a person's decision";
    switch (act) {
        case Act::pause: state = rollout::held(std::move(state), why); break;
        case Act::roll_back: state = rollout::rolled_back(std::move(state), why); break;
        case Act::go_on: state = rollout::moved_on(release.plan, std::move(state), now); break;
        case Act::resume:
            if (state.phase != Phase::held) return Error{Fault::conflict, "the release is not held", "charter releases act PRODUCT pause holds it"};
            state = rollout::resumed(std::move(state), now);
    }
    const bool to_everybody = state.phase == Phase::finished || (state.phase == Phase::running && state.step != release.state.step && release.plan.steps[state.step].kind == charter::RolloutStep::Kind::full);
    if (to_everybody) RETURN_IF_ERROR(must_open(service, product, release.record.version, true));
    RETURN_IF_ERROR(service.ledger().append([&](const records::State&) {
        records::Plan entries;
        entries.asides = {records::aside_of(report::well_formed(actor.name), records::new_salt()), records::aside_of(report::well_formed(reason), records::new_salt())};
        entries.drafts.push_back(step_entry(release, state, moment_beside_wall(service, now)));
        entries.drafts.back().body["by"] = actor.id;
        entries.drafts.back().body["actor"] = records::reference_to(entries.asides[0]);
        entries.drafts.back().body["reason"] = records::reference_to(entries.asides[1]);
        return entries;
    }, service.now()));
    RETURN_IF_ERROR(put_into_effect(service, *document));
    ASSIGN_OR_RETURN(auto after, releases_of(service, *document));
    return std::move(after.back());
}

Result<Done> put_into_effect(Service& service, const Charter& document) {
    ASSIGN_OR_RETURN(const auto all, releases_of(service, document));
    if (all.empty()) return follow_aliases(service, document, nullptr);
    const Release& last = all.back();
    const bool finished = last.state.phase == Phase::finished, open = last.record.is_open();
    rollout::VersionFlag flag{.key = "model", .release = last.record.id, .current = finished ? last.record.version : last.record.current, .candidate = last.record.version,
                              .split = {.product = last.record.product, .salt = last.record.product + "/" + last.record.id, .candidate = rollout::candidate_share(last.plan, last.state), .holdout = rollout::holdout_of(last.plan)}, .active = open};
    // Beyond the last step a holdout may remain: then the flag goes on sharing out.
    if (finished && flag.split.holdout > 0) {
        flag.active = true;
        flag.current = last.record.current;
    }
    service.flags().show_versions(document.product, {flag}, service.now());
    service.feed().publish(document.product, base::json::serialize(object{{"kind", "release"}, {"product", document.product}, {"release", last.record.id}, {"version", report::well_formed(last.record.version)}, {"phase", rollout::name(last.state.phase)}, {"entry", last.record.steps.back().sequence}}));
    return follow_aliases(service, document, &last);
}

object json_of(const Release& release) {
    base::json::array steps;
    for (const auto& step : release.record.steps) steps.emplace_back(object{{"entry", step.sequence}, {"time", base::format(step.time)}, {"index", step.index}, {"step", step.step}, {"phase", step.phase}, {"why", report::well_formed(step.why)}, {"share", static_cast<double>(step.share) / rollout::everyone}});
    return {{"release", release.record.id}, {"product", release.record.product}, {"version", release.record.version}, {"current", release.record.current}, {"plan", release.record.plan}, {"phase", rollout::name(release.state.phase)}, {"attempt", release.state.attempt}, {"steps", std::move(steps)}};
}

}  // namespace operations
