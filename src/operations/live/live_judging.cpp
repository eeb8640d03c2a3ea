#include "operations/live/live_product.h"

#include <algorithm>

#include "base/limits.h"
#include "operations/live/history_bytes.h"
#include "operations/live/live_parts.h"
#include "verdicts/forecast.h"

/// How a live product judges its windows and takes them in.
namespace operations {

namespace {

using report::Period;
using report::PromiseResult;
using verdicts::Verdict;

constexpr std::size_t trend_points_max = 60;
constexpr std::int64_t settle_micros_max = 600 * base::micros_per_second;

std::string check_of(const report::Check& check) { return check_name(check.column, check.group); }

/// Of a bound that is a multiple of what the reference has, nothing: until that is known.
std::optional<metrics::Limits> ends_of(const charter::Bound& bound) { return bound.relative ? std::nullopt : std::optional(metrics::Limits{bound.low, bound.high}); }

}  // namespace

Moment LiveProduct::moment_at(base::Time now) const {
    Moment moment{now, now, 0};
    // The newest event of a replay that happened at midnight to the microsecond has a date for a time: its day is over.
    const charter::Windowing days(base::Duration{.micros = base::micros_per_day}, document_->zone);
    if (options_.clock == LiveClock::events && days.start_of(days.index_of(now)).micros == now.micros) moment.complete_until = days.end_of(days.index_of(now));
    return moment;
}

base::Result<Answers> LiveProduct::answers(const std::vector<std::size_t>& questions, std::int64_t window, base::Time now) {
    Answers made(current_.questions().size());
    for (const auto number : questions) {
        ASSIGN_OR_RETURN(made[number], kept_->cells(number, window, window, now));
    }
    return made;
}

double LiveProduct::days_covered() {
    const auto cells = kept_->cells(extent_, 0, 0, clock_);
    metrics::Extent all;
    if (cells) {
        for (const auto& cell : *cells) all.merge(std::get<metrics::Extent>(cell.statistic));
    }
    if (!all.first || !all.last) return 0;
    return static_cast<double>(all.last->micros - all.first->micros) / static_cast<double>(base::micros_per_day);
}

/// A past window, as it is known now.
base::Result<base::Done> LiveProduct::judge(Watched& one, std::int64_t window, base::Time now, Changes& changes) {
    const Period period = period_of(one.windowing, window);
    const bool matured = one.matured && window <= *one.matured;
    auto& points = one.points[window];
    const auto before = std::exchange(points, {});
    if (matured) {
        ASSIGN_OR_RETURN(const Answers current, answers(questions_of(one.prepared), window, now));
        Moment moment = moment_at(now);
        if (one.prepared.metric->scale == metrics::Scale::seconds) moment.as_of = std::min(now, period.end);
        const Depth depth = before.size() > 1 ? Depth::whole : Depth::verdict_alone;
        const PromiseResult result = assess_window(one.prepared, ground_, moment, window, current, reference_answers_, depth);
        for (const auto& check : result.checks) {
            HistoryPoint& point = points.emplace_back();
            point.window = period;
            point.check = check_of(check);
            point.value = check.estimate.value;
            point.interval = check.estimate.interval(result.promise.level);
            point.verdict = check.judgement.verdict;
            point.reason = check.judgement.reason;
            point.rows = check.estimate.rows;
            point.matured = true;
            point.bound = ends_of(check.bound);
        }
        hold_to_bound_then(one, points, moment, window, current);
        one.anew.erase(window);
        const bool news = before.empty() || !before.front().matured;
        if (news) changes.windows.push_back({result.promise.id, period, true, result.verdict});
    } else {
        RETURN_IF_ERROR(foresee(one, window, now));
        HistoryPoint& point = points.emplace_back();
        point.window = period;
        point.bound = ends_of(one.prepared.promise->bound);
        point.reason = metrics::Reason::not_matured;
        if (const auto found = one.foreseen.find(window); found != one.foreseen.end() && found->second.value) {
            point.value = found->second.value;
            point.interval = found->second.interval;
            point.rows = found->second.rows;
            point.reason = metrics::Reason::estimated_only;
            point.estimated = true;
        }
        if (before.empty()) changes.windows.push_back({one.prepared.promise->id, period, false, Verdict::unproven});
    }
    // What was shown of the evidence when the window was taken in stays with it.
    for (auto& point : points) {
        for (const auto& old : before) {
            if (old.check != point.check) continue;
            point.evidence = old.evidence;
            point.since = old.since;
        }
    }
    keep_point(one, window);
    one.dirty = true;
    return base::Done{};
}

/// What was promised when the window ended is what it is held to, by the number as it is known now.
void LiveProduct::hold_to_bound_then(const Watched& one, std::vector<HistoryPoint>& points, const Moment& moment, std::int64_t window, const Answers& current) const {
    const PastBound* stood = bound_then(one.bounds, one.windowing.end_of(window), one.prepared.promise->bound);
    if (stood == nullptr) return;
    charter::Promise promise = *one.prepared.promise;
    promise.bound = *stood->bound;
    Prepared earlier = one.prepared;
    earlier.promise = &promise;
    const PromiseResult result = assess_window(earlier, ground_, moment, window, current, reference_answers_, Depth::verdict_alone);
    ASSERT(result.checks.size() == points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i].bound = ends_of(result.checks[i].bound);
        points[i].then = result.checks[i].judgement.verdict;
    }
}

