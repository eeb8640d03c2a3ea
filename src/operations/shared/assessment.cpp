#include "operations/shared/assessment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include <fmt/format.h>

#include "report/figures.h"

namespace operations {

namespace {

using charter::Bound;
using charter::Promise;
using metrics::Estimate;
using metrics::Reason;
using report::Check;
using report::PromiseResult;
using verdicts::Verdict;

constexpr std::size_t trend_points_max = 60;  // more than a year of weeks cannot be told apart on a page
constexpr std::size_t figures_max = 12;

base::Time plus(base::Time time, const base::Duration& duration) {
    ASSERT(duration.months == 0);  // lateness is checked by the parser to be a fixed length
    return {time.micros + duration.micros};
}

double seconds_of(const report::Period& period) { return static_cast<double>(period.end.micros - period.start.micros) / static_cast<double>(base::micros_per_second); }
double days_of(const report::Period& period) { return static_cast<double>(period.end.micros - period.start.micros) / static_cast<double>(base::micros_per_day); }

/// A bound relative to the reference, made absolute for showing: factor times the reference's value.
Bound resolved(const Bound& bound, double reference) {
    Bound absolute = bound;
    absolute.relative = false;
    if (bound.kind == Bound::Kind::at_least) absolute.low = bound.low * reference;
    else absolute.high = bound.high * reference;
    return absolute;
}

Check check_of(const Prepared& prepared, const Measurement& measurement, const Measured& measured, const Answers& reference, Depth depth) {
    const Promise& promise = *prepared.promise;
    Check check;
    check.column = measurement.column;
    check.group = measured.group;
    check.category = promise.category;
    check.estimate = measured.estimate;
    check.bound = promise.bound;
    const auto hold_back = [&] { check.judgement = verdicts::held_back(check.judgement, check.estimate.standing, promise.breach); };
    if (!promise.bound.relative) {
        if (depth == Depth::whole) check.judgement = verdicts::judge(check.estimate, check.bound, promise.about, promise.level);
        else check.judgement.verdict = verdicts::verdict_of(check.estimate, check.bound, promise.about, promise.level);
        hold_back();
        return check;
    }
    const Estimate on_reference = reference_estimate(measurement, reference, measured.group);
    check.reference_value = on_reference.value;
    if (on_reference.value) check.bound = resolved(promise.bound, *on_reference.value);
    check.judgement = verdicts::judge(metrics::Current<Estimate>{check.estimate}, metrics::Reference<Estimate>{on_reference}, promise.bound, promise.about, promise.level);
    hold_back();
    return check;
}

/// How far the value lies on the bad side of the bound; negative: on the good side. Absent values count as worst.
double badness(const Check& check) {
    if (!check.estimate.value) return std::numeric_limits<double>::infinity();
    return std::max(check.bound.low - *check.estimate.value, *check.estimate.value - check.bound.high);
}

/// The check to read aloud: broken before unproven before kept, then the one nearest to being broken.
std::size_t deciding_of(const std::vector<Check>& checks) {
    const auto rank = [](const Check& check) { return check.judgement.verdict == Verdict::broken ? 0 : check.judgement.verdict == Verdict::unproven ? 1 : 2; };
    const auto before = [&](const Check& a, const Check& b) {
        return std::make_tuple(rank(a), a.judgement.p_broken, -badness(a)) < std::make_tuple(rank(b), b.judgement.p_broken, -badness(b));
    };
    return static_cast<std::size_t>(std::min_element(checks.begin(), checks.end(), before) - checks.begin());
}

/// The deciding check in each past window.
void add_trend(PromiseResult& result, const Prepared& prepared, const Measurement& measurement, const charter::Windowing& windowing, std::int64_t newest, const Answers& current, const Answers& reference) {
    const auto& answer = current[measurement.question];
    if (answer.empty()) return;
    const std::int64_t first = std::max(answer.front().window, newest - static_cast<std::int64_t>(trend_points_max) + 1);
    Measurement in_window = measurement;
    for (std::int64_t window = first; window <= newest; ++window) {
        in_window.setting.seconds = seconds_of({windowing.start_of(window), windowing.end_of(window)});
        for (const auto& measured : estimates_in(in_window, current, reference, window)) {
            if (measured.group != result.checks[result.deciding].group) continue;
            const Check check = check_of(prepared, measurement, measured, reference, Depth::verdict_alone);
            report::TrendPoint point;
            point.window = {windowing.start_of(window), windowing.end_of(window)};
            point.value = check.estimate.value;
            point.interval = check.estimate.interval(prepared.promise->level);
            point.verdict = check.judgement.verdict;
            point.rows = check.estimate.rows;
            result.trend.push_back(std::move(point));
        }
    }
}

/// What could be said of each window before its outcomes were in, up to the newest that is over.
void add_foreseen(PromiseResult& result, const Measurement& early, const charter::Windowing& windowing, std::int64_t newest, const Answers& current, const Answers& reference) {
    const auto& answer = current[early.question];
    if (answer.empty()) return;
    const std::string group = result.checks.empty() ? "" : result.checks[result.deciding].group;
    const std::int64_t first = std::max(answer.front().window, newest - static_cast<std::int64_t>(trend_points_max) + 1);
    for (std::int64_t window = first; window <= newest; ++window) {
        for (const auto& measured : estimates_in(early, current, reference, window)) {
            if (measured.group != group) continue;
            report::Foreseen& one = result.foreseen.emplace_back();
            one.window = {windowing.start_of(window), windowing.end_of(window)};
            one.value = measured.estimate.value;
            one.interval = measured.estimate.interval(result.promise.level);
            one.reason = measured.estimate.reason;
            one.rows = measured.estimate.rows;
            for (const auto& point : result.trend) {
                if (point.window.start == one.window.start) one.realised = point.value;
            }
        }
    }
}

/// Which rows have outcomes, in the window that the promise is about.
void add_labelled(PromiseResult& result, const Prepared::Labelled& questions, std::int64_t window, const Answers& current) {
    using Pointer = std::shared_ptr<const metrics::Runs>;
    const auto runs_in = [&](std::size_t question) -> const metrics::Runs* {
        for (const auto& cell : current[question]) {
            if (cell.window == window) return std::get<Pointer>(cell.statistic).get();
        }
        return nullptr;
    };
    const auto* scores = runs_in(questions.scores);
    const auto* labelled = runs_in(questions.labelled);
    if (scores == nullptr || labelled == nullptr) return;
    result.labelled = metrics::labelled_bands(*scores, *labelled);
    const auto share = [](const metrics::LabelledBand& band) { return band.labelled / band.rows; };
    const auto [least, most] = std::minmax_element(result.labelled.begin(), result.labelled.end(), [&](const auto& a, const auto& b) { return share(a) < share(b); });
    if (result.labelled.empty()) return;
    result.detail += fmt::format("{}{:.3g} % of the rows scored {:.3g} to {:.3g} have one, and {:.3g} % of those scored {:.3g} to {:.3g}", result.detail.empty() ? "" : ": ", 100 * share(*most), most->low,
                                 most->high, 100 * share(*least), least->low, least->high);
}

void add_pictures(PromiseResult& result, const Measurement& measurement, const std::vector<Measured>& all) {
    for (const auto& measured : all) {
        if (result.figures.size() >= figures_max) return;
        for (const auto& group : measured.groups) result.groups.push_back({group.name, group.estimate});
        if (measured.current == nullptr) continue;
        auto figure = report::figure_of(*measurement.metric, *measured.current, measured.reference.get(), measurement.setting.bins);
        if (!figure) continue;
        figure->title = measurement.column + (measurement.column.empty() || measured.group.empty() ? "" : ", ") + measured.group;
        result.figures.push_back(*std::move(figure));
    }
}

PromiseResult unmeasured(const Prepared& prepared, Reason reason, std::string detail) {
    PromiseResult result;
    result.promise = *prepared.promise;
    result.metric = prepared.metric;
    result.verdict = Verdict::unproven;
    result.reason = reason;
    result.detail = std::move(detail);
    return result;
}

/// Verdict of the promise from those of its checks, and the reason of the one that stands for it.
void conclude(PromiseResult& result, Depth depth) {
    std::vector<verdicts::Judgement> judgements;
    for (const auto& check : result.checks) judgements.push_back(check.judgement);
    result.verdict = depth == Depth::verdict_alone ? judgements.front().verdict : verdicts::together(judgements, result.promise.breach, result.promise.level);
    for (std::size_t i = 0; i < judgements.size(); ++i) result.checks[i].judgement = judgements[i];
    result.deciding = deciding_of(result.checks);
    const Check& deciding = result.checks[result.deciding];
    if (result.verdict == Verdict::unproven) result.reason = deciding.judgement.reason;
    result.detail = deciding.estimate.detail;
    result.rows_independent = !deciding.estimate.units_named;
}

}  // namespace

charter::Windowing windowing_of(const Promise& promise, const charter::Charter& document) {
    return promise.over ? charter::Windowing(*promise.over, document.zone) : charter::Windowing();
}

std::int64_t newest_window(const charter::Windowing& windowing, base::Time as_of, const base::Duration& late_by, bool needs_labels) {
    if (windowing.whole()) return 0;
    std::int64_t window = windowing.index_of(as_of);
    for (;; --window) {
        const base::Time end = windowing.end_of(window);
        const base::Time start = windowing.start_of(window);
        const base::Time due = needs_labels ? plus(end, late_by) : end;
        const std::int64_t slack = (end.micros - start.micros) / 100;
        if (as_of.micros >= due.micros - slack) return window;
    }
}

namespace {

/// Also what is measured of the label column itself, as label drift, is known only once the outcomes are in: until then the
/// missing ones would look like drift.
bool waits_for_labels(const Prepared& prepared, const charter::Charter& document) {
    const auto& of = prepared.promise->of;
    const std::string& label = document.task.columns.label;
    return prepared.metric->needs_labels() || (!label.empty() && std::find(of.begin(), of.end(), label) != of.end());
}

/// One window, and for each check the measurement that it came from.
struct Assessed {
    PromiseResult result;
    std::vector<std::size_t> measured_by;
};

Assessed assessed(const Prepared& prepared, const Ground& ground, const Moment& moment, std::int64_t window, const Answers& current, const Answers& reference, Depth depth) {
    const auto windowing = windowing_of(*prepared.promise, *ground.charter);
    Assessed made;
    PromiseResult& result = made.result;
    result.promise = *prepared.promise;
    result.metric = prepared.metric;
    if (!windowing.whole()) result.window = report::Period{windowing.start_of(window), windowing.end_of(window)};
    for (std::size_t i = 0; i < prepared.measurements.size(); ++i) {
        Measurement measurement = prepared.measurements[i];
        measurement.setting.as_of = moment.as_of;
        if (result.window) measurement.setting.seconds = seconds_of(*result.window);
        const auto all = estimates_in(measurement, current, reference, window);
        for (const auto& measured : all) {
            result.checks.push_back(check_of(prepared, measurement, measured, reference, depth));
            made.measured_by.push_back(i);
        }
        if (depth == Depth::whole) add_pictures(result, measurement, all);
    }
    // Several checks are judged together, by how clear each of them is.
    if (depth == Depth::verdict_alone && result.checks.size() > 1) return assessed(prepared, ground, moment, window, current, reference, Depth::whole);
    conclude(result, depth);
    const double days = result.window ? days_of(*result.window) : moment.days;
    if (days > 0) result.units_per_day = static_cast<double>(result.checks[result.deciding].estimate.units) / days;
    return made;
}

}  // namespace

base::Duration lateness(const Prepared& prepared, const charter::Charter& document) {
    base::Duration late = waits_for_labels(prepared, document) ? document.late_by : base::Duration{};
    if (prepared.metric->matures_after == nullptr || prepared.measurements.empty()) return late;
    const double days = prepared.metric->matures_after(prepared.measurements.front().setting);
    late.micros += std::llround(days * static_cast<double>(base::micros_per_day));
    return late;
}

PromiseResult assess_window(const Prepared& prepared, const Ground& ground, const Moment& moment, std::int64_t window, const Answers& current, const Answers& reference, Depth depth) {
    return assessed(prepared, ground, moment, window, current, reference, depth).result;
}

PromiseResult assess(const Prepared& prepared, const Ground& ground, const Moment& moment, const Answers& current, const Answers& reference) {
    const Promise& promise = *prepared.promise;
    const auto windowing = windowing_of(promise, *ground.charter);
    const auto newest = [&](bool needs_labels) { return windowing.whole() ? 0 : newest_window(windowing, *moment.complete_until, needs_labels ? lateness(prepared, *ground.charter) : base::Duration{}, true); };
    const bool timeless = !windowing.whole() && !moment.complete_until;
    if (prepared.reason != Reason::none) {
        PromiseResult result = unmeasured(prepared, prepared.reason, prepared.detail);
        if (prepared.early && !timeless && promise.by.empty()) add_foreseen(result, *prepared.early, windowing, newest(false), current, reference);
        if (prepared.labelled && !timeless) add_labelled(result, *prepared.labelled, newest(true), current);
        return result;
    }
    if (timeless) return unmeasured(prepared, Reason::no_rows, "no row has a time");
    const std::int64_t window = newest(!promise.estimated);

    Assessed made = assessed(prepared, ground, moment, window, current, reference, Depth::whole);
    PromiseResult& result = made.result;
    if (!windowing.whole()) {
        Measurement measurement = prepared.measurements[made.measured_by[result.deciding]];
        // Freshness of a past window is judged at its own end, not at today's.
        // A model fitted for each past window would cost more than it tells.
        if (prepared.metric->scale != metrics::Scale::seconds && !prepared.metric->needs.features) add_trend(result, prepared, measurement, windowing, window, current, reference);
        if (prepared.early) add_foreseen(result, *prepared.early, windowing, newest(false), current, reference);
    }
    return std::move(made.result);
}

}  // namespace operations
