#include "rollout/decision.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/assert.h"
#include "rollout/judgement.h"
#include "rollout/sample_ratio.h"

namespace rollout {

namespace {

using charter::Action;
using charter::RolloutMetric;
using charter::RolloutPlan;
using charter::RolloutStep;

constexpr std::array arms_alike{0.5, 0.5};
// A control that has nothing while the candidate has so many is not a matter of chance: one in a thousand million.
constexpr double without_control = 30;

Parts parts_of(double share) { return static_cast<Parts>(std::lround(share * everyone)); }

/// A decision on its way: what is known, and where it stands in its step.
class Deciding {
public:
    Deciding(const RolloutPlan& plan, const State& state, const Summary& seen, base::Time now)
        : plan_(plan), state_(state), seen_(seen), now_(now), step_(plan.steps[state.step]), budget_(budget_of(plan, state.attempt)), stay_(now.micros - state.step_since.micros) {
        decision_.step = state.step;
        decision_.in_step = seen.met[state.step];
        // Beyond a half there is nothing to compare with where no holdout is kept.
        compares_ = step_.kind != RolloutStep::Kind::shadow && shares_of(parts_of(step_.share), holdout_of(plan)).control > 0;
    }

    Decision decide() {
        if (state_.phase == Phase::finished) return stays(Verdict::pass, "The release is finished.");
        if (state_.phase == Phase::rolled_back) return stays(Verdict::fail, "The release was rolled back: " + state_.why);
        const bool running_backwards = stay_ < 0 || (seen_.newest && seen_.newest->micros > now_.micros + plan_.fresh_within.micros);
        if (running_backwards) return stays(Verdict::no_data, "Nothing is decided: the clock is behind what was recorded.");
        weigh();
        if (const auto failed = of_failure()) return *failed;
        if (state_.phase == Phase::held) return stays(decision_.verdict, "The release is held: " + state_.why);
        if (const auto missing = of_missing_data()) return *missing;
        if (!has_stayed() || !has_enough()) return waits();
        return of_verdict();
    }

private:
    void weigh() {
        decision_.verdict = Verdict::no_data;
        Counts arms;
        for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
            if (plan_.steps[i].kind == RolloutStep::Kind::shadow) continue;
            arms.candidate += seen_.met[i].candidate;
            arms.control += seen_.met[i].control;
        }
        const std::array counts{arms.candidate, arms.control};
        decision_.mismatch_evidence = log_mismatch_evidence(counts, arms_alike);
        mismatch_ = is_mismatch(counts, arms_alike, budget_.mismatch);
        if (step_.kind == RolloutStep::Kind::shadow) return;
        for (std::size_t i = 0; i < plan_.metrics.size(); ++i) decision_.metrics.push_back(judge(plan_, plan_.metrics[i], seen_.metrics[i], budget_));
        decision_.verdict = verdict_of_all();
        ask_for_more();
    }

    /// What is void proves nothing, and one guardrail that is broken is enough.
    Verdict verdict_of_all() const {
        const auto any = [&](Verdict verdict) { return std::any_of(decision_.metrics.begin(), decision_.metrics.end(), [&](const auto& one) { return one.role != RolloutMetric::Role::signal && one.verdict == verdict; }); };
        if (mismatch_ || lacks_control()) return Verdict::no_data;
        for (const Verdict verdict : {Verdict::fail, Verdict::no_data, Verdict::inconclusive}) {
            if (any(verdict)) return verdict;
        }
        return Verdict::pass;
    }

    bool lacks_control() const { return compares_ && decision_.in_step.control <= 0 && decision_.in_step.candidate >= without_control; }
    bool has_stayed() const { return stay_ >= step_.stay_at_least.micros; }
    bool is_over() const { return stay_ >= step_.stay_at_most.micros; }
    /// Nobody in it has a counterpart, so nobody is counted: what is decided rests on the steps before.
    bool counts_nobody() const { return !compares_ && step_.kind != RolloutStep::Kind::shadow; }
    bool has_enough() const {
        if (counts_nobody()) return true;
        const auto enough = static_cast<double>(step_.at_least);
        return decision_.in_step.candidate >= enough && (!compares_ || decision_.in_step.control >= enough);
    }

    void ask_for_more() {
        bool hopeless = false;
        double most = 0;
        for (const auto& one : decision_.metrics) {
            if (one.role == RolloutMetric::Role::signal || one.verdict != Verdict::inconclusive) continue;
            hopeless = hopeless || !one.more;
            most = std::max(most, one.more.value_or(0));
        }
        if (decision_.verdict != Verdict::inconclusive) return;
        decision_.reachable = false;
        if (hopeless) return;
        decision_.more = most;
        const double left = static_cast<double>(step_.stay_at_most.micros - stay_);
        decision_.reachable = stay_ > 0 && left > 0 && decision_.in_step.both() * left / static_cast<double>(stay_) >= most;
    }