void LiveProduct::keep_point(Watched& one, std::int64_t window) { unshelved_.push_back({std::string(windows_shelf) + one.key, window, bytes_of(one.points[window])}); }

/// What can be said of a window before its outcomes are in: from the scores, once they are all there.
base::Result<base::Done> LiveProduct::foresee(Watched& one, std::int64_t window, base::Time now) {
    if (!one.prepared.early || !one.prepared.promise->by.empty()) return base::Done{};
    const Measurement& early = *one.prepared.early;
    ASSIGN_OR_RETURN(const Answers current, answers({early.question}, window, now));
    if (current[early.question].empty()) return base::Done{};
    Measurement measurement = early;
    measurement.foresight = std::make_shared<metrics::Foresight>();  // it remembers runs by their place in memory
    for (const auto& measured : estimates_in(measurement, current, reference_answers_, window)) {
        report::Foreseen& foreseen = one.foreseen[window];
        foreseen = {};
        foreseen.window = period_of(one.windowing, window);
        foreseen.value = measured.estimate.value;
        foreseen.interval = measured.estimate.interval(one.prepared.promise->level);
        foreseen.reason = measured.estimate.reason;
        foreseen.rows = measured.estimate.rows;
    }
    return base::Done{};
}

base::Result<base::Done> LiveProduct::take_in_matured(Watched& one, base::Time now, base::Time wall, Changes& changes) {
    const bool watched_for_breaks = one.prepared.metric->scale != metrics::Scale::seconds && !one.prepared.promise->estimated && !one.prepared.metric->needs.features;
    if (!watched_for_breaks || !one.matured) return base::Done{};
    std::size_t checks = 0;
    for (const auto& other : watched_) checks += other->checks;
    Taking taking{&one.prepared, kept_.get(), &reference_answers_, current_.questions().size(), one.windowing, std::max<std::size_t>(1, checks), now};
    auto at = one.evidence.last ? one.points.upper_bound(*one.evidence.last) : one.points.begin();
    for (; at != one.points.end() && at->first <= *one.matured; ++at) {
        const auto settles = one.settles.find(at->first);
        if (settles != one.settles.end() && wall < settles->second) break;  // and those after it wait their turn
        ASSIGN_OR_RETURN(auto alarms, take_in(one.evidence, taking, at->first));
        for (auto& point : at->second) {
            const auto found = one.evidence.checks.find(point.check);
            if (found == one.evidence.checks.end()) continue;
            point.evidence = found->second.detector.evidence;
            if (found->second.since) point.since = found->second.since->limits;
        }
        keep_point(one, at->first);
        std::move(alarms.begin(), alarms.end(), std::back_inserter(changes.alarms));
        one.settles.erase(at->first);
        one.dirty = true;
    }
    if (one.dirty) unshelved_.push_back({std::string(evidence_shelf) + one.key, 0, one.evidence.packed()});
    return base::Done{};
}

