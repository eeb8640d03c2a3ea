#include "observations/store.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <thread>

#include "base/json.h"
#include "observations/answers.h"
#include "observations/received_limits.h"
#include "observations/event_batch.h"
#include "observations/event_ids.h"
#include "observations/event_tables.h"
#include "observations/exposed_units.h"
#include "observations/free_bytes.h"
#include "observations/judged_columns.h"
#include "observations/kept_rejects.h"
#include "observations/pseudonym_change.h"
#include "observations/readers.h"
#include "observations/stored_source.h"

namespace observations {

namespace {

constexpr std::int64_t micros_per_hour = 3'600 * base::micros_per_second;
std::int64_t hour_of(std::int64_t micros) { return micros >= 0 ? micros / micros_per_hour : (micros - micros_per_hour + 1) / micros_per_hour; }

base::Error not_written(const base::Error& why) {
    return {base::Fault::outside, "events cannot be written: " + why.what, "look at the disk of the data folder, then send them again: what was counted already counts once"};
}

/// Somebody's events that wait to be written.
struct Waiting {
    EventBatch batch;
    base::Time now;
    bool done = false;
    base::Result<Receipt> result{Receipt{}};
};

}  // namespace

class Store::Impl {
public:
    Impl(std::string folder, const charter::Charter& document, StoreOptions options, Pseudonyms pseudonyms)
        : folder_(std::move(folder)), options_(std::move(options)), pseudonyms_(std::move(pseudonyms)), product_(document.product) {
        if (!options_.free_bytes) options_.free_bytes = free_bytes_of;
    }
    ~Impl() {
        {
            const std::lock_guard lock(queue_mutex_);
            ending_ = true;
        }
        queue_changed_.notify_all();
        if (writer_.joinable()) writer_.join();
    }

    base::Result<base::Done> start(const charter::Charter& document) {
        duck::Options options{.threads = options_.threads, .file = folder_ + "/observations.duckdb", .bytes_max = base::limits::store_bytes_max};
        ASSIGN_OR_RETURN(auto database, duck::Database::open(std::move(options)));
        database_ = std::move(database);
        readers_ = std::make_shared<Readers>(database_);
        RETURN_IF_ERROR(database_->run("SET checkpoint_threshold = '64MiB'"));
        RETURN_IF_ERROR(database_->run("CREATE TABLE IF NOT EXISTS meta (key VARCHAR, value VARCHAR); CREATE TABLE IF NOT EXISTS touched (hour BIGINT, seq BIGINT)"));
        RETURN_IF_ERROR(take_layout(document));
        RETURN_IF_ERROR(change_pseudonyms(*database_, *layout_, pseudonyms_));
        RETURN_IF_ERROR(remember());
        writer_ = std::thread([this] { write_until_the_end(); });
        return base::Done{};
    }

    base::Result<base::Done> revise(const charter::Charter& document) {
        const std::unique_lock revising(revising_);  // whoever is sending is done
        const std::lock_guard writing(writing_);
        RETURN_IF_ERROR(begin());
        auto taken = take_layout(document);
        return taken ? commit() : roll_back(taken.error());
    }

    base::Result<Receipt> receive(std::string_view lines, base::Time now) {
        const std::shared_lock revising(revising_);
        {
            const std::lock_guard lock(queue_mutex_);
            const std::size_t most = base::limits::received_bytes_max;
            if (waiting_bytes_ > 0 && waiting_bytes_ + lines.size() > most) {
                return base::Error{base::Fault::limit, "more than " + std::to_string(most) + " bytes of events wait to be written (received_bytes_max): " + product_, "send them again in a second"};
            }
            waiting_bytes_ += lines.size();
        }
        Waiting waiting{.batch = read_events(lines, layout_, [this](std::string_view value) { return pseudonyms_(value); }, now), .now = now};
        std::unique_lock lock(queue_mutex_);
        queue_.push_back(&waiting);
        queue_changed_.notify_all();
        queue_changed_.wait(lock, [&] { return waiting.done; });
        waiting_bytes_ -= lines.size();
        return std::move(waiting.result);
    }

