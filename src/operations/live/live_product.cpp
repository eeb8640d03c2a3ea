#include "operations/live/live_product.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "base/nearest.h"
#include "charter/feedback.h"
#include "operations/live/history_bytes.h"
#include "operations/live/live_parts.h"
#include "operations/shared/sources.h"
#include "operations/shared/vocabulary.h"

namespace operations {

namespace {

using report::Scorecard;
using verdicts::Verdict;

/// Whether what was counted of rows under one document holds under another.
bool charter_reads_the_same(const charter::Charter& a, const charter::Charter& b) {
    const auto answers = [](const charter::Charter& of) {
        const auto feedback = charter::feedback_of(of);
        return feedback ? std::tuple(true, feedback->corrections_count, feedback->seeded) : std::tuple(false, false, std::string());
    };
    const auto reads = [&](const charter::Charter& of) { return std::tuple(answers(of), of.task.columns, of.task.positive, of.task.kind, of.absent_means, of.late_by.micros, of.zone.name(), of.reference_period ? of.reference_period->to.micros : 0); };
    return reads(a) == reads(b);
}

}  // namespace

LiveProduct::LiveProduct(charter::Charter document, Received received, LiveOptions options, std::unique_ptr<records::Shelf> shelf)
    : document_(std::make_unique<charter::Charter>(std::move(document))), received_(std::move(received)), options_(std::move(options)), shelf_(std::move(shelf)), reference_file_(document_->reference_file) {}

base::Result<std::unique_ptr<LiveProduct>> LiveProduct::open(charter::Charter document, Received received, const std::string& folder, LiveOptions options) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    ASSIGN_OR_RETURN(auto shelf, records::Shelf::open((std::filesystem::path(folder) / "verdicts.sqlite").string()));
    std::unique_ptr<LiveProduct> live(new LiveProduct(std::move(document), std::move(received), std::move(options), std::move(shelf)));
    RETURN_IF_ERROR(live->restore());
    return live;
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
    const auto revisions = past_revisions();
    for (const auto& promise : document_->promises) {
        const std::string key = said(promise, *document_);
        auto& slot = watched_.emplace_back(before.contains(key) ? std::move(before[key]) : std::make_unique<Watched>());
        Watched& one = *slot;
        const bool fresh = one.key.empty();
        one.key = key;
        one.prepared = prepare(promise, ground_, current_, reference_);
        one.windowing = windowing_of(promise, *document_);
        one.dirty = true;
        one.bounds = bounds_of(promise, *document_, revisions, said);
        if (!fresh) continue;
        for (const auto& thing : restored_) {
            if (thing.name == std::string(windows_shelf) + key) one.points[thing.number] = points_from(thing.bytes, period_of(one.windowing, thing.number));
            if (thing.name == std::string(evidence_shelf) + key) {
                if (auto evidence = Evidence::unpacked(thing.bytes)) one.evidence = *std::move(evidence);
            }
        }
        for (const auto& [window, points] : one.points) {
            const bool told = points.empty() || !points.front().matured || points.front().bound;
            if (!told && bound_then(one.bounds, one.windowing.end_of(window), promise.bound) != nullptr) one.anew.insert(window);
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
    if (const auto feedback = charter::feedback_of(*document_); feedback && feedback->corrections_count) {
        card->notes.emplace_back("What people say would have been right stands for the outcome where none has come (feedback: corrections: count). They choose what they correct; where: outcome_source = 'outcome' leaves it out.");
    }
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
        history->revisions = one->bounds;
        histories[history->promise] = std::move(history);
    }
    changes.scorecard = card;
    const std::lock_guard lock(publishing_);
    card_ = std::move(card);
    histories_ = std::move(histories);
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
        // After a start nothing is new, and it is still as late as the newest event; ranges are whole hours, and may be of many.
        for (const auto& one : clock_.micros == 0 ? received_.touched_since({}) : touched) moment = std::max(moment, base::Time{one.until.micros - 1});
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
    RETURN_IF_ERROR(put_away(mark, now, changes));
    return changes;
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
    cut.revisions = whole->revisions;
    for (const auto& point : whole->points) {
        if ((!from || point.window.end > *from) && (!until || point.window.start < *until)) cut.points.push_back(point);
    }
    return cut;
}

base::Result<base::Done> LiveProduct::revise(charter::Charter document, base::Time now) {
    if (document.digest == document_->digest && document.reference_file == document_->reference_file) return base::Done{};
    const bool same_rows = charter_reads_the_same(document, *document_);
    earlier_ = std::move(document_);  // which promises point into until they are prepared again
    document_ = std::make_unique<charter::Charter>(std::move(document));
    if (!same_rows) {
        // Rows mean something else now: nothing that was counted holds.
        kept_ = std::make_unique<KeptStatistics>(received_, reading_of(*document_), document_->late_by);
    }
    note_revision(now);
    {
        const std::lock_guard lock(publishing_);
        reference_file_ = document_->reference_file;
        last_known_ = nullptr;  // it was of another revision
    }
    restored_.clear();
    if (!std::exchange(prepared_, false)) return base::Done{};
    RETURN_IF_ERROR(look_at_columns(now));
    return base::Done{};
}

/// By the document that was in force, from what had been received: as an evaluation of those rows.
base::Result<Scorecard> LiveProduct::scorecard(base::Time as_of) const {
    std::string text;
    std::optional<std::string> reference_file;
    {
        const std::lock_guard lock(publishing_);
        reference_file = reference_file_;
        for (const auto& revision : revisions_) {
            if (text.empty() || revision.time <= as_of) text = revision.canonical;
        }
    }
    if (text.empty()) return base::Error{base::Fault::missing, "nothing was received by " + base::format(as_of), "ask for a later moment"};
    auto parsed = charter::parse(text, vocabulary());
    ASSERT(parsed.charter.has_value());  // it was in force
    charter::Charter& document = *parsed.charter;
    document.reference_file = reference_file;  // what we were given, and not what the text names
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
