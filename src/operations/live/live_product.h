#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operations/live/evidence.h"
#include "operations/live/kept_statistics.h"
#include "operations/live/past_bounds.h"
#include "operations/live/received.h"
#include "records/shelf/shelf.h"
#include "report/scorecard.h"

/// One product's verdicts, kept current (docs/live.md).
///
///   auto live = LiveProduct::open(document, received_by(store), "charter-data/products/flights");
///   auto changes = (*live)->refresh(now);         // after data came, and when a window closes or matures
///   auto card = (*live)->scorecard();             // the newest; costs nothing
///
/// `refresh` and `revise` are called by one thread at a time; the rest by any, also meanwhile.
namespace operations {

/// What time it is for the product.
enum class LiveClock {
    wall,    ///< what `refresh` is told
    events,  ///< the newest event: for a replay, where what happened lies in the past
};

struct LiveOptions {
    LiveClock clock = LiveClock::wall;
    std::string charter_file;  ///< beside which the charter's reference file lies
    /// A matured window is taken in once nothing has come for it for so long, at most ten minutes after it could have been:
    /// what is delivered late and in pieces is judged whole.
    base::Duration settle{10 * base::micros_per_second, 0};
    /// Decides the promises that rest on a record.
    std::function<base::Result<base::Done>(report::Scorecard& card, base::Time moment)> judge_records{};
};

struct VerdictChange {
    std::string promise;
    std::optional<verdicts::Verdict> before;  ///< none: it is the first
    verdicts::Verdict after = verdicts::Verdict::unproven;
};
struct WindowClosed {
    std::string promise;
    report::Period window;
    bool matured = false;
    verdicts::Verdict verdict = verdicts::Verdict::unproven;
};
struct Changes {
    std::vector<VerdictChange> verdicts;
    std::vector<Alarm> alarms;
    std::vector<WindowClosed> windows;
    std::shared_ptr<const report::Scorecard> scorecard;  ///< as it is now; null: there is none yet
};

/// One window of one check.
struct HistoryPoint {
    report::Period window;
    std::string check;
    std::optional<double> value;
    std::optional<metrics::Limits> interval;
    verdicts::Verdict verdict = verdicts::Verdict::unproven;
    metrics::Reason reason = metrics::Reason::none;
    std::int64_t rows = 0;
    bool matured = false;
    bool estimated = false;                 ///< said before its outcomes were in
    std::optional<double> evidence;         ///< M after it was taken in
    std::optional<metrics::Limits> since;   ///< limits since the release, after it was taken in
    std::optional<metrics::Limits> bound;   ///< absolute, of the revision that stood when the window ended; none: it cannot be said
    std::optional<verdicts::Verdict> then;  ///< by that bound, where it is another than today's
};
struct History {
    std::string promise;
    std::vector<HistoryPoint> points;       ///< by window, then check
    std::vector<PastBound> revisions;       ///< the oldest first
};

class LiveProduct {
public:
    LiveProduct(const LiveProduct&) = delete;
    LiveProduct& operator=(const LiveProduct&) = delete;
    /// Puts away what is shown until it has judged again.
    ~LiveProduct();

    /// Takes up what the folder keeps, or begins. Faults: those of the shelf and of the charter's reference.
    static base::Result<std::unique_ptr<LiveProduct>> open(charter::Charter document, Received received, const std::string& folder, LiveOptions options = {});

    /// Reads what is new, judges windows that closed, matured or changed, and says what changed by it.
    base::Result<Changes> refresh(base::Time now);
    /// When the next window closes, matures or settles by the clock; nothing: only data can change anything.
    std::optional<base::Time> next_due(base::Time now) const;

    std::shared_ptr<const report::Scorecard> scorecard() const;
    /// What was known when this product was last kept: until the first `refresh` has judged. For showing; it judges nothing. Null: nothing was.
    std::shared_ptr<const report::Scorecard> last_known() const;
    /// What was known then, by the document that was in force: reads the rows that its windows need.
    base::Result<report::Scorecard> scorecard(base::Time as_of) const;
    /// Faults: `missing`, where there is no such promise, with the nearest.
    base::Result<History> history(std::string_view promise, std::optional<base::Time> from = {}, std::optional<base::Time> until = {}) const;

    /// The next document. What was asked before is not read again; a promise that says something else begins anew.
    base::Result<base::Done> revise(charter::Charter document, base::Time now);