    /// Between two transactions nothing writes to the files: database and log together are what was committed.
    base::Result<base::Done> copy_to(const std::string& folder) {
        const std::lock_guard writing(writing_);
        for (const std::string name : {"observations.duckdb", "observations.duckdb.wal"}) {
            std::error_code code;
            if (!std::filesystem::exists(folder_ + "/" + name, code)) continue;
            std::filesystem::copy_file(folder_ + "/" + name, folder + "/" + name, code);
            if (code) return base::Error{base::Fault::outside, "cannot copy what was received: " + folder_ + "/" + name + ": " + code.message(), "make room, and try again"};
        }
        return base::Done{};
    }

    Mark mark() const {
        const std::lock_guard lock(facts_mutex_);
        return {next_seq_ - 1};
    }

    std::vector<Touched> touched_since(Mark mark) const {
        const std::lock_guard lock(facts_mutex_);
        std::vector<Touched> out;
        for (const auto& [hour, seq] : touched_) {
            if (seq <= mark.received) continue;
            const base::Time from{hour * micros_per_hour}, until{(hour + 1) * micros_per_hour};
            if (!out.empty() && out.back().until == from) out.back().until = until;
            else out.push_back({from, until});
        }
        return out;
    }

    std::string stamp(const Touched& range) const {
        const std::lock_guard lock(facts_mutex_);
        const auto first = touched_.lower_bound(hour_of(range.from.micros));
        std::int64_t hours = 0, newest = -1;
        for (auto at = first; at != touched_.end() && at->first * micros_per_hour < range.until.micros; ++at, ++hours) newest = std::max(newest, at->second);
        return hours == 0 ? "nothing" : std::to_string(first->first) + "+" + std::to_string(hours) + "/" + std::to_string(newest);
    }

    void on_change(std::function<void()> listener) {
        const std::lock_guard lock(facts_mutex_);
        listeners_.push_back(std::move(listener));
    }

    base::Result<std::unique_ptr<Source>> source(Reading reading, std::optional<base::Time> known_at, EventKind kind) {
        const std::shared_lock revising(revising_);
        if (rows(kind) == 0) return base::Error{base::Fault::missing, "nothing of the kind was received yet: " + std::string(name(kind)) + " of " + product_, "send some to POST /v1/observations"};
        ASSIGN_OR_RETURN(auto reader, Readers::borrow(readers_, reading.stop));
        reading.columns.time = EventTables::time_column(*layout_);
        const auto view = EventTables::view(*layout_, kind, reading, known_at);
        ASSIGN_OR_RETURN(auto columns, judged_.columns(*reader, *layout_, kind, view, rows(kind)));
        const std::string until = known_at ? base::format(*known_at) : "now";
        StoredFacts facts{.fact = {"observations of " + product_, base::digest_of("charter-observations/1\n" + product_ + "\n" + std::string(name(kind)) + "\n" + std::to_string(mark().received) + "\n" + until)},
                          .rejected = aside_->events(reading, known_at)};
        Relation relation = Relation::of_rows("observations of " + product_, view.sql, std::move(columns));
        return source_of_stored(std::move(reading), std::move(reader), std::move(relation), std::move(facts));
    }

    std::int64_t rows(EventKind kind) const {
        const std::lock_guard lock(facts_mutex_);
        return counts_[static_cast<std::size_t>(kind)];
    }

    base::Result<std::vector<Reject>> rejects(std::int64_t most) const {
        ASSIGN_OR_RETURN(const auto reader, Readers::borrow(readers_, nullptr));
        return KeptRejects::newest(*reader, most);
    }

    base::Result<std::int64_t> forget_before(base::Time time) {
        const std::lock_guard writing(writing_);
        return forget_now(time);
    }

    base::Result<base::Done> exposed(const ExposedQuestion& question, const TakeUnit& take) {
        const std::shared_lock revising(revising_);
        ASSIGN_OR_RETURN(const auto reader, Readers::borrow(readers_, nullptr));
        return visit_exposed(*reader, *layout_, question, take);
    }