base::Result<base::Done> LiveProduct::bring_up_to_date(Watched& one, base::Time now, Changes& changes) {
    if (one.prepared.reason != metrics::Reason::none) return base::Done{};
    std::set<std::int64_t> changed;
    auto asked = questions_of(one.prepared);
    for (const auto number : asked) {
        for (const auto window : changed_[number]) changed.insert(window);
    }
    if (!changed.empty()) one.dirty = true;
    if (one.windowing.whole()) return base::Done{};
    const Moment moment = moment_at(now);
    one.checks = std::max<std::size_t>(one.checks, 1);
    const auto closed = newest_window(one.windowing, *moment.complete_until, {}, true);
    const auto matured = newest_window(one.windowing, *moment.complete_until, one.prepared.promise->estimated ? base::Duration{} : lateness(one.prepared, *document_), true);
    std::optional<std::int64_t> first;
    for (const auto number : asked) {
        if (const auto extent = kept_->extent(number)) first = std::min(first.value_or(extent->first), extent->first);
    }
    // Also windows in which nothing happened are judged, from the first in which something did.
    if (first) {
        const std::int64_t from = one.points.empty() ? *first : one.points.rbegin()->first + 1;
        for (std::int64_t window = std::max(from, closed - static_cast<std::int64_t>(base::limits::windows_max)); window <= closed; ++window) changed.insert(window);
        const std::int64_t ripe = one.matured ? *one.matured + 1 : *first;
        for (std::int64_t window = std::max(ripe, *first); window <= matured; ++window) changed.insert(window);
    }
    changed.insert(one.anew.begin(), one.anew.end());
    const bool shifted = one.closed != closed || one.matured != matured;
    one.closed = closed;
    one.matured = matured;
    one.dirty = one.dirty || shifted;
    for (const auto window : changed) {
        if (window > closed) continue;
        const auto found = one.points.find(window);
        if (found != one.points.end() && !changed_any(asked, window) && !one.anew.contains(window) && found->second.front().matured == (window <= matured)) continue;
        RETURN_IF_ERROR(judge(one, window, now, changes));
        const auto& points = one.points[window];
        one.checks = std::max(one.checks, points.size());
    }
    return base::Done{};
}

bool LiveProduct::changed_any(const std::vector<std::size_t>& questions, std::int64_t window) const {
    return std::any_of(questions.begin(), questions.end(), [&](std::size_t number) {
        const auto found = changed_.find(number);
        return found != changed_.end() && found->second.contains(window);
    });
}

report::Live LiveProduct::live_of(const Watched& one, const PromiseResult& result) const {
    report::Live live;
    const report::Check* deciding = result.checks.empty() ? nullptr : &result.checks[result.deciding];
    live.check = deciding == nullptr ? "" : check_of(*deciding);
    const CheckEvidence* shown = nullptr;
    for (const auto& [name, check] : one.evidence.checks) {
        if (name == live.check) shown = &check;
    }
    if (shown != nullptr) {
        live.since = shown->since;
        std::size_t checks = 0;
        for (const auto& other : watched_) checks += other->checks;
        const bool point = deciding != nullptr && deciding->estimate.is_fact();
        const Period period = period_of(one.windowing, one.matured.value_or(0));
        const double days = static_cast<double>(period.end.micros - period.start.micros) / static_cast<double>(base::micros_per_day);
        report::Beginning& beginning = live.beginning.emplace();
        beginning.evidence = shown->detector.evidence;
        beginning.threshold = point ? 0 : verdicts::windows_per_false_alarm(days) * static_cast<double>(std::max<std::size_t>(1, checks));
        beginning.windows = shown->detector.windows;
        beginning.waiting = one.evidence.waiting && one.evidence.last ? *one.evidence.last - *one.evidence.waiting + 1 : 0;
        beginning.alarmed = shown->alarmed;
    }
    if (deciding != nullptr) {
        std::vector<verdicts::PastValue> past;
        for (const auto& [window, points] : one.points) {
            for (const auto& point : points) {
                if (point.matured && point.value && point.check == live.check) past.push_back({window, *point.value});
            }
        }
        if (past.size() > trend_points_max) past.erase(past.begin(), past.end() - static_cast<std::ptrdiff_t>(trend_points_max));
        live.forecast = verdicts::forecast(past, deciding->bound);
    }
    return live;
}