    std::int64_t rows_read() const { return kept_->rows_read(); }

private:
    struct Watched {
        Prepared prepared;
        std::string key;                     ///< of what it promises: another one is another promise
        charter::Windowing windowing;
        std::optional<std::int64_t> closed, matured;  ///< the newest windows that are
        Evidence evidence;
        std::map<std::int64_t, std::vector<HistoryPoint>> points;
        std::map<std::int64_t, report::Foreseen> foreseen;
        std::map<std::int64_t, base::Time> unsettled; ///< since when something comes for a matured window
        std::map<std::int64_t, base::Time> settles;   ///< matured windows that changed lately: when they are taken in
        std::size_t checks = 0;              ///< that share the budget of false alarms
        std::optional<report::PromiseResult> result;
        bool dirty = true;
        std::vector<PastBound> bounds;
        std::set<std::int64_t> anew;         ///< windows that were judged before it was known by which bound
    };
    struct Revision {
        base::Time time;
        std::string canonical;
        std::optional<base::Time> at;        ///< on the product's clock; none: it was not recorded
        std::shared_ptr<const charter::Charter> document;  ///< once somebody asked
    };

    LiveProduct(charter::Charter document, Received received, LiveOptions options, std::unique_ptr<records::Shelf> shelf);
    base::Result<base::Done> restore();
    base::Result<base::Done> prepare_all(const std::vector<observations::ColumnInfo>& columns, base::Time now);
    base::Result<base::Done> read_reference();
    base::Result<bool> look_at_columns(base::Time now);
    base::Result<Answers> answers(const std::vector<std::size_t>& questions, std::int64_t window, base::Time now);
    base::Result<base::Done> judge(Watched& one, std::int64_t window, base::Time now, Changes& changes);
    base::Result<base::Done> bring_up_to_date(Watched& one, base::Time now, Changes& changes);
    base::Result<base::Done> take_in_matured(Watched& one, base::Time now, base::Time wall, Changes& changes);
    base::Result<base::Done> foresee(Watched& one, std::int64_t window, base::Time now);
    base::Result<base::Done> conclude(Watched& one, base::Time now);
    report::Live live_of(const Watched& one, const report::PromiseResult& result) const;
    base::Result<base::Done> publish(base::Time now, Changes& changes);
    base::Result<base::Done> put_away(observations::Mark mark, base::Time wall, const Changes& changes);
    void restore_revisions(const std::vector<records::Shelved>& shelved);
    void show_restored();
    std::vector<PastRevision> past_revisions();
    void hold_to_bound_then(const Watched& one, std::vector<HistoryPoint>& points, const Moment& moment, std::int64_t window, const Answers& current) const;
    std::optional<base::Time> product_clock(base::Time now) const;
    Moment moment_at(base::Time now) const;
    void keep_point(Watched& one, std::int64_t window);
    double days_covered();
    void note_revision(base::Time now);
    bool changed_any(const std::vector<std::size_t>& questions, std::int64_t window) const;
    void settle(Watched& one, base::Time now);
    base::Result<base::Done> notice_release(base::Time now);
    base::Duration lateness_or_none(const Watched& one) const;

    std::unique_ptr<charter::Charter> document_, earlier_;
    Received received_;
    LiveOptions options_;
    std::unique_ptr<records::Shelf> shelf_;
    std::unique_ptr<KeptStatistics> kept_;
    std::vector<Revision> revisions_;
    observations::Mark mark_;
    std::vector<records::Shelved> restored_, unshelved_;

    Ground ground_;
    Plan current_, reference_;
    std::size_t extent_ = 0;                 ///< the question of how many rows there are
    std::optional<std::size_t> versions_;    ///< the question of when each version was first seen
    std::string version_;                    ///< the newest
    std::unique_ptr<observations::Source> reference_source_;
    Answers reference_answers_;
    std::vector<std::unique_ptr<Watched>> watched_;
    bool prepared_ = false;
    base::Time clock_;
    std::optional<base::Time> clock_before_;  ///< where events are the clock: what it was before the first refresh
    base::Time card_put_;                     ///< when the card was last put away
    bool card_news_ = false;                  ///< it has changed since
    std::map<std::size_t, std::set<std::int64_t>> changed_;  ///< by question, in this refresh

    mutable std::mutex publishing_;
    std::optional<std::string> reference_file_;  ///< the document's
    std::shared_ptr<const report::Scorecard> card_, last_known_;
    std::map<std::string, std::shared_ptr<const History>, std::less<>> histories_;
};

}  // namespace operations
