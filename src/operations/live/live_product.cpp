#include "operations/live/live_product.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "base/digest.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/packed.h"
#include "operations/live/history_bytes.h"
#include "operations/shared/sources.h"
#include "operations/shared/vocabulary.h"
#include "report/outline.h"
#include "report/sentences.h"
#include "verdicts/forecast.h"

namespace operations {

namespace {

using charter::Promise;
using report::Period;
using report::PromiseResult;
using report::Scorecard;
using verdicts::Verdict;

constexpr std::size_t trend_points_max = 60;
constexpr std::int64_t settle_micros_max = 600 * base::micros_per_second;
constexpr std::string_view windows_of = "windows/";
constexpr std::string_view evidence_of = "evidence/";
constexpr const char* mark_name = "mark";
constexpr const char* revision_name = "revision";

/// What a promise says, as text: a promise that says something else is another one.
std::string said(const Promise& promise, const charter::Charter& document) {
    std::string text = fmt::format("{}|{}|{}|{}|{}|{}|{}", promise.id, promise.metric, promise.category, fmt::join(promise.of, "\x02"), fmt::join(promise.by, "\x02"), charter::name(promise.compare), promise.where ? charter::format(*promise.where) : "");
    text += fmt::format("|{}|{}|{}|{}|{}", promise.version.value_or("\x01"), promise.against.value_or("\x01"), promise.per, fmt::join(promise.adjusted_by, "\x02"), promise.estimated);
    for (const auto& [name, value] : promise.with) text += fmt::format("|{}={:.17g}", name, value);
    text += fmt::format("|{}|{:.17g}|{:.17g}|{}|{}|{}|{:.17g}", static_cast<int>(promise.bound.kind), promise.bound.low, promise.bound.high, promise.bound.relative, promise.over ? base::format(*promise.over) : "", charter::name(promise.about), promise.level);
    text += fmt::format("|{}|{}|{:.17g}|{}", document.zone.name(), base::format(document.late_by), document.task.threshold, charter::name(document.absent_means));
    return base::format(base::digest_of(text));
}

Period period_of(const charter::Windowing& windowing, std::int64_t window) { return {windowing.start_of(window), windowing.end_of(window)}; }

/// A number of 64 bits that keeps its place among windows.
records::Shelved number_on_shelf(const char* name, std::int64_t value) {
    base::Packer to;
    to.whole(value);
    return {name, 0, to.bytes()};
}

/// The gate and the sentences, once every promise has its verdict.
void finish(Scorecard& card) {
    for (auto& result : card.promises) result.sentence = report::sentence(result, card);
    std::vector<std::pair<charter::Breach, Verdict>> counted;
    for (const Verdict verdict : report::gate_verdicts(card)) counted.emplace_back(charter::Breach::stop, verdict);
    const int code = verdicts::gate_exit_code(counted);
    card.gate = code == 0 ? Verdict::kept : code == 1 ? Verdict::broken : Verdict::unproven;
}

/// The other side, where the charter names one: a file beside it, or a period of what was received.
base::Result<std::unique_ptr<observations::Source>> open_reference(const charter::Charter& document, const std::string& charter_file, const Received& received, std::optional<base::Time> known_at = {}) {
    observations::Reading reading = reading_of(document);
    reading.late_by = {};
    if (document.reference_file) return open_reference_file(document, charter_file);
    if (!document.reference_period) return std::unique_ptr<observations::Source>();
    observations::Reading schema = reading;
    schema.columns = {};
    ASSIGN_OR_RETURN(const auto probe, received.source(std::move(schema), known_at));
    reading.from = document.reference_period->from;
    reading.until = document.reference_period->to;
    reading.columns = present(reading.columns, probe->columns());
    return received.source(std::move(reading), known_at);
}

/// Whether what was counted of rows under one document holds under another.
bool charter_reads_the_same(const charter::Charter& a, const charter::Charter& b) {
    const auto reads = [](const charter::Charter& of) { return std::tuple(of.task.columns, of.task.positive, of.task.kind, of.absent_means, of.late_by.micros, of.zone.name(), of.reference_period ? of.reference_period->to.micros : 0); };
    return reads(a) == reads(b);
}

std::string check_of(const report::Check& check) { return check_name(check.column, check.group); }

}  // namespace

LiveProduct::LiveProduct(charter::Charter document, Received received, LiveOptions options, std::unique_ptr<records::Shelf> shelf)
    : document_(std::make_unique<charter::Charter>(std::move(document))), received_(std::move(received)), options_(std::move(options)), shelf_(std::move(shelf)) {}

base::Result<std::unique_ptr<LiveProduct>> LiveProduct::open(charter::Charter document, Received received, const std::string& folder, LiveOptions options) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    ASSIGN_OR_RETURN(auto shelf, records::Shelf::open((std::filesystem::path(folder) / "verdicts.sqlite").string()));
    std::unique_ptr<LiveProduct> live(new LiveProduct(std::move(document), std::move(received), std::move(options), std::move(shelf)));
    RETURN_IF_ERROR(live->restore());
    return live;
}