    base::Result<Answers> answers(const AnswersQuestion& question) {
        const std::shared_lock revising(revising_);
        if (!layout_->answers) return base::Error{base::Fault::missing, "the charter asks nobody what they think: " + product_, "add a section: feedback: {origins: [https://...], kinds: [thumbs, text]}"};
        ASSIGN_OR_RETURN(const auto reader, Readers::borrow(readers_, nullptr));
        return read_answers(*reader, *layout_, question);
    }

private:
    base::Result<base::Done> take_layout(const charter::Charter& document) {
        auto layout = std::make_shared<const EventLayout>(layout_of(document));
        ASSIGN_OR_RETURN(auto tables, EventTables::open(*database_, *layout));
        tables_.emplace(std::move(tables));
        layout_ = std::move(layout);
        unique_hours_ = std::max<std::int64_t>(1, document.intake.unique_within.micros / micros_per_hour);
        keep_ = document.intake.keep;
        judged_.forget();
        return base::Done{};
    }

    /// What is kept in memory, from what is on disk.
    base::Result<base::Done> remember() {
        RETURN_IF_ERROR(count_rows());
        ASSIGN_OR_RETURN(aside_, KeptRejects::open(*database_));
        std::string newest;
        for (int kind = 0; kind < event_kinds; ++kind) newest += (kind > 0 ? " UNION ALL " : "") + ("SELECT max(\"charter: seq\") AS seq, max(\"charter: received\") AS received FROM " + table(static_cast<EventKind>(kind)));
        ASSIGN_OR_RETURN(const auto last, database_->texts("SELECT coalesce(max(seq), 0), coalesce(max(received), 0) FROM (" + newest + " UNION ALL SELECT max(seq), NULL FROM touched)"));
        next_seq_ = std::stoll(last[0][0]) + 1;
        last_received_ = std::stoll(last[0][1]);
        ASSIGN_OR_RETURN(const auto touched, database_->texts("SELECT hour, max(seq), count(*) FROM touched GROUP BY hour"));
        for (const auto& row : touched) touched_[std::stoll(row[0])] = std::stoll(row[1]);
        ASSIGN_OR_RETURN(unresolved_, EventTables::unresolved(*database_, *layout_));
        ASSIGN_OR_RETURN(const auto seed, EventTables::seed(*database_));
        ids_.emplace(seed);
        return remember_ids();
    }

    base::Result<base::Done> remember_ids() {
        const std::int64_t since = (hour_of(last_received_) - unique_hours_) * micros_per_hour;
        for (int number = 0; number < event_kinds; ++number) {
            const auto kind = static_cast<EventKind>(number);
            ASSIGN_OR_RETURN(auto rows, database_->stream("SELECT \"charter: id\", epoch_us(\"charter: time\"), \"charter: received\" FROM " + table(kind) + " WHERE \"charter: received\" >= " + std::to_string(since)));
            for (;;) {
                ASSIGN_OR_RETURN(const auto chunk, rows.next());
                if (!chunk) break;
                const auto id = chunk->vector(0), time = chunk->vector(1), received = chunk->vector(2);
                for (std::size_t row = 0; row < chunk->size(); ++row) {
                    ids_->add(ids_->key(kind, id.text(row)), {static_cast<std::int32_t>(hour_of(time.as<std::int64_t>()[row])), static_cast<std::int32_t>(hour_of(received.as<std::int64_t>()[row]))});
                }
                ids_->keep();
            }
        }
        forgot_ids_ = hour_of(last_received_);
        return base::Done{};
    }

    base::Result<base::Done> count_rows() {
        ASSIGN_OR_RETURN(const auto counts, EventTables::counts(*database_));
        const std::lock_guard lock(facts_mutex_);
        counts_ = counts;
        return base::Done{};
    }

    static std::string table(EventKind kind) { return duck::identifier(name(kind)); }
    base::Result<base::Done> begin() { return database_->run("BEGIN TRANSACTION"); }
    base::Result<base::Done> commit() {
        auto done = database_->run("COMMIT");
        return done ? std::move(done) : roll_back(done.error());
    }
    base::Result<base::Done> roll_back(const base::Error& why) {
        static_cast<void>(database_->run("ROLLBACK"));  // there may be nothing left to roll back
        return why;
    }

