#include "operations/live/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/packed.h"
#include "metrics/statistics/packed.h"
#include "operations/shared/question_key.h"
#include "verdicts/asymptotic_sequence.h"
#include "verdicts/curve.h"
#include "verdicts/looks.h"
#include "verdicts/share_sequence.h"
#include "verdicts/shares.h"
#include "verdicts/strength.h"

namespace operations {

namespace {

using metrics::Estimate;
using metrics::Limits;
using observations::Answer;
using report::SinceRelease;
using verdicts::Verdict;

constexpr std::int64_t windows_joined_max = 24;   // then what is still too weak is left out
constexpr double windows_planned = 30;

double days_in(const report::Period& period) { return static_cast<double>(period.end.micros - period.start.micros) / static_cast<double>(base::micros_per_day); }

std::optional<double> factor_of(const charter::Bound& bound) {
    if (!bound.relative) return std::nullopt;
    return bound.kind == charter::Bound::Kind::at_least ? bound.low : bound.high;
}

/// The difference from a multiple of the reference, and the end that it must not pass.
void resolve(Looked& looked, const Measurement& measurement, const Answers& reference, const std::string& group) {
    const auto factor = factor_of(looked.bound);
    if (!factor) return;
    const Estimate on_reference = reference_estimate(measurement, reference, group);
    if (looked.estimate.value && on_reference.value) looked.estimate = verdicts::against_reference(looked.estimate, on_reference, *factor);
    else looked.estimate = Estimate::absent(looked.estimate.value ? on_reference.reason : looked.estimate.reason);
    const bool at_least = looked.bound.kind == charter::Bound::Kind::at_least;
    looked.bound.relative = false;
    (at_least ? looked.bound.low : looked.bound.high) = 0;
    looked.statistic = nullptr;  // the scale and the start rules are not those of a difference
}

void collect(const Measurement& measurement, std::set<std::size_t>& questions) {
    if (!measurement.needs.columns) questions.insert(measurement.question);
    if (measurement.beside) questions.insert(*measurement.beside);
    for (const auto& column : measurement.of_columns) collect(column, questions);
}

/// Answers of which only those that a promise asks are filled in.
base::Result<Answers> answers_of(const Taking& taking, std::int64_t window, std::int64_t through) {
    Answers answers(taking.questions);
    for (const auto number : questions_of(*taking.prepared)) {
        ASSIGN_OR_RETURN(answers[number], taking.kept->cells(number, window, through, taking.now));
    }
    return answers;
}

bool all_add_up(const Taking& taking) {
    const auto questions = questions_of(*taking.prepared);
    return std::all_of(questions.begin(), questions.end(), [&](std::size_t number) { return taking.kept->adds_up(number); });
}

verdicts::Scaled scale_of(const metrics::Metric& metric) {
    if (metric.lowest == 0 && metric.highest == 1) return verdicts::Scaled::logit;
    if (metric.lowest == -1 && metric.highest == 1) return verdicts::Scaled::atanh;
    return verdicts::Scaled::identity;
}

/// Sums of values in [0, 1] of independent, unweighted rows.
struct UnitSums {
    double count = 0, sum = 0, square = 0;
};
template <class Of>
std::optional<UnitSums> sums_of(const metrics::Statistic& statistic) {
    const auto* split = std::get_if<metrics::Split<Of>>(&statistic);
    if (split == nullptr || split->clustered() || split->total.tally.weight != split->total.tally.rows * metrics::mass_one) return std::nullopt;
    return UnitSums{static_cast<double>(split->total.tally.rows), split->total.sum.value(), split->total.square.value()};
}
std::optional<UnitSums> unit_sums(const metrics::Metric& metric, const Looked& looked) {
    if (metric.lowest != 0 || metric.highest != 1 || looked.statistic == nullptr || verdicts::events_of(looked.estimate)) return std::nullopt;
    auto sums = sums_of<metrics::Moments>(*looked.statistic);
    return sums ? sums : sums_of<metrics::Powers>(*looked.statistic);
}

Verdict verdict_by(const Limits& kept, const Limits& broken, const charter::Bound& bound) {
    if (verdicts::is_kept(kept, bound)) return Verdict::kept;
    return verdicts::is_broken(broken, bound) ? Verdict::broken : Verdict::unproven;
}

/// The number since the release, by the tool that exists for it. `share` of the error: one promise may have many checks, and is
/// broken when any of them is.
struct Ruler {
    const metrics::Metric& metric;
    double alpha;
    double checks;
    double planned;
};

/// Limits at both errors: each check's own for `kept`, its part of the promise's for `broken`.
template <class At>
void conclude(SinceRelease& since, const charter::Bound& bound, const Ruler& ruler, At limits_at_alpha) {
    since.limits = limits_at_alpha(ruler.alpha);
    since.verdict = verdict_by(*since.limits, ruler.checks > 1 ? limits_at_alpha(ruler.alpha / ruler.checks) : *since.limits, bound);
}

void measure(SinceRelease& since, const Looked& looked, const CheckEvidence& check, const Ruler& ruler) {
    since.value = looked.estimate.value;
    since.rows = looked.estimate.rows;
    since.limits.reset();
    since.why.clear();
    if (const auto share = verdicts::events_of(looked.estimate)) {
        since.method = "beta-binomial mixture";
        return conclude(since, looked.bound, ruler, [&](double alpha) { return verdicts::share_sequence(share->events, share->count, alpha / 2); });
    }
    if (check.bounded) {
        since.method = "empirical Bernstein";
        const verdicts::BoundedSequence sequence(*check.bounded);
        return conclude(since, looked.bound, ruler, [&](double alpha) { return sequence.limits(alpha / 2); });
    }
    since.method = "asymptotic sequence";
    since.verdict = Verdict::unproven;
    if (!verdicts::strong_enough(ruler.metric, *looked.statistic, looked.estimate, verdicts::Use::sequence)) {
        since.why = "too little yet for a sequence that is only approximate";
        return;
    }
    const auto count = static_cast<double>(looked.estimate.units);
    const auto at = [&](double alpha) { return verdicts::asymptotic_sequence(looked.estimate, scale_of(ruler.metric), count, ruler.planned, alpha); };
    if (!at(ruler.alpha)) since.why = "the value lies at an end of its scale";
    else conclude(since, looked.bound, ruler, [&](double alpha) { return *at(alpha); });
}

/// Where there is no sequence: the fixed interval at what this look may spend; between looks the last one stands.
void measure_at_look(SinceRelease& since, const Looked& looked, int number, const Ruler& ruler) {
    since.value = looked.estimate.value;
    since.rows = looked.estimate.rows;
    since.limits.reset();
    since.verdict = Verdict::unproven;
    since.method = fmt::format("declared look {}", number);
    since.why = looked.estimate.reason == metrics::Reason::none ? "" : std::string(metrics::name(looked.estimate.reason));
    if (!looked.estimate.value || !looked.estimate.limits || looked.estimate.reason != metrics::Reason::none) return;
    conclude(since, looked.bound, ruler, [&](double alpha) { return verdicts::limits_at(looked.estimate, verdicts::spent_by(number, alpha) / 2); });
}

/// Adds the cells of a window to what there is.
bool add(Answer& together, const Answer& cells) {
    for (const auto& cell : cells) {
        const auto same = std::find_if(together.begin(), together.end(), [&](const auto& one) { return one.group == cell.group; });
        if (same == together.end()) together.push_back({0, cell.group, cell.statistic});
        else if (!metrics::join(same->statistic, cell.statistic)) return false;
    }
    std::sort(together.begin(), together.end(), [](const auto& a, const auto& b) { return a.group < b.group; });
    return true;
}

bool is_fact(const Prepared& prepared) { return prepared.metric->fact; }

/// Brings the sequence, or the looks, up to date with a window that has come to the others.
base::Result<base::Done> since_release(Evidence& evidence, const Taking& taking, std::int64_t window, const std::vector<Looked>& alone, const Answers& in_window) {
    const Prepared& prepared = *taking.prepared;
    if (is_fact(prepared) || std::any_of(prepared.measurements.begin(), prepared.measurements.end(), [](const auto& one) { return one.season > 0; })) return base::Done{};
    const bool adds_up = all_add_up(taking);
    Answers all(taking.questions);
    if (adds_up) {
        for (const auto number : questions_of(prepared)) {
            Answer& together = evidence.together[key_of(taking.kept->question(number))];
            if (!add(together, in_window[number])) return base::Done{};
            all[number] = together;
        }
    }
    const auto due = verdicts::look_at(evidence.windows);
    if (!adds_up) {
        if (!due) return base::Done{};  // what does not add up is read again, at the looks alone
        ASSIGN_OR_RETURN(all, answers_of(taking, *evidence.first, window));
        for (auto& answer : all) {
            for (auto& cell : answer) cell.window = 0;
        }
    }
    const report::Period period{taking.windowing.start_of(*evidence.first), taking.windowing.end_of(window)};
    const auto since_then = look(prepared, all, *taking.reference, 0, days_in(period) * 86'400, period.end);
    const Ruler ruler{*prepared.metric, 1 - prepared.promise->level, static_cast<double>(std::max<std::size_t>(1, since_then.size())), evidence.planned};
    for (const auto& looked : since_then) {
        CheckEvidence& check = evidence.checks[looked.check];
        const auto now_alone = std::find_if(alone.begin(), alone.end(), [&](const auto& one) { return one.check == looked.check; });
        if (now_alone != alone.end()) {
            if (const auto sums = unit_sums(*prepared.metric, *now_alone)) {
                verdicts::BoundedSequence sequence = check.bounded ? verdicts::BoundedSequence(*check.bounded) : verdicts::BoundedSequence(evidence.planned);
                sequence.add(sums->count, sums->sum, sums->square);
                check.bounded = sequence.state();
            }
        }
        const bool sequential = looked.statistic != nullptr && prepared.promise->about == charter::About::process && verdicts::has_sequence(*prepared.metric, *looked.statistic, looked.estimate);
        if (!sequential && !due) continue;
        if (!check.since) check.since.emplace();
        check.since->since = period.start;
        check.since->windows = evidence.windows;
        if (sequential) measure(*check.since, looked, check, ruler);
        else measure_at_look(*check.since, looked, *due, ruler);
    }
    return base::Done{};
}

/// Windows that have waited are looked at together; what is too weak even so keeps them waiting, for a while.
base::Result<std::vector<Alarm>> detect(Evidence& evidence, const Taking& taking, std::int64_t window, const std::vector<Looked>& alone) {
    const Prepared& prepared = *taking.prepared;
    const charter::Promise& promise = *prepared.promise;
    const std::int64_t from = evidence.waiting.value_or(window);
    const report::Period period{taking.windowing.start_of(from), taking.windowing.end_of(window)};
    Answers answers;
    std::vector<Looked> joined;
    if (from != window) {
        ASSIGN_OR_RETURN(answers, answers_of(taking, from, window));
        joined = look(prepared, answers, *taking.reference, from, days_in(period) * 86'400, period.end);
    }
    const auto& all = from == window ? alone : joined;
    const auto strong = [&](const Looked& one) {
        if (one.estimate.is_fact()) return true;
        if (one.statistic != nullptr) return verdicts::strong_enough(*prepared.metric, *one.statistic, one.estimate, verdicts::Use::window);
        return one.estimate.value && one.estimate.reason == metrics::Reason::none && one.estimate.rows >= 1'000;
    };
    const bool enough = std::all_of(all.begin(), all.end(), strong);
    if (!enough && window - from + 1 < windows_joined_max) {
        evidence.waiting = from;
        return std::vector<Alarm>{};
    }
    evidence.waiting.reset();
    const double threshold = verdicts::windows_per_false_alarm(days_in({taking.windowing.start_of(window), taking.windowing.end_of(window)})) * static_cast<double>(taking.checks);
    std::vector<Alarm> alarms;
    for (const auto& one : all) {
        if (!strong(one) || one.estimate.standing != metrics::Standing::sound) continue;
        verdicts::Detector& detector = evidence.checks[one.check].detector;
        const bool point = one.estimate.is_fact() || (promise.about == charter::About::census && one.estimate.left_out == 0);
        const double before = detector.evidence;
        const double p = point ? 1 : verdicts::p_of_window(one.estimate, one.bound, promise.level);
        const bool alarm = point ? detector.add_fact(verdicts::is_broken({*one.estimate.value, *one.estimate.value}, one.bound)) : detector.add(p, threshold);
        if (!alarm) continue;
        evidence.checks[one.check].alarmed = period.end;
        alarms.push_back({promise.id, one.check, period, point ? 0 : (1 + before) * verdicts::e_value(p), point ? 0 : threshold});
    }
    return alarms;
}

// How evidence is written; the same list reads it.

struct Writing {
    base::Packer to;
    void whole(std::int64_t& value) { to.whole(value); }
    void real(double& value) { to.real(value); }
    void text(std::string& value) { to.text(value); }
    template <class T, class Each>
    void maybe(std::optional<T>& value, Each each) {
        to.number(value ? 1 : 0);
        if (value) each(*value);
    }
};
struct ReadingBack {
    base::Unpacker from;
    void whole(std::int64_t& value) { value = from.whole(); }
    void real(double& value) { value = from.real(); }
    void text(std::string& value) { value = from.text(); }
    template <class T, class Each>
    void maybe(std::optional<T>& value, Each each) {
        if (from.number() != 0) each(value.emplace());
    }
};

template <class Way>
void describe(Way& way, SinceRelease& since) {
    way.whole(since.since.micros);
    way.whole(since.windows);
    way.whole(since.rows);
    way.maybe(since.value, [&](double& value) { way.real(value); });
    way.maybe(since.limits, [&](Limits& limits) {
        way.real(limits.low);
        way.real(limits.high);
    });
    auto verdict = static_cast<std::int64_t>(since.verdict);
    way.whole(verdict);
    since.verdict = static_cast<Verdict>(std::clamp<std::int64_t>(verdict, 0, 2));
    way.text(since.method);
    way.text(since.why);
}

template <class Way>
void describe(Way& way, CheckEvidence& check) {
    way.real(check.detector.evidence);
    way.whole(check.detector.windows);
    way.whole(check.detector.alarms);
    std::int64_t broken = check.detector.broken ? 1 : 0;
    way.whole(broken);
    check.detector.broken = broken != 0;
    way.maybe(check.alarmed, [&](base::Time& time) { way.whole(time.micros); });
    way.maybe(check.bounded, [&](verdicts::BoundedSequence::State& state) {
        for (double* number : {&state.planned, &state.count, &state.sum, &state.variance}) way.real(*number);
    });
    way.maybe(check.since, [&](SinceRelease& since) { describe(way, since); });
}

template <class Way>
void describe_head(Way& way, Evidence& evidence) {
    way.maybe(evidence.since, [&](base::Time& time) { way.whole(time.micros); });
    way.whole(evidence.windows);
    for (auto* number : {&evidence.first, &evidence.last, &evidence.waiting}) way.maybe(*number, [&](std::int64_t& value) { way.whole(value); });
    way.real(evidence.planned);
}

}  // namespace

std::string check_name(const std::string& column, const std::string& group) { return column + (column.empty() || group.empty() ? "" : ", ") + group; }

std::vector<std::size_t> questions_of(const Prepared& prepared) {
    std::set<std::size_t> questions;
    for (const auto& measurement : prepared.measurements) collect(measurement, questions);
    return {questions.begin(), questions.end()};
}

std::vector<Looked> look(const Prepared& prepared, const Answers& current, const Answers& reference, std::int64_t window, std::optional<double> seconds, std::optional<base::Time> as_of) {
    std::vector<Looked> all;
    for (Measurement measurement : prepared.measurements) {
        measurement.setting.seconds = seconds;
        measurement.setting.as_of = as_of;
        for (auto& measured : estimates_in(measurement, current, reference, window)) {
            Looked& looked = all.emplace_back();
            looked.check = check_name(measurement.column, measured.group);
            looked.estimate = std::move(measured.estimate);
            looked.bound = prepared.promise->bound;
            looked.statistic = measured.current;
            resolve(looked, measurement, reference, measured.group);
        }
    }
    return all;
}

void Evidence::start_at(base::Time time) {
    since = time;
    windows = 0;
    first.reset();
    planned = 0;
    together.clear();
    for (auto& [name, check] : checks) {
        check.bounded.reset();
        check.since.reset();
    }
}

base::Result<std::vector<Alarm>> take_in(Evidence& evidence, const Taking& taking, std::int64_t window) {
    ASSERT(!evidence.last || window > *evidence.last);
    ASSIGN_OR_RETURN(const Answers answers, answers_of(taking, window, window));
    evidence.last = window;
    const bool empty = std::all_of(answers.begin(), answers.end(), [](const Answer& answer) { return answer.empty(); });
    if (empty && !is_fact(*taking.prepared)) return std::vector<Alarm>{};  // nothing happened, which says nothing
    const report::Period period{taking.windowing.start_of(window), taking.windowing.end_of(window)};
    const auto alone = look(*taking.prepared, answers, *taking.reference, window, days_in(period) * 86'400, period.end);
    if (!evidence.since || period.start >= *evidence.since) {
        if (!evidence.first) {
            evidence.first = window;
            std::int64_t units = 1;
            for (const auto& one : alone) units = std::max(units, one.estimate.units);
            evidence.planned = windows_planned * static_cast<double>(units);
        }
        ++evidence.windows;
        RETURN_IF_ERROR(since_release(evidence, taking, window, alone, answers));
    }
    return detect(evidence, taking, window, alone);
}

std::string Evidence::packed() const {
    Evidence copy = *this;  // what is described can also be read into
    Writing way;
    describe_head(way, copy);
    way.to.number(copy.checks.size());
    for (auto& [name, check] : copy.checks) {
        way.to.text(name);
        describe(way, check);
    }
    way.to.number(copy.together.size());
    for (const auto& [key, cells] : copy.together) {
        way.to.text(key);
        way.to.number(cells.size());
        for (const auto& cell : cells) {
            way.to.number(cell.group.size());
            for (const auto& value : cell.group) way.to.text(value);
            const bool written = metrics::pack(cell.statistic, way.to);
            ASSERT(written);  // only what adds up over rows is put together
        }
    }
    return way.to.bytes();
}

std::optional<Evidence> Evidence::unpacked(const std::string& bytes) {
    Evidence evidence;
    ReadingBack way{base::Unpacker(bytes)};
    describe_head(way, evidence);
    const std::size_t checks = way.from.count();
    for (std::size_t i = 0; i < checks && !way.from.failed(); ++i) {
        const std::string name = way.from.text();
        describe(way, evidence.checks[name]);
    }
    const std::size_t questions = way.from.count();
    for (std::size_t i = 0; i < questions && !way.from.failed(); ++i) {
        Answer& cells = evidence.together[way.from.text()];
        cells.resize(way.from.count());
        for (auto& cell : cells) {
            cell.group.resize(way.from.count());
            for (auto& value : cell.group) value = way.from.text();
            cell.statistic = metrics::unpack(way.from);
        }
    }
    if (way.from.failed()) return std::nullopt;
    return evidence;
}

}  // namespace operations