base::Result<base::Done> LiveProduct::restore() {
    kept_ = std::make_unique<KeptStatistics>(received_, reading_of(*document_), document_->late_by);
    ASSIGN_OR_RETURN(restored_, shelf_->all());
    kept_->restore(restored_);
    for (const auto& thing : restored_) {
        if (thing.name == mark_name) mark_.received = base::Unpacker(thing.bytes).whole();
        if (thing.name == revision_name) revisions_.push_back({base::Time{thing.number}, thing.bytes});
    }
    std::erase_if(restored_, [](const auto& thing) { return !thing.name.starts_with(windows_of) && !thing.name.starts_with(evidence_of); });
    return base::Done{};
}

Moment LiveProduct::moment_at(base::Time now) const {
    Moment moment{now, now, 0};
    for (const auto& column : ground_.columns) {
        if (options_.clock == LiveClock::events && column.name == document_->task.columns.time && column.declared == "DATE") moment.complete_until = base::Time{now.micros + base::micros_per_day};
    }
    return moment;
}

/// Columns become known with the first event. False: nothing was received yet.
base::Result<bool> LiveProduct::look_at_columns(base::Time now) {
    if (prepared_) return true;
    observations::Reading reading = reading_of(*document_);
    reading.columns = {};  // which of them there are is what is asked
    auto source = received_.source(std::move(reading), std::nullopt);
    if (!source && source.error().fault == base::Fault::missing) return false;
    if (!source) return source.error();
    RETURN_IF_ERROR(prepare_all((*source)->columns(), now));
    return true;
}

base::Result<base::Done> LiveProduct::read_reference() {
    reference_answers_.clear();
    if (!reference_source_) return base::Done{};
    ASSIGN_OR_RETURN(reference_answers_, reference_source_->answer(reference_.questions()));
    return base::Done{};
}

base::Result<base::Done> LiveProduct::prepare_all(const std::vector<observations::ColumnInfo>& columns, base::Time now) {
    ASSIGN_OR_RETURN(auto reference, open_reference(*document_, options_.charter_file, received_));
    reference_source_ = std::move(reference);
    ground_ = {};
    ground_.charter = document_.get();
    ground_.columns = columns;
    ground_.has_reference = reference_source_ != nullptr;
    if (reference_source_) ground_.reference_columns = reference_source_->columns();
    kept_->set_columns(present(reading_of(*document_).columns, columns));
    kept_->set_from(document_->reference_period && !document_->reference_file ? std::optional(document_->reference_period->to) : std::nullopt);

    note_revision(now);
    current_ = {};
    reference_ = {};
    std::map<std::string, std::unique_ptr<Watched>> before;
    for (auto& one : watched_) before[one->key] = std::move(one);
    watched_.clear();
    for (const auto& promise : document_->promises) {
        const std::string key = said(promise, *document_);
        auto& slot = watched_.emplace_back(before.contains(key) ? std::move(before[key]) : std::make_unique<Watched>());
        Watched& one = *slot;
        const bool fresh = one.key.empty();
        one.key = key;
        one.prepared = prepare(promise, ground_, current_, reference_);
        one.windowing = windowing_of(promise, *document_);
        one.dirty = true;
        if (!fresh) continue;
        for (const auto& thing : restored_) {
            if (thing.name == std::string(windows_of) + key) one.points[thing.number] = points_from(thing.bytes, period_of(one.windowing, thing.number));
            if (thing.name == std::string(evidence_of) + key) {
                if (auto evidence = Evidence::unpacked(thing.bytes)) one.evidence = *std::move(evidence);
            }
        }
        // A promise that was changed after data had been seen is a new one, and is held to what comes.
        if (revisions_.size() > 1 && !one.evidence.since && one.evidence.checks.empty()) one.evidence.since = revisions_.back().time;
    }
    extent_ = current_.ask(observations::Question{});
    versions_.reset();
    if (!document_->task.columns.version.empty() && present(document_->task.columns, columns).version == document_->task.columns.version) {
        observations::Question question;
        question.slice.by = {document_->task.columns.version};
        versions_ = current_.ask(question);
    }
    kept_->ask(current_.questions());
    RETURN_IF_ERROR(read_reference());
    prepared_ = true;
    return base::Done{};
}