    void write_until_the_end() {
        const auto something = [&] { return ending_ || !queue_.empty(); };
        std::unique_lock lock(queue_mutex_);
        for (;;) {
            // What waits for its prediction is looked for also when nothing more comes.
            look_for_outcomes_ ? static_cast<void>(queue_changed_.wait_until(lock, resolve_after_, something)) : queue_changed_.wait(lock, something);
            if (queue_.empty() && ending_) return;
            const std::vector<Waiting*> together = std::exchange(queue_, {});
            lock.unlock();
            together.empty() ? look_again() : write(together);
            lock.lock();
            for (Waiting* waiting : together) waiting->done = true;
            queue_changed_.notify_all();
        }
    }

    void look_again() {
        const std::lock_guard writing(writing_);
        if (resolve_outcomes()) tell();
    }

    void tell() {
        std::unique_lock lock(facts_mutex_);
        const auto listeners = listeners_;
        lock.unlock();
        for (const auto& listener : listeners) listener();
    }

    /// What one transaction changes, until it is known to have succeeded.
    struct Written {
        std::int64_t seq = 0;
        std::array<std::int64_t, event_kinds> counts{};
        std::set<std::int64_t> touched;
        std::int64_t rejected = 0, unresolved = 0;
    };

    void write(const std::vector<Waiting*>& together) {
        const std::lock_guard writing(writing_);
        Written written;
        written.seq = next_seq_;
        const auto done = write_all(together, written);
        if (!done) {
            ids_->undo();
            aside_->undo();
            for (Waiting* waiting : together) waiting->result = done.error();
            return;
        }
        ids_->keep();
        aside_->kept();
        if (written.seq == next_seq_ && written.rejected == 0) return;
        note(written);
        resolve_outcomes();
        forget_what_is_too_old();
        tell();
    }

    base::Result<base::Done> write_all(const std::vector<Waiting*>& together, Written& written) {
        if (const auto free = options_.free_bytes(folder_); free < base::limits::disk_free_bytes_min) {
            return base::Error{base::Fault::outside, "the disk is nearly full, and nothing more is taken in: " + std::to_string(free >> 20) + " MiB are free in " + folder_, "free some space, then send them again (disk_free_bytes_min)"};
        }
        if (const auto begun = begin(); !begun) return not_written(begun.error());
        const auto appended = append(together, written);
        if (!appended) return roll_back(not_written(appended.error()));
        const auto committed = commit();
        return committed ? base::Result<base::Done>(base::Done{}) : not_written(committed.error());
    }

    base::Result<base::Done> append(const std::vector<Waiting*>& together, Written& written) {
        for (Waiting* waiting : together) {
            // The clock may have jumped back; what came later was known later all the same.
            last_received_ = std::max(last_received_, waiting->now.micros);
            forget_ids();
            Receipt receipt{.rejected = waiting->batch.rejected, .rejects = waiting->batch.rejects};
            for (int kind = 0; kind < event_kinds; ++kind) RETURN_IF_ERROR(append_kind(static_cast<EventKind>(kind), waiting->batch, receipt, written));
            RETURN_IF_ERROR(aside_->keep(waiting->batch, base::Time{last_received_}));
            written.rejected += waiting->batch.rejected;
            waiting->result = std::move(receipt);
        }
        return EventTables::touch(*database_, written.touched, written.seq - 1);
    }

    base::Result<base::Done> append_kind(EventKind kind, const EventBatch& batch, Receipt& receipt, Written& written) {
        const EventRows& events = batch.kinds[static_cast<std::size_t>(kind)];
        if (events.size() == 0) return base::Done{};
        const auto received = static_cast<std::int32_t>(hour_of(last_received_));
        NewRows fresh;
        for (std::size_t row = 0; row < events.size(); ++row) {
            const auto key = ids_->key(kind, events.ids[row]);
            if (const auto known = ids_->find(key); known && received - known->received <= unique_hours_) {
                ++receipt.duplicates;
                continue;
            }
            const std::int64_t hour = hour_of(events.times[row]);
            ids_->add(key, {static_cast<std::int32_t>(hour), received});
            fresh.rows.push_back(static_cast<std::uint32_t>(row));
            fresh.hours.push_back(hour_of_prediction(events.predictions[row]));
            if (kind == EventKind::prediction) written.touched.insert(hour);
            // Predictions are read with their outcomes and with what people said of them.
            if (kind != EventKind::outcome && !(kind == EventKind::feedback && is_about_a_prediction(*layout_, events, row))) continue;
            if (fresh.hours.back()) written.touched.insert(*fresh.hours.back());
            else ++written.unresolved;
        }
        const auto count = static_cast<std::int64_t>(fresh.rows.size());
        RETURN_IF_ERROR(tables_->append(kind, batch, fresh, written.seq, base::Time{last_received_}));
        written.seq += count;
        written.counts[static_cast<std::size_t>(kind)] += count;
        receipt.accepted += count;
        return base::Done{};
    }

