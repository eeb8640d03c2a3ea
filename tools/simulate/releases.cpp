#include "tools/simulate/releases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>
#include <vector>

#include "base/random.h"
#include "metrics/intervals/proportion.h"
#include "rollout/decision.h"
#include "tools/simulate/published_experiments.h"

namespace simulate {
namespace {

using base::Random;
using charter::Action;
using charter::RolloutPlan;
using charter::RolloutStep;
using rollout::Arm;
using rollout::Move;
using rollout::Verdict;

constexpr double alpha = 0.05;
constexpr std::int64_t hour = std::int64_t{3600} * base::micros_per_second;
constexpr int people_an_hour = 1'000, hours_between_looks = 4, hours_max = 24 * 30;

RolloutStep step(RolloutStep::Kind kind, double share, std::int64_t at_least, Action inconclusive) {
    RolloutStep one;
    one.kind = kind;
    one.share = share;
    one.at_least = at_least;
    one.stay_at_least.micros = 6 * hour;
    one.stay_at_most.micros = 5 * 24 * hour;
    one.inconclusive = inconclusive;
    return one;
}

/// 2 %, 10 %, 50 %, everyone but a holdout of 5 %.
RolloutPlan plan_of(const Published& experiment, double margin) {
    RolloutPlan plan;
    plan.id = "release";
    plan.planned = 50'000;
    plan.steps = {step(RolloutStep::Kind::canary, 0.02, 100, Action::go_on), step(RolloutStep::Kind::ramp, 0.1, 500, Action::go_on), step(RolloutStep::Kind::ramp, 0.5, 2'000, Action::hold), step(RolloutStep::Kind::full, 1, 200, Action::hold)};
    plan.metrics = experiment.metrics;
    for (auto& metric : plan.metrics) {
        if (metric.role == charter::RolloutMetric::Role::signal) continue;
        // What a tenth of is lost: a visit, a player who comes back; of purchases, which are rare, a half.
        metric.relative = true;
        metric.margin = metric.kind == charter::RolloutMetric::Kind::rate ? 5 * margin : margin;
    }
    return plan;
}

struct Replay {
    rollout::Phase phase = rollout::Phase::running;
    bool signalled = false;      ///< a signal was ever said to be better or worse
    double hours = 0, exposed = 0;  ///< until it ended; units that had the candidate
};

/// A release: people of one group come, all alike, but that some of those with the candidate lose everything they had.
class Release {
public:
    Release(const RolloutPlan& plan, const std::vector<Person>& people, double lost, std::uint64_t seed) : plan_(plan), people_(people), lost_(lost), random_(seed), salt_("release/" + std::to_string(seed)), seen_(plan) {}

    Replay run() {
        for (int hours = hours_between_looks; hours <= hours_max && state_.phase == rollout::Phase::running; hours += hours_between_looks) {
            const base::Time now{hours * hour};
            arrive(now);
            const auto decision = rollout::decide(plan_, state_, seen_, now);
            for (const auto& one : decision.metrics) replay_.signalled = replay_.signalled || (one.role == charter::RolloutMetric::Role::signal && (one.verdict == Verdict::pass || one.verdict == Verdict::fail));
            state_ = rollout::after(plan_, state_, decision, now);
            replay_.hours = hours;
        }
        replay_.phase = state_.phase;
        return replay_;
    }

private:
    void arrive(base::Time now) {
        const rollout::Assignment assignment({.product = "product", .salt = salt_, .candidate = rollout::candidate_share(plan_, state_), .holdout = rollout::holdout_of(plan_)});
        Person changed;
        for (int i = 0; i < people_an_hour * hours_between_looks; ++i) {
            unit_ = "person " + std::to_string(next_++);
            if (assignment.arm_of(unit_) == Arm::candidate) replay_.exposed += 1;
            const auto arm = assignment.counted_as(unit_);
            if (!arm) continue;
            const Person& person = people_[random_.below(people_.size())];
            const bool loses = *arm == Arm::candidate && random_.uniform() < lost_;
            if (loses) {
                changed = person;
                for (auto& outcome : changed) outcome->y = 0;
            }
            seen_.meet(state_.step, *arm, now);
            seen_.learn(plan_, state_.step, *arm, loses ? changed : person);
        }
    }

    const RolloutPlan& plan_;
    const std::vector<Person>& people_;
    double lost_;
    Random random_;
    std::string salt_, unit_;
    std::int64_t next_ = 0;
    rollout::Summary seen_;
    rollout::State state_;
    Replay replay_;
};

std::uint64_t seed_of(const Plan& plan, std::int64_t run, std::uint64_t of) { return Random::mix(plan.seed + static_cast<std::uint64_t>(run) + Random::mix(of)); }

bool more_than_promised(std::int64_t wrong, std::int64_t runs) { return metrics::share_limits(static_cast<double>(wrong), static_cast<double>(runs), 0.01).low > alpha; }

std::string reached(std::vector<double> found, std::size_t runs, double share) {
    std::sort(found.begin(), found.end());
    const auto at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(runs)));
    return at <= found.size() && at > 0 ? fmt::format("{:.0f}", found[at - 1]) : "-";
}

void nothing_changed(Releases& result, const Plan& plan, const std::vector<Published>& experiments) {
    result.page += "\n## A against A\n\nThe candidate is the current version, and every margin is 0, so that the truth lies exactly where *kept* and *broken* meet. Wrong is a release that is rolled back, "
                   "one that goes through as better, one that is held because its arms look unequal before its longest stay is over, and a signal that is said to be better or worse.\n\n"
                   "| people of | replays | rolled back | went through | stopped by sizes | signal | ever wrong % |\n|---|---:|---:|---:|---:|---:|---:|\n";
    for (const Published& experiment : experiments) {
        const RolloutPlan release = plan_of(experiment, 0);
        std::int64_t back = 0, through = 0, sizes = 0, signals = 0, wrong = 0;
        for (std::int64_t run = 0; run < plan.replicates; ++run) {
            const Replay replay = Release(release, experiment.groups[0].people, 0, seed_of(plan, run, 1)).run();
            const bool was_back = replay.phase == rollout::Phase::rolled_back, was_through = replay.phase == rollout::Phase::finished;
            // Held at the end of the longest stay is what should happen: nothing can be said.
            const bool was_stopped = replay.phase == rollout::Phase::held && replay.hours < 5 * 24;
            back += was_back;
            through += was_through;
            sizes += was_stopped;
            signals += replay.signalled;
            wrong += was_back || was_through || was_stopped || replay.signalled;
        }
        result.exceeding += more_than_promised(wrong, plan.replicates) ? 1 : 0;
        fmt::format_to(std::back_inserter(result.page), "| {}, {} | {} | {} | {} | {} | {} | {:.1f} |\n", experiment.name, experiment.groups[0].name, plan.replicates, back, through, sizes, signals, 100 * static_cast<double>(wrong) / static_cast<double>(plan.replicates));
    }
}

void something_lost(Releases& result, const Plan& plan, const std::vector<Published>& experiments) {
    result.page += "\n## Losses\n\nSo many of those with the candidate lose what they had: the visit and what was bought, or coming back. A tenth may be lost (of purchases, which are rare, a half); the candidate goes on to everyone when it is surely less.\n\n"
                   "| people of | lost % | replays | rolled back % | went through % | held % | hours until rolled back: half of the replays | 9 of 10 | people who had it: half | 9 of 10 |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    const std::int64_t runs = std::max<std::int64_t>(20, plan.replicates / 10);
    for (const Published& experiment : experiments) {
        const RolloutPlan release = plan_of(experiment, 0.1);
        for (const double lost : {0.0, 0.02, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0}) {
            std::vector<double> hours, exposed;
            std::int64_t through = 0, held = 0;
            for (std::int64_t run = 0; run < runs; ++run) {
                const Replay replay = Release(release, experiment.groups[0].people, lost, seed_of(plan, run, 2)).run();
                through += replay.phase == rollout::Phase::finished;
                held += replay.phase == rollout::Phase::held || replay.phase == rollout::Phase::running;
                if (replay.phase != rollout::Phase::rolled_back) continue;
                hours.push_back(replay.hours);
                exposed.push_back(replay.exposed);
            }
            // Up to the margin a rollback is wrong; from it on, going through.
            const auto wrong = lost <= 0.1 ? static_cast<std::int64_t>(hours.size()) : through;
            result.exceeding += more_than_promised(lost == 0.1 ? std::max(wrong, through) : wrong, runs) ? 1 : 0;
            const auto percent = [&](double count) { return 100 * count / static_cast<double>(runs); };
            const auto all = static_cast<std::size_t>(runs);
            fmt::format_to(std::back_inserter(result.page), "| {} | {:g} | {} | {:.0f} | {:.0f} | {:.0f} | {} | {} | {} | {} |\n", experiment.name, 100 * lost, runs, percent(static_cast<double>(hours.size())), percent(static_cast<double>(through)), percent(static_cast<double>(held)),
                           reached(hours, all, 0.5), reached(hours, all, 0.9), reached(exposed, all, 0.5), reached(exposed, all, 0.9));
        }
    }
}

/// One step that shows the candidate to half of everybody, looked at after each thousand rows of the file.
void as_it_was(Releases& result, const Published& experiment, std::size_t candidate) {
    RolloutPlan plan = plan_of(experiment, 0);
    plan.steps = {step(RolloutStep::Kind::ramp, 0.5, 1'000, Action::hold), step(RolloutStep::Kind::full, 1, 1, Action::hold)};
    plan.steps[0].stay_at_least.micros = hour;
    plan.steps[0].stay_at_most.micros = 365 * 24 * hour;
    for (auto& metric : plan.metrics) metric.relative = metric.kind == charter::RolloutMetric::Kind::mean && !metric.cap && metric.earlier.empty();
    rollout::Summary seen(plan);
    rollout::State state;
    std::int64_t rows = 0;
    std::string decided = "Nothing was decided.";
    const auto look = [&](bool last) {
        const base::Time now{(1 + rows / 1'000) * hour};
        const auto decision = rollout::decide(plan, state, seen, now);
        if (state.phase == rollout::Phase::running) {
            state = rollout::after(plan, state, decision, now);
            if (decision.move != Move::stay) {
                decided = fmt::format("Decided after {} rows: {}. {}", rows, decision.move == Move::next_step ? "goes on to everyone" : decision.move == Move::roll_back ? "rolled back" : "held", decision.reason);
                state.phase = rollout::Phase::held;
            }
        }
        if (!last) return;
        fmt::format_to(std::back_inserter(result.page), "\n**{}: {} instead of {}**, {:.0f} and {:.0f} people; evidence against equal sizes e^{:.2f}. {}\n\n| metric | role | {} | {} | difference | from | to | at the end of the file |\n|---|---|---:|---:|---:|---:|---:|---|\n", experiment.name,
                       experiment.groups[candidate].name, experiment.groups[0].name, seen.met[0].candidate, seen.met[0].control, decision.mismatch_evidence, decided, experiment.groups[candidate].name, experiment.groups[0].name);
        for (std::size_t i = 0; i < decision.metrics.size(); ++i) {
            const auto& one = decision.metrics[i];
            const auto text = [](const std::optional<double>& number) { return number ? fmt::format("{:.4g}", *number) : std::string("-"); };
            const bool relative = plan.metrics[i].relative;
            fmt::format_to(std::back_inserter(result.page), "| {}{} | {} | {} | {} | {} | {} | {} | {}{} |\n", one.id, relative ? " (relative)" : "", charter::name(one.role), text(one.candidate), text(one.control), text(one.difference), text(one.low), text(one.high),
                           rollout::name(one.verdict), one.reason == metrics::Reason::none ? "" : ", " + std::string(metrics::name(one.reason)));
        }
    };
    for (const auto& [group, place] : experiment.in_order) {
        if (group != 0 && group != candidate) continue;
        const Arm arm = group == 0 ? Arm::control : Arm::candidate;
        seen.meet(0, arm, {rows / 1'000 * hour});
        seen.learn(plan, 0, arm, experiment.groups[group].people[place]);
        if (++rows % 1'000 == 0) look(false);
    }
    state.step = 0;
    look(true);
}

constexpr std::string_view preface = R"(# Releases on traffic of two experiments

Written by `build/release/simulate --releases`; do not edit. The people are those of two published experiments, Kevin Hillstrom's
e-mails to 64,000 customers (2008: did they visit, did they buy, what did they spend; known before: what they had spent) and the
gate at level 30 or 40 of the game Cookie Cats (90,189 players: did they come back after a day, after a week, how many rounds did
they play, counted up to 1,000). For the first two tables they are drawn with replacement from the group that got the current
version. A thousand new ones come every hour, outcomes are known at once, and every four hours it is decided what happens
next: 2 % get the candidate, 10 %, 50 %, then everyone but a holdout of 5 %, at most five days each. Visits and coming back are
compared as means, purchases as rare events, and what was spent (given what had been) or played as a signal. At the level of 95 % at
most 5 % of the releases may ever be told something wrong.
)";

}  // namespace

base::Result<Releases> releases(const Plan& plan, const std::string& commit, const std::string& data) {
    ASSIGN_OR_RETURN(const auto experiments, published_experiments(data));
    Releases result;
    result.page = preface;
    fmt::format_to(std::back_inserter(result.page), "\nCommit {}, seed {}; the command: `build/release/simulate --releases --replicates {} --output docs`.\n", commit.empty() ? "not given" : commit, plan.seed, plan.replicates);
    nothing_changed(result, plan, experiments);
    something_lost(result, plan, experiments);
    result.page += "\n## The experiments as they were\n\nIn the order of the files, looked at after each thousand rows; the margins are 0. The limits hold for all looks together, each side with what the metric has of the error probability for failures.\n";
    for (const Published& experiment : experiments) {
        for (std::size_t candidate = 1; candidate < experiment.groups.size(); ++candidate) as_it_was(result, experiment, candidate);
    }
    return result;
}

}  // namespace simulate