void LiveProduct::note_revision(base::Time now) {
    if (!revisions_.empty() && revisions_.back().canonical == document_->canonical) return;
    unshelved_.push_back({revision_name, now.micros, document_->canonical});
    const std::lock_guard lock(publishing_);
    revisions_.push_back({now, document_->canonical});
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
        }
        const bool news = before.empty() || !before.front().matured;
        if (news) changes.windows.push_back({result.promise.id, period, true, result.verdict});
    } else {
        RETURN_IF_ERROR(foresee(one, window, now));
        HistoryPoint& point = points.emplace_back();
        point.window = period;
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

void LiveProduct::keep_point(Watched& one, std::int64_t window) { unshelved_.push_back({std::string(windows_of) + one.key, window, bytes_of(one.points[window])}); }

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
    if (one.dirty) unshelved_.push_back({std::string(evidence_of) + one.key, 0, one.evidence.packed()});
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
    const bool shifted = one.closed != closed || one.matured != matured;
    one.closed = closed;
    one.matured = matured;
    one.dirty = one.dirty || shifted;
    for (const auto window : changed) {
        if (window > closed) continue;
        const auto found = one.points.find(window);
        if (found != one.points.end() && !changed_any(asked, window) && found->second.front().matured == (window <= matured)) continue;
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

base::Result<base::Done> LiveProduct::publish(base::Time now, Changes& changes) {
    auto card = std::make_shared<Scorecard>();
    card->product = document_->product;
    card->vision = document_->vision;
    card->currency = document_->currency;
    card->charter_digest = document_->digest;
    card->charter_version = CHARTER_VERSION;
    card->as_of = now;
    const auto rows = kept_->cells(extent_, 0, 0, now);
    if (rows) {
        for (const auto& cell : *rows) card->rows += std::get<metrics::Extent>(cell.statistic).rows;
    }
    if (reference_source_) card->reference_rows = reference_source_->rows();
    if (document_->task.columns.unit.empty()) card->notes.emplace_back("The charter names no unit, so rows are taken as independent: intervals are too narrow where the same person, day or query appears in many rows.");
    for (auto& one : watched_) {
        if (one->dirty || !one->result) RETURN_IF_ERROR(conclude(*one, now));
        one->dirty = false;
        card->promises.push_back(*one->result);
    }
    if (options_.judge_records) RETURN_IF_ERROR(options_.judge_records(*card, now));
    finish(*card);

    const auto before = scorecard();
    for (const auto& result : card->promises) {
        std::optional<Verdict> was;
        if (before) {
            for (const auto& old : before->promises) {
                if (old.promise.id == result.promise.id) was = old.verdict;
            }
        }
        if (was != result.verdict) changes.verdicts.push_back({result.promise.id, was, result.verdict});
    }
    std::map<std::string, std::shared_ptr<const History>, std::less<>> histories;
    for (const auto& one : watched_) {
        auto history = std::make_shared<History>();
        history->promise = one->prepared.promise->id;
        for (const auto& [window, points] : one->points) history->points.insert(history->points.end(), points.begin(), points.end());
        histories[history->promise] = std::move(history);
    }
    changes.scorecard = card;
    const std::lock_guard lock(publishing_);
    card_ = std::move(card);
    histories_ = std::move(histories);
    return base::Done{};
}

base::Result<base::Done> LiveProduct::put_away(observations::Mark mark) {
    auto things = kept_->take_unshelved();
    std::move(unshelved_.begin(), unshelved_.end(), std::back_inserter(things));
    unshelved_.clear();
    if (mark != mark_ || !things.empty()) things.push_back(number_on_shelf(mark_name, mark.received));
    RETURN_IF_ERROR(shelf_->put(things));
    mark_ = mark;
    return base::Done{};
}

base::Result<Changes> LiveProduct::refresh(base::Time now) {
    Changes changes;
    ASSIGN_OR_RETURN(const bool anything, look_at_columns(now));
    if (!anything) return changes;
    const observations::Mark mark = received_.mark();
    const auto touched = received_.touched_since(mark_);
    base::Time moment = options_.clock == LiveClock::wall ? now : clock_;
    if (options_.clock == LiveClock::events) {
        for (const auto& one : touched) moment = std::max(moment, one.from);
    }
    if (const auto& period = document_->reference_period; period && !document_->reference_file) {
        const bool old_news = std::none_of(touched.begin(), touched.end(), [&](const auto& one) { return one.from < period->to && period->from < one.until; });
        if (!old_news) {
            ASSIGN_OR_RETURN(reference_source_, open_reference(*document_, options_.charter_file, received_));
            RETURN_IF_ERROR(read_reference());
            for (auto& one : watched_) one->dirty = true;
        }
    }
    RETURN_IF_ERROR(kept_->refresh(touched, moment));
    if (options_.clock == LiveClock::events) {
        ASSIGN_OR_RETURN(const auto cells, kept_->cells(extent_, 0, 0, moment));
        for (const auto& cell : cells) {
            if (const auto& last = std::get<metrics::Extent>(cell.statistic).last) clock_ = std::max(clock_, *last);
        }
        moment = clock_;
    }
    clock_ = moment;
    changed_.clear();
    for (std::size_t number = 0; number < current_.questions().size(); ++number) changed_[number] = kept_->changed(number);
    RETURN_IF_ERROR(notice_release(moment));
    for (auto& one : watched_) RETURN_IF_ERROR(bring_up_to_date(*one, moment, changes));
    for (auto& one : watched_) {
        settle(*one, now);
        if (one->prepared.reason == metrics::Reason::none && !one->windowing.whole()) RETURN_IF_ERROR(take_in_matured(*one, moment, now, changes));
    }
    RETURN_IF_ERROR(publish(moment, changes));
    RETURN_IF_ERROR(put_away(mark));
    return changes;
}

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

std::optional<base::Time> LiveProduct::next_due(base::Time now) const {
    if (options_.clock == LiveClock::events) return std::nullopt;
    std::optional<base::Time> due;
    const auto consider = [&](base::Time time) {
        if (time > now && (!due || time < *due)) due = time;
    };
    for (const auto& one : watched_) {
        for (const auto& [window, time] : one->settles) consider(time);
        if (!one->closed || !one->matured || one->windowing.whole()) continue;
        const auto slack = [&](std::int64_t window) { return (one->windowing.end_of(window).micros - one->windowing.start_of(window).micros) / 100; };
        consider(base::Time{one->windowing.end_of(*one->closed + 1).micros - slack(*one->closed + 1)});
        consider(base::Time{one->windowing.end_of(*one->matured + 1).micros + lateness_or_none(*one).micros - slack(*one->matured + 1)});
    }
    return due;
}

std::shared_ptr<const Scorecard> LiveProduct::scorecard() const {
    const std::lock_guard lock(publishing_);
    return card_;
}

base::Result<History> LiveProduct::history(std::string_view promise, std::optional<base::Time> from, std::optional<base::Time> until) const {
    std::shared_ptr<const History> whole;
    std::vector<std::string> known;
    {
        const std::lock_guard lock(publishing_);
        if (const auto found = histories_.find(promise); found != histories_.end()) whole = found->second;
        for (const auto& [id, history] : histories_) known.push_back(id);
    }
    if (!whole) {
        const auto nearest = base::nearest_name(std::string(promise), known);
        return base::Error{base::Fault::missing, "no history of a promise: " + std::string(promise), nearest.empty() ? "it has one once something was received" : "did you mean " + nearest + "?"};
    }
    History cut;
    cut.promise = whole->promise;
    for (const auto& point : whole->points) {
        if ((!from || point.window.end > *from) && (!until || point.window.start < *until)) cut.points.push_back(point);
    }
    return cut;
}

base::Result<base::Done> LiveProduct::revise(charter::Charter document, base::Time now) {
    if (document.digest == document_->digest) return base::Done{};
    const bool same_rows = charter_reads_the_same(document, *document_);
    earlier_ = std::move(document_);  // which promises point into until they are prepared again
    document_ = std::make_unique<charter::Charter>(std::move(document));
    if (!same_rows) {
        // Rows mean something else now: nothing that was counted holds.
        kept_ = std::make_unique<KeptStatistics>(received_, reading_of(*document_), document_->late_by);
    }
    note_revision(now);
    restored_.clear();
    if (!std::exchange(prepared_, false)) return base::Done{};
    RETURN_IF_ERROR(look_at_columns(now));
    return base::Done{};
}

/// By the document that was in force, from what had been received: as an evaluation of those rows.
base::Result<Scorecard> LiveProduct::scorecard(base::Time as_of) const {
    std::string text;
    {
        const std::lock_guard lock(publishing_);
        for (const auto& revision : revisions_) {
            if (text.empty() || revision.time <= as_of) text = revision.canonical;
        }
    }
    if (text.empty()) return base::Error{base::Fault::missing, "nothing was received by " + base::format(as_of), "ask for a later moment"};
    auto parsed = charter::parse(text, vocabulary());
    ASSERT(parsed.charter.has_value());  // it was in force
    const charter::Charter& document = *parsed.charter;
    observations::Reading reading = reading_of(document);
    if (options_.clock == LiveClock::wall) reading.as_of = as_of;
    if (document.reference_period && !document.reference_file) reading.from = document.reference_period->to;
    observations::Reading schema = reading;
    schema.columns = {};
    schema.as_of.reset();
    schema.from.reset();
    ASSIGN_OR_RETURN(const auto probe, received_.source(std::move(schema), as_of));
    reading.columns = present(reading.columns, probe->columns());
    ASSIGN_OR_RETURN(const auto source, received_.source(reading, as_of));
    ASSIGN_OR_RETURN(const auto reference_source, open_reference(document, options_.charter_file, received_, as_of));
    Ground ground;
    ground.charter = &document;
    ground.columns = source->columns();
    ground.has_reference = reference_source != nullptr;
    if (reference_source) ground.reference_columns = reference_source->columns();
    Plan current, reference;
    std::vector<Prepared> prepared;
    for (const auto& promise : document.promises) prepared.push_back(prepare(promise, ground, current, reference));
    const std::size_t extent = current.ask(observations::Question{});
    Answers reference_answers;
    if (reference_source) {
        ASSIGN_OR_RETURN(reference_answers, reference_source->answer(reference.questions()));
    }
    ASSIGN_OR_RETURN(const Answers answers, source->answer(current.questions()));
    const base::Time moment_then = options_.clock == LiveClock::wall ? as_of : source->newest().value_or(as_of);
    Moment moment{moment_then, moment_then, 0};
    metrics::Extent all;
    for (const auto& cell : answers[extent]) all.merge(std::get<metrics::Extent>(cell.statistic));
    if (all.first && all.last) moment.days = static_cast<double>(all.last->micros - all.first->micros) / static_cast<double>(base::micros_per_day);
    Scorecard card;
    card.product = document.product;
    card.vision = document.vision;
    card.currency = document.currency;
    card.charter_digest = document.digest;
    card.charter_version = CHARTER_VERSION;
    card.as_of = moment.as_of;
    card.rows = source->rows();
    if (reference_source) card.reference_rows = reference_source->rows();
    for (const auto& one : prepared) card.promises.push_back(assess(one, ground, moment, answers, reference_answers));
    if (options_.judge_records) RETURN_IF_ERROR(options_.judge_records(card, as_of));
    finish(card);
    return card;
}

}  // namespace operations