    std::optional<std::int32_t> hour_of_prediction(std::string_view id) const {
        if (id.empty()) return std::nullopt;
        const auto known = ids_->find(ids_->key(EventKind::prediction, id));
        return known ? std::optional<std::int32_t>(known->hour) : std::nullopt;
    }

    /// Once an hour, those that came too long ago.
    void forget_ids() {
        const std::int64_t hour = hour_of(last_received_);
        if (hour <= forgot_ids_ + std::max<std::int64_t>(1, unique_hours_ / 8)) return;
        forgot_ids_ = hour;
        stale_ids_ = true;
    }

    void note(const Written& written) {
        if (std::exchange(stale_ids_, false)) ids_->forget(static_cast<std::int32_t>(forgot_ids_ - unique_hours_));
        unresolved_ += written.unresolved;
        look_for_outcomes_ = look_for_outcomes_ || written.unresolved > 0 || (unresolved_ > 0 && written.counts[0] > 0);
        const std::lock_guard lock(facts_mutex_);
        next_seq_ = written.seq;
        for (const auto hour : written.touched) touched_[hour] = written.seq - 1;
        for (std::size_t kind = 0; kind < counts_.size(); ++kind) counts_[kind] += written.counts[kind];
    }

    /// Outcomes whose prediction came after them, or so long before them that its id is no longer in memory: joined together, and
    /// the more seldom the longer it takes. Until then reading looks at all of them.
    /// Whether some were found.
    bool resolve_outcomes() {
        const auto begun = std::chrono::steady_clock::now();
        if (!look_for_outcomes_ || begun < resolve_after_) return false;
        look_for_outcomes_ = false;
        if (!begin()) return false;
        const auto resolved = EventTables::resolve_outcomes(*database_, *layout_);
        std::set<std::int64_t> hours;
        if (resolved) hours.insert(resolved->begin(), resolved->end());
        const bool kept = resolved && EventTables::touch(*database_, hours, next_seq_) && commit();
        if (!kept) {
            static_cast<void>(database_->run("ROLLBACK"));
            look_for_outcomes_ = true;
        } else if (!hours.empty()) {
            unresolved_ -= static_cast<std::int64_t>(resolved->size());
            const std::lock_guard lock(facts_mutex_);
            for (const auto hour : hours) touched_[hour] = next_seq_;
            ++next_seq_;
        }
        const auto ended = std::chrono::steady_clock::now();
        resolve_after_ = ended + std::max<std::chrono::nanoseconds>(50 * (ended - begun), std::chrono::milliseconds(100));
        return kept && !hours.empty();
    }

    base::Result<std::int64_t> forget_now(base::Time time) {
        RETURN_IF_ERROR(begin());
        auto forgotten = EventTables::forget(*database_, time);
        if (!forgotten) return roll_back(forgotten.error()).error();
        RETURN_IF_ERROR(commit());
        RETURN_IF_ERROR(count_rows());
        const std::lock_guard lock(facts_mutex_);
        touched_.erase(touched_.begin(), touched_.lower_bound(hour_of(time.micros)));
        return *forgotten;
    }

    /// Once an hour of receipt. What fails is tried again in the next one.
    void forget_what_is_too_old() {
        const std::int64_t hour = hour_of(last_received_), keep_text = layout_->answers ? layout_->answers->keep_text_micros : 0;
        if ((!keep_ && keep_text == 0) || hour <= forgot_rows_) return;
        forgot_rows_ = hour;
        const auto texts = keep_text > 0 ? EventTables::forget_texts(*database_, base::Time{last_received_ - keep_text}) : base::Result<base::Done>(base::Done{});
        const auto rows = keep_ ? forget_now(base::Time{last_received_ - keep_->micros}) : base::Result<std::int64_t>(std::int64_t{0});
        static_cast<void>(texts && rows);
    }

