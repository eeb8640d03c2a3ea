#include "operations/retraining/windows.h"

#include <algorithm>

#include "operations/shared/assessment.h"
#include "operations/shared/sources.h"

namespace operations {

namespace {

using verdicts::Verdict;

void note_newest(SeenWindows& all) {
    for (const auto& [promise, windows] : all.of) {
        if (windows.empty()) continue;
        const base::Time end = windows.back().window.end;
        if (!all.newest || *all.newest < end) all.newest = end;
    }
}

/// A later check of the same window takes its place only where it is broken and the first is not.
void take(std::vector<Seen>& windows, Seen one) {
    if (windows.empty() || windows.back().window.start != one.window.start) windows.push_back(std::move(one));
    else if (one.verdict == Verdict::broken && windows.back().verdict != Verdict::broken) windows.back() = std::move(one);
}

/// What is complete where times are dates: the whole of the last day.
Moment moment_of(const charter::Charter& document, const observations::Source& source) {
    Moment moment{source.newest(), source.newest(), 0};
    for (const auto& column : source.columns()) {
        if (column.name == document.task.columns.time && column.declared == "DATE" && moment.as_of) moment.complete_until = base::Time{moment.as_of->micros + base::micros_per_day};
    }
    return moment;
}

std::vector<Seen> windows_of(const Prepared& prepared, const Ground& ground, const Moment& moment, const Answers& current, const Answers& reference) {
    std::vector<Seen> windows;
    const auto& answer = prepared.measurements.empty() ? observations::Answer() : current[prepared.measurements.front().question];
    if (prepared.reason != metrics::Reason::none || answer.empty() || !moment.complete_until) return windows;
    const auto windowing = windowing_of(*prepared.promise, *ground.charter);
    const std::int64_t newest = newest_window(windowing, *moment.complete_until, lateness(prepared, *ground.charter), true);
    for (std::int64_t window = answer.front().window; window <= newest; ++window) {
        const auto result = assess_window(prepared, ground, moment, window, current, reference, Depth::verdict_alone);
        for (const auto& check : result.checks) {
            take(windows, {.window = {windowing.start_of(window), windowing.end_of(window)}, .value = check.estimate.value, .interval = check.estimate.interval(prepared.promise->level), .verdict = check.judgement.verdict, .rows = check.estimate.rows});
        }
    }
    return windows;
}

}  // namespace

std::vector<std::string> promises_of(const charter::Retraining& retraining) {
    std::vector<std::string> promises;
    for (const auto& one : retraining.broken) promises.push_back(one.promise);
    for (const auto& one : retraining.drift) promises.push_back(one.promise);
    if (retraining.pays) promises.push_back(retraining.pays->promise);
    std::sort(promises.begin(), promises.end());
    promises.erase(std::unique(promises.begin(), promises.end()), promises.end());
    return promises;
}

SeenWindows seen_live(const LiveProduct& live, const std::vector<std::string>& promises) {
    SeenWindows all;
    for (const auto& promise : promises) {
        const auto history = live.history(promise);
        if (!history) continue;  // nothing was judged yet
        for (const auto& point : history->points) {
            if (point.matured) take(all.of[promise], {.window = point.window, .value = point.value, .interval = point.interval, .verdict = point.verdict, .rows = point.rows});
        }
    }
    note_newest(all);
    const auto card = live.scorecard();
    if (!card) return all;
    for (const auto& result : card->promises) {
        if (!result.live) continue;
        if (result.live->beginning && result.live->beginning->alarmed) all.alarmed[result.promise.id] = *result.live->beginning->alarmed;
        if (result.live->since && (!all.released || *all.released < result.live->since->since)) all.released = result.live->since->since;
    }
    return all;
}

base::Result<SeenWindows> seen_in_files(const charter::Charter& document, const std::vector<std::string>& promises, const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const Sources sources, open_sources(document, arguments.text("CHARTER"), arguments, surroundings));
    Ground ground;
    ground.charter = &document;
    ground.columns = sources.current->columns();
    ground.has_reference = sources.reference != nullptr;
    if (sources.reference) ground.reference_columns = sources.reference->columns();
    Plan current, reference;
    std::vector<Prepared> prepared;
    for (const auto& id : promises) prepared.push_back(prepare(*document.find(id), ground, current, reference));
    Answers reference_answers;
    if (sources.reference) {
        ASSIGN_OR_RETURN(reference_answers, sources.reference->answer(reference.questions()));
    }
    ASSIGN_OR_RETURN(const Answers answers, sources.current->answer(current.questions()));
    const Moment moment = moment_of(document, *sources.current);
    SeenWindows all;
    for (const auto& one : prepared) {
        if (one.reason != metrics::Reason::none) return base::Error{base::Fault::input, one.promise->id + " cannot be measured on these files: " + std::string(metrics::sentence(one.reason)) + (one.detail.empty() ? "" : " " + one.detail), "\"charter evaluate\" says more"};
        all.of[one.promise->id] = windows_of(one, ground, moment, answers, reference_answers);
    }
    note_newest(all);
    return all;
}

}  // namespace operations