    std::optional<Decision> of_failure() {
        if (mismatch_) {
            return acts(plan_.mismatch, Verdict::no_data, "The arms do not have the sizes that they should have, so nothing can be compared: " + counted(all_met()) + ".");
        }
        if (decision_.verdict != Verdict::fail) return std::nullopt;
        return acts(step_.fail, Verdict::fail, failures());
    }

    std::optional<Decision> of_missing_data() {
        if (lacks_control()) return acts(step_.no_data, Verdict::no_data, fmt::format("The control has no traffic: {:.0f} units have the candidate.", decision_.in_step.candidate));
        if (counts_nobody()) return std::nullopt;
        const std::int64_t newest = std::max(seen_.newest ? seen_.newest->micros : state_.step_since.micros, state_.step_since.micros);
        if (now_.micros - newest > plan_.fresh_within.micros) return acts(step_.no_data, Verdict::no_data, "Nothing has come for more than " + base::format(plan_.fresh_within) + ".");
        if (!is_over() || has_enough()) return std::nullopt;
        return acts(step_.no_data, Verdict::no_data, "The longest stay is over, and too few units came: " + counted(decision_.in_step) + fmt::format(", {} wanted in each.", step_.at_least));
    }

    Decision waits() const {
        if (!has_enough()) return stays(decision_.verdict, "The step goes on: " + counted(decision_.in_step) + fmt::format(", {} wanted in each.", step_.at_least));
        return stays(decision_.verdict, "The step goes on: its shortest stay is " + base::format(step_.stay_at_least) + ".");
    }

    Decision of_verdict() {
        // A shadow is compared with nothing here: what promises say of it, a gate asks.
        if (step_.kind == RolloutStep::Kind::shadow) return acts(step_.pass, Verdict::pass, fmt::format("The shadow has given {:.0f} answers.", decision_.in_step.candidate));
        if (decision_.verdict == Verdict::pass) return acts(step_.pass, Verdict::pass, "Every guardrail is kept and every goal reached.");
        if (decision_.verdict == Verdict::no_data) {
            if (!is_over()) return stays(Verdict::no_data, "The step goes on: outcomes are not known yet of " + undecided(Verdict::no_data) + ".");
            return acts(step_.no_data, Verdict::no_data, "The longest stay is over, and outcomes never came of " + undecided(Verdict::no_data) + ".");
        }
        const std::string open = "Nothing can be said of " + undecided(Verdict::inconclusive) + ": " + what_is_missing();
        if (step_.inconclusive != Action::go_on && !is_over()) return stays(Verdict::inconclusive, open);
        return acts(step_.inconclusive, Verdict::inconclusive, open);
    }

    Decision acts(Action action, Verdict verdict, std::string reason) const {
        Decision decision = stays(verdict, std::move(reason));
        const bool last = state_.step + 1 == plan_.steps.size();
        switch (action) {
            case Action::go_on: decision.move = last ? Move::finished : Move::next_step; break;
            case Action::hold: decision.move = state_.phase == Phase::held ? Move::stay : Move::pause; break;
            case Action::roll_back: decision.move = Move::roll_back; break;
        }
        return decision;
    }

    Decision stays(Verdict verdict, std::string reason) const {
        Decision decision = decision_;
        decision.move = Move::stay;
        decision.verdict = verdict;
        decision.reason = std::move(reason);
        return decision;
    }

    static std::string counted(const Counts& counts) { return fmt::format("{:.0f} units with the candidate, {:.0f} in the control", counts.candidate, counts.control); }
    Counts all_met() const {
        Counts all;
        for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
            if (plan_.steps[i].kind == RolloutStep::Kind::shadow) continue;
            all.candidate += seen_.met[i].candidate;
            all.control += seen_.met[i].control;
        }
        return all;
    }

    std::string undecided(Verdict verdict) const {
        std::string ids;
        for (const auto& one : decision_.metrics) {
            if (one.role != RolloutMetric::Role::signal && one.verdict == verdict) ids += (ids.empty() ? "" : ", ") + one.id;
        }
        return ids;
    }

    std::string failures() const {
        std::string text;
        for (std::size_t i = 0; i < decision_.metrics.size(); ++i) {
            const MetricEvidence& one = decision_.metrics[i];
            const RolloutMetric& metric = plan_.metrics[i];
            if (one.role == RolloutMetric::Role::signal || one.verdict != Verdict::fail) continue;
            const std::string margin = base::format_number(metric.margin) + (metric.relative ? " of the control" : "");
            text += fmt::format("{}{} is {:.5g} with the candidate and {:.5g} in the control, ", text.empty() ? "" : " ", one.id, one.candidate.value_or(0), one.control.value_or(0));
            text += one.role == RolloutMetric::Role::goal ? fmt::format("surely not better by {}.", margin) : fmt::format("surely worse by more than {}.", margin);
        }
        return text;
    }

