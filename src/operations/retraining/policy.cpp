#include "operations/retraining/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.h"
#include "report/payoff_words.h"

namespace operations {

namespace {

using charter::Charter;
using charter::Retraining;
using verdicts::Verdict;

double days_between(base::Time from, base::Time until) { return static_cast<double>(until.micros - from.micros) / static_cast<double>(base::micros_per_day); }

std::int64_t micros_of(const base::Duration& length) { return std::llround(charter::days_of(length) * static_cast<double>(base::micros_per_day)); }

const std::vector<Seen>& windows_of(const SeenWindows& seen, const std::string& promise) {
    static const std::vector<Seen> none;
    const auto found = seen.of.find(promise);
    return found == seen.of.end() ? none : found->second;
}

std::string day_of(base::Time time) { return base::format(time).substr(0, 10); }

/// How many of the newest windows in a row are as `is`, of those that begin with the present model and that started nothing yet.
template <class F>
int in_a_row(const std::vector<Seen>& windows, const PolicyTimes& times, const F& is) {
    int count = 0;
    for (auto one = windows.rbegin(); one != windows.rend() && is(*one); ++one) {
        if ((times.trained && one->window.start < *times.trained) || (times.looked && one->window.end <= *times.looked)) break;
        ++count;
    }
    return count;
}

PolicySays broken_says(const SeenWindows& seen, const PolicyTimes& times, const charter::RetrainWhenBroken& policy) {
    const auto& windows = windows_of(seen, policy.promise);
    const int count = in_a_row(windows, times, [](const Seen& one) { return one.verdict == Verdict::broken; });
    PolicySays says{.policy = "broken", .calls = count >= policy.windows, .sentence = {}};
    const std::string in = report::counted(count, "matured window", "matured windows");
    if (says.calls) says.sentence = fmt::format("{} is broken in {}{}, the last ending {}.", policy.promise, in, count > 1 ? " in a row" : "", day_of(windows.back().window.end));
    else if (count > 0) says.sentence = fmt::format("{} is broken in {}; {} in a row would call for a retraining.", policy.promise, in, policy.windows);
    else says.sentence = fmt::format("{} is not broken{}.", policy.promise, windows.empty() ? ", and no window of it has matured" : " in a window that has not been answered");
    return says;
}

PolicySays drift_says(const SeenWindows& seen, const PolicyTimes& times, const charter::RetrainWhenDrifted& policy) {
    const auto& windows = windows_of(seen, policy.promise);
    const int count = in_a_row(windows, times, [&](const Seen& one) { return policy.above ? (one.interval ? one.interval->low > *policy.above : one.verdict == Verdict::broken && one.value && *one.value > *policy.above) : one.verdict == Verdict::broken; });
    const auto alarm = seen.alarmed.find(policy.promise);
    const bool alarmed = !policy.above && alarm != seen.alarmed.end() && (!times.looked || *times.looked < alarm->second) && (!times.trained || *times.trained < alarm->second);
    PolicySays says{.policy = "drift", .calls = count >= policy.windows || alarmed, .sentence = {}};
    const std::string beyond = policy.above ? "surely above " + base::format_number(*policy.above) : "beyond its bound";
    if (count >= policy.windows) says.sentence = fmt::format("{} is {} in {}, the last ending {}.", policy.promise, beyond, report::counted(count, "matured window", "matured windows"), day_of(windows.back().window.end));
    else if (alarmed) says.sentence = fmt::format("The detector of {} raised an alarm with the window that ended {}.", policy.promise, day_of(alarm->second));
    else says.sentence = fmt::format("{} is not {}{}.", policy.promise, beyond, windows.empty() ? ", and no window of it has matured" : fmt::format(" in {} in a row that have not been answered", report::counted(policy.windows, "window", "windows")));
    return says;
}

plan::Costing costing_of(const Charter& document, const Retraining& retraining) {
    plan::Costing costing{.cost = retraining.cost.total(), .worth = retraining.pays->worth, .recovers = retraining.pays->recovers, .decisions_per_day = 0, .horizon_days = charter::days_of(retraining.pays->horizon), .level = document.find(retraining.pays->promise)->level};
    return costing;
}

/// As the charter says it, else the pace of the windows.
double decisions_per_day(const Charter& document, const std::vector<Seen>& windows, base::Time from) {
    if (document.worth && document.worth->volume) return document.worth->volume->amount / charter::days_of(document.worth->volume->length);
    double rows = 0, days = 0;
    for (const auto& one : windows) {
        if (one.window.start < from) continue;
        rows += static_cast<double>(one.rows);
        days += days_between(one.window.start, one.window.end);
    }
    return days > 0 ? rows / days : 0;
}

PolicySays pays_says(const Charter& document, const Retraining& retraining, const SeenWindows& seen, const PolicyTimes& times, PoliciesSay& all) {
    const auto& windows = windows_of(seen, retraining.pays->promise);
    PolicySays says{.policy = "pays", .calls = false, .sentence = {}};
    if (windows.empty()) {
        says.sentence = "No window of " + retraining.pays->promise + " has matured.";
        return says;
    }
    const base::Time from = times.trained.value_or(windows.front().window.start);
    std::vector<plan::Point> points;
    for (const auto& one : windows) {
        if (one.window.start >= from && one.value) points.push_back({(days_between(from, one.window.start) + days_between(from, one.window.end)) / 2, *one.value});
    }
    plan::Costing costing = costing_of(document, retraining);
    costing.decisions_per_day = decisions_per_day(document, windows, from);
    const double age = std::max(days_between(from, windows.back().window.end), 0.0);
    all.payoff = plan::payoff(points, age, costing);
    // What a window has started it does not start again, until a newer one says it too.
    says.calls = all.payoff->advice == plan::Advice::retrain && (!times.looked || *times.looked < windows.back().window.end);
    says.sentence = report::sentence(*all.payoff, document.currency, from);
    return says;
}

PolicySays schedule_says(const base::Duration& every, const PolicyTimes& times) {
    const base::Time due{times.scheduled.micros + micros_of(every)};
    PolicySays says{.policy = "schedule", .calls = due <= times.now, .sentence = {}};
    says.sentence = fmt::format("{} after {}, which {} {}.", base::format(every), day_of(times.scheduled), says.calls ? "was" : "is", day_of(due));
    return says;
}

std::string trigger_at(const Retraining& retraining, const SeenWindows& seen, base::Time from, base::Time until) {
    SeenWindows then = seen;
    for (auto& [promise, windows] : then.of) std::erase_if(windows, [&](const Seen& one) { return one.window.end > until; });
    then.alarmed.clear();
    const PolicyTimes times{.now = until, .trained = {}, .looked = from, .scheduled = {}};
    for (const auto& policy : retraining.broken) {
        if (broken_says(then, times, policy).calls) return "broken " + policy.promise;
    }
    for (const auto& policy : retraining.drift) {
        if (drift_says(then, times, policy).calls) return "drift " + policy.promise;
    }
    return {};
}

}  // namespace

const PolicySays* PoliciesSay::calling() const {
    const auto found = std::find_if(policies.begin(), policies.end(), [](const PolicySays& one) { return one.calls; });
    return found == policies.end() ? nullptr : &*found;
}

PoliciesSay policies_say(const Charter& document, const Retraining& retraining, const SeenWindows& seen, const PolicyTimes& times) {
    PoliciesSay all;
    for (const auto& policy : retraining.broken) all.policies.push_back(broken_says(seen, times, policy));
    for (const auto& policy : retraining.drift) all.policies.push_back(drift_says(seen, times, policy));
    if (retraining.pays) all.policies.push_back(pays_says(document, retraining, seen, times, all));
    if (retraining.schedule) all.policies.push_back(schedule_says(*retraining.schedule, times));
    return all;
}

int failures_in_a_row(const std::vector<RetrainingRun>& runs) {
    int count = 0;
    for (const auto& run : runs) {
        if (run.open()) continue;
        if (!run.went_wrong()) break;
        ++count;
        if (run.policy == "person") break;  // whoever started it had seen those before
    }
    return count;
}

std::string held_by(const charter::RetrainingGuards& guards, const std::vector<RetrainingRun>& runs, base::Time now) {
    if (runs.empty()) return {};
    if (runs.front().open()) return "One runs already.";
    if (const int failures = failures_in_a_row(runs); failures >= guards.failures) {
        return fmt::format("The last {} went wrong; nothing is started by itself until a person starts one.", report::counted(failures, "retraining", "retrainings"));
    }
    const base::Time last = runs.front().moment;
    // A clock that was set back must not start a storm: until it has passed the last beginning again, a person starts one.
    if (last > now) return fmt::format("The last retraining is dated {}, later than now: the clock was set back.", base::format(last));
    if (now.micros - last.micros < micros_of(guards.pause)) return fmt::format("The last retraining began {}, and {} lie between two.", day_of(last), base::format(guards.pause));
    const auto lately = std::count_if(runs.begin(), runs.end(), [&](const RetrainingRun& run) { return now.micros - run.moment.micros < micros_of(guards.per); });
    if (lately >= guards.at_most) return fmt::format("{} began in the last {}, and {} are allowed.", report::counted(lately, "retraining", "retrainings"), base::format(guards.per), guards.at_most);
    return {};
}

base::Result<PastOfProduct> past_of(const Charter& document, const Retraining& retraining, const SeenWindows& seen, const std::vector<base::Time>& trained) {
    if (!retraining.pays) return base::Error{base::Fault::input, "the charter does not say what a retraining costs and which promise decays", "add retraining: {pays: {promise: ...}, cost: {money: ...}}"};
    const auto& windows = windows_of(seen, retraining.pays->promise);
    if (windows.empty()) return base::Error{base::Fault::input, "no window of " + retraining.pays->promise + " has matured in these data", "give data that cover some of its windows"};
    PastOfProduct past{.origin = windows.front().window.start, .windows = {}, .trainings = {0}, .rule = {}};
    const auto& volume = document.worth ? document.worth->volume : std::nullopt;
    base::Time before = past.origin;
    for (const auto& one : windows) {
        const double length = days_between(one.window.start, one.window.end);
        const double decisions = volume ? volume->amount / charter::days_of(volume->length) * length : static_cast<double>(one.rows);
        past.windows.push_back({days_between(past.origin, one.window.start), days_between(past.origin, one.window.end), one.value, decisions, trigger_at(retraining, seen, before, one.window.end)});
        if (!past.windows.back().trigger.empty()) before = one.window.end;
    }
    for (const base::Time one : trained) {
        if (one > past.origin && one < windows.back().window.end) past.trainings.push_back(days_between(past.origin, one));
    }
    std::sort(past.trainings.begin(), past.trainings.end());
    past.trainings.erase(std::unique(past.trainings.begin(), past.trainings.end()), past.trainings.end());
    past.rule.costing = costing_of(document, retraining);
    if (retraining.schedule) past.rule.schedule_days = charter::days_of(*retraining.schedule);
    past.rule.pause_days = charter::days_of(retraining.guards.pause);
    past.rule.at_most = retraining.guards.at_most;
    past.rule.per_days = charter::days_of(retraining.guards.per);
    return past;
}

}  // namespace operations