    std::string folder_;
    StoreOptions options_;
    Pseudonyms pseudonyms_;
    std::string product_;
    std::shared_ptr<duck::Database> database_;  ///< the writer's connection
    std::shared_ptr<Readers> readers_;
    std::shared_mutex revising_;                ///< whoever sends or begins to read holds it with others, a revision alone
    std::shared_ptr<const EventLayout> layout_;

    std::mutex queue_mutex_;
    std::condition_variable queue_changed_;
    std::vector<Waiting*> queue_;
    std::size_t waiting_bytes_ = 0;
    bool ending_ = false;

    std::mutex writing_;                        ///< one transaction at a time; guards what follows
    std::optional<EventTables> tables_;
    std::optional<EventIds> ids_;
    std::unique_ptr<KeptRejects> aside_;        ///< of several threads
    std::int64_t unique_hours_ = 0, last_received_ = 0, forgot_ids_ = 0, unresolved_ = 0;
    std::int64_t forgot_rows_ = 0;
    std::optional<base::Duration> keep_;
    bool stale_ids_ = false, look_for_outcomes_ = true;
    std::chrono::steady_clock::time_point resolve_after_{};
    mutable std::mutex facts_mutex_;
    std::int64_t next_seq_ = 1;
    std::map<std::int64_t, std::int64_t> touched_;   ///< hour of event time -> the newest receipt that touched it
    std::array<std::int64_t, event_kinds> counts_{};
    std::vector<std::function<void()>> listeners_;
    JudgedColumns judged_;
    std::thread writer_;
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;
base::Result<std::unique_ptr<Store>> Store::open(const std::string& folder, const charter::Charter& document, StoreOptions options) {
    auto own = std::filesystem::absolute(folder).lexically_normal();
    if (!own.has_filename()) own = own.parent_path();  // a slash stands at the end
    const auto keys = own.parent_path().parent_path() / "keys";
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (!failed) std::filesystem::create_directories(keys, failed);
    if (failed) return base::Error{base::Fault::outside, "the folder cannot be made: " + folder + ": " + failed.message(), "choose another folder, or make it writable"};
    ASSIGN_OR_RETURN(auto pseudonyms, Pseudonyms::open((keys / "pseudonyms.key").string()));
    auto impl = std::make_unique<Impl>(folder, document, std::move(options), std::move(pseudonyms));
    RETURN_IF_ERROR(impl->start(document));
    return std::unique_ptr<Store>(new Store(std::move(impl)));
}

base::Result<base::Done> Store::revise(const charter::Charter& document) { return impl_->revise(document); }
base::Result<Receipt> Store::receive(std::string_view lines, base::Time now) { return impl_->receive(lines, now); }
Mark Store::mark() const { return impl_->mark(); }
std::vector<Touched> Store::touched_since(Mark mark) const { return impl_->touched_since(mark); }
std::string Store::stamp(const Touched& range) const { return impl_->stamp(range); }
void Store::on_change(std::function<void()> listener) { impl_->on_change(std::move(listener)); }
base::Result<std::unique_ptr<Source>> Store::source(Reading reading, std::optional<base::Time> known_at, EventKind kind) { return impl_->source(std::move(reading), known_at, kind); }
base::Result<Answers> Store::answers(const AnswersQuestion& question) { return impl_->answers(question); }
base::Result<base::Done> Store::exposed(const ExposedQuestion& question, const TakeUnit& take) { return impl_->exposed(question, take); }
std::int64_t Store::rows(EventKind kind) const { return impl_->rows(kind); }
base::Result<std::vector<Reject>> Store::rejects(std::int64_t most) const { return impl_->rejects(most); }
base::Result<base::Done> Store::copy_to(const std::string& folder) const { return impl_->copy_to(folder); }
base::Result<std::int64_t> Store::forget_before(base::Time time) { return impl_->forget_before(time); }

}  // namespace observations