    std::string what_is_missing() const {
        if (!decision_.more) return "a thousand times as many units would not decide it.";
        return fmt::format("about {:.0f} more units would decide it, {} at this step's traffic within its longest stay.", *decision_.more, decision_.reachable.value_or(false) ? "to be reached" : "not to be reached");
    }

    const RolloutPlan& plan_;
    const State& state_;
    const Summary& seen_;
    base::Time now_;
    const RolloutStep& step_;
    Budget budget_;
    std::int64_t stay_;
    bool compares_ = false, mismatch_ = false;
    Decision decision_;
};

}  // namespace

std::string_view name(Phase phase) {
    constexpr std::array<std::string_view, 4> names{"running", "held", "finished", "rolled_back"};
    return names[static_cast<std::size_t>(phase)];
}
std::string_view name(Verdict verdict) {
    constexpr std::array<std::string_view, 4> names{"pass", "fail", "inconclusive", "no_data"};
    return names[static_cast<std::size_t>(verdict)];
}
std::string_view name(Move move) {
    constexpr std::array<std::string_view, 5> names{"stay", "next_step", "pause", "roll_back", "finished"};
    return names[static_cast<std::size_t>(move)];
}

Decision decide(const RolloutPlan& plan, const State& state, const Summary& seen, base::Time now) {
    ASSERT(state.step < plan.steps.size());
    ASSERT(seen.met.size() == plan.steps.size());
    ASSERT(seen.metrics.size() == plan.metrics.size());
    return Deciding(plan, state, seen, now).decide();
}

State after(const RolloutPlan& plan, const State& state, const Decision& decision, base::Time now) {
    State next = state;
    switch (decision.move) {
        case Move::stay: return next;
        case Move::next_step:
            ASSERT(state.step + 1 < plan.steps.size());
            ++next.step;
            next.step_since = now;
            return next;
        case Move::pause: next.phase = Phase::held; break;
        case Move::roll_back: next.phase = Phase::rolled_back; break;
        case Move::finished: next.phase = Phase::finished; break;
    }
    next.why = decision.reason;
    return next;
}

State held(State state, std::string why) {
    ASSERT(state.phase == Phase::running || state.phase == Phase::held);
    state.phase = Phase::held;
    state.why = std::move(why);
    return state;
}

State resumed(State state, base::Time now) {
    ASSERT(state.phase == Phase::held);
    state.phase = Phase::running;
    state.why.clear();
    state.step_since = now;
    return state;
}

State moved_on(const RolloutPlan& plan, State state, base::Time now) {
    ASSERT(state.phase == Phase::running || state.phase == Phase::held);
    const bool last = state.step + 1 == plan.steps.size();
    state.phase = last ? Phase::finished : Phase::running;
    state.why.clear();
    if (last) return state;
    ++state.step;
    state.step_since = now;
    return state;
}

State rolled_back(State state, std::string why) {
    ASSERT(state.phase == Phase::running || state.phase == Phase::held);
    state.phase = Phase::rolled_back;
    state.why = std::move(why);
    return state;
}

Parts candidate_share(const RolloutPlan& plan, const State& state) {
    if (state.phase == Phase::rolled_back) return 0;
    if (state.phase == Phase::finished) return everyone;
    return parts_of(plan.steps[state.step].share);
}

Parts holdout_of(const RolloutPlan& plan) { return parts_of(plan.holdout); }

base::json::value json_of(const Decision& decision) {
    using base::json::object;
    const auto put = [](object& into, const char* key, const std::optional<double>& number) {
        if (number) into[key] = *number;
    };
    base::json::array metrics;
    for (const MetricEvidence& one : decision.metrics) {
        object metric{{"id", one.id}, {"role", name(one.role)}, {"verdict", name(one.verdict)}};
        put(metric, "candidate", one.candidate);
        put(metric, "control", one.control);
        put(metric, "difference", one.difference);
        put(metric, "low", one.low);
        put(metric, "high", one.high);
        metric["units"] = one.units;
        metric["unknown"] = one.unknown;
        metric["left_out"] = one.left_out;
        if (one.reason != metrics::Reason::none) metric["reason"] = metrics::name(one.reason);
        put(metric, "more", one.more);
        metrics.push_back(std::move(metric));
    }
    object all{{"move", name(decision.move)}, {"verdict", name(decision.verdict)}, {"reason", decision.reason}, {"step", decision.step}};
    all["candidate"] = decision.in_step.candidate;
    all["control"] = decision.in_step.control;
    all["mismatch_evidence"] = decision.mismatch_evidence;
    all["metrics"] = std::move(metrics);
    put(all, "more", decision.more);
    if (decision.reachable) all["reachable"] = *decision.reachable;
    return all;
}

}  // namespace rollout