/// The promise's result, as an evaluation would give it, with what only a watched product has.
base::Result<base::Done> LiveProduct::conclude(Watched& one, base::Time now) {
    Moment moment = moment_at(now);
    if (one.prepared.reason != metrics::Reason::none || one.windowing.whole()) {
        auto asked = questions_of(one.prepared);
        if (one.prepared.labelled) {
            asked.push_back(one.prepared.labelled->scores);
            asked.push_back(one.prepared.labelled->labelled);
        }
        const auto window = one.windowing.whole() ? 0 : newest_window(one.windowing, *moment.complete_until, lateness_or_none(one), true);
        ASSIGN_OR_RETURN(const Answers current, answers(asked, window, now));
        moment.days = days_covered();
        one.result = assess(one.prepared, ground_, moment, current, reference_answers_);
        return base::Done{};
    }
    const std::int64_t window = one.matured.value_or(0);
    ASSIGN_OR_RETURN(const Answers current, answers(questions_of(one.prepared), window, now));
    PromiseResult result = assess_window(one.prepared, ground_, moment, window, current, reference_answers_, Depth::whole);
    const std::string check = check_of(result.checks[result.deciding]);
    const auto first = one.points.empty() ? window : std::max(one.points.begin()->first, window - static_cast<std::int64_t>(trend_points_max) + 1);
    if (one.prepared.metric->scale != metrics::Scale::seconds && !one.prepared.metric->needs.features) {
        for (auto at = one.points.lower_bound(first); at != one.points.end() && at->first <= window; ++at) {
            for (const auto& point : at->second) {
                if (point.check == check && point.matured) result.trend.push_back({point.window, point.value, point.interval, point.verdict, point.rows});
            }
        }
    }
    for (auto at = one.foreseen.lower_bound(one.closed.value_or(window) - static_cast<std::int64_t>(trend_points_max) + 1); at != one.foreseen.end(); ++at) {
        report::Foreseen foreseen = at->second;
        for (const auto& point : result.trend) {
            if (point.window.start == foreseen.window.start) foreseen.realised = point.value;
        }
        result.foreseen.push_back(std::move(foreseen));
    }
    result.live = live_of(one, result);
    one.result = std::move(result);
    return base::Done{};
}

base::Duration LiveProduct::lateness_or_none(const Watched& one) const { return one.prepared.metric == nullptr ? base::Duration{} : lateness(one.prepared, *document_); }

/// Windows that matured and for which something came just now wait until it is quiet.
void LiveProduct::settle(Watched& one, base::Time now) {
    if (options_.settle.micros == 0 || !one.matured) return;
    for (const auto number : questions_of(one.prepared)) {
        for (const auto window : changed_[number]) {
            if (one.evidence.last && window <= *one.evidence.last) continue;
            auto& begun = one.unsettled[window];
            if (begun.micros == 0) begun = now;
            one.settles[window] = base::Time{std::min(now.micros + options_.settle.micros, begun.micros + settle_micros_max)};
        }
    }
    std::erase_if(one.unsettled, [&](const auto& pair) { return one.evidence.last && pair.first <= *one.evidence.last; });
}

/// The newest version is the one that was first seen last. With it the sequences of what is not about a version begin anew.
base::Result<base::Done> LiveProduct::notice_release(base::Time now) {
    if (!versions_ || changed_[*versions_].empty()) return base::Done{};
    ASSIGN_OR_RETURN(const auto cells, kept_->cells(*versions_, 0, 0, now));
    std::string newest;
    std::optional<base::Time> since;
    for (const auto& cell : cells) {
        const auto& first = std::get<metrics::Extent>(cell.statistic).first;
        if (!first || (since && *first <= *since)) continue;
        since = first;
        newest = cell.group.front();
    }
    if (cells.size() < 2 || newest == version_) return base::Done{};
    version_ = newest;
    for (auto& one : watched_) {
        if (!one->prepared.promise->version && (!one->evidence.since || *one->evidence.since < *since)) one->evidence.start_at(*since);
    }
    return base::Done{};
}

}  // namespace operations
