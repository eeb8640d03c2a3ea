#include "operations/live/live_product.h"

#include "base/packed.h"
#include "operations/live/card_bytes.h"
#include "operations/live/history_bytes.h"
#include "operations/live/live_parts.h"
#include "operations/shared/sources.h"
#include "operations/shared/vocabulary.h"

/// How a live product is put away, and what it shows when it was taken up again and has not judged yet.
namespace operations {

namespace {

constexpr const char* mark_name = "mark";
constexpr const char* clock_name = "clock";
constexpr const char* card_name = "card";
constexpr const char* revision_name = "revision";
constexpr const char* revision_time_name = "revision time";                    // on the product's clock
constexpr std::int64_t card_every = 60 * base::micros_per_second;              // at least between two, where no verdict changed

/// A number of 64 bits under a name; `number` tells several apart.
records::Shelved number_on_shelf(const char* name, std::int64_t number, std::int64_t value) {
    base::Packer to;
    to.whole(value);
    return {name, number, to.bytes()};
}
std::int64_t number_from(const records::Shelved& thing) { return base::Unpacker(thing.bytes).whole(); }

}  // namespace

LiveProduct::~LiveProduct() {
    const auto card = scorecard();
    if (card_news_ && card) (void)shelf_->put({{card_name, 0, bytes_of(*card)}});  // without it a server that starts has nothing to show until it has judged
}

base::Result<base::Done> LiveProduct::restore() {
    kept_ = std::make_unique<KeptStatistics>(received_, reading_of(*document_), document_->late_by);
    ASSIGN_OR_RETURN(restored_, shelf_->all());
    kept_->restore(restored_);
    restore_revisions(restored_);
    for (const auto& thing : restored_) {
        if (thing.name == mark_name) mark_.received = number_from(thing);
        if (thing.name == clock_name) clock_before_ = base::Time{number_from(thing)};
        if (thing.name == card_name) last_known_ = card_from(thing.bytes, *document_);
    }
    std::erase_if(restored_, [](const auto& thing) { return !thing.name.starts_with(windows_shelf) && !thing.name.starts_with(evidence_shelf); });
    if (last_known_) show_restored();
    return base::Done{};
}

void LiveProduct::restore_revisions(const std::vector<records::Shelved>& shelved) {
    std::map<std::int64_t, base::Time> times;
    for (const auto& thing : shelved) {
        if (thing.name == revision_time_name) times[thing.number] = base::Time{number_from(thing)};
    }
    for (const auto& thing : shelved) {
        if (thing.name != revision_name) continue;
        Revision& one = revisions_.emplace_back();
        one.time = base::Time{thing.number};
        one.canonical = thing.bytes;
        if (const auto found = times.find(thing.number); found != times.end()) one.at = found->second;
        else if (options_.clock == LiveClock::wall) one.at = one.time;
    }
}

/// What was said of each window stands as it was until it is judged again.
void LiveProduct::show_restored() {
    const auto revisions = past_revisions();
    for (const auto& promise : document_->promises) {
        const std::string name = std::string(windows_shelf) + said(promise, *document_);
        const auto windowing = windowing_of(promise, *document_);
        auto history = std::make_shared<History>();
        history->promise = promise.id;
        history->revisions = bounds_of(promise, *document_, revisions, said);
        for (const auto& thing : restored_) {
            if (thing.name != name) continue;
            const auto points = points_from(thing.bytes, period_of(windowing, thing.number));
            history->points.insert(history->points.end(), points.begin(), points.end());
        }
        histories_[promise.id] = std::move(history);
    }
}

/// Texts are read once. One that this program does not read any more has no document.
std::vector<PastRevision> LiveProduct::past_revisions() {
    std::vector<PastRevision> all;
    for (auto& revision : revisions_) {
        if (revision.document == nullptr) {
            auto parsed = charter::parse(revision.canonical, vocabulary());
            if (parsed.charter) revision.document = std::make_shared<const charter::Charter>(*std::move(parsed.charter));
        }
        all.push_back({revision.time, revision.at, revision.document});
    }
    return all;
}

/// What time it is for the product; nothing: nothing has happened yet that would tell.
std::optional<base::Time> LiveProduct::product_clock(base::Time now) const {
    if (options_.clock == LiveClock::wall) return now;
    return clock_.micros != 0 ? std::optional(clock_) : clock_before_;
}

void LiveProduct::note_revision(base::Time now) {
    if (!revisions_.empty() && revisions_.back().canonical == document_->canonical) return;
    unshelved_.push_back({revision_name, now.micros, document_->canonical});
    const auto at = product_clock(now);
    if (at) unshelved_.push_back(number_on_shelf(revision_time_name, now.micros, at->micros));
    const std::lock_guard lock(publishing_);
    revisions_.push_back({.time = now, .canonical = document_->canonical, .at = at, .document = nullptr});
}

base::Result<base::Done> LiveProduct::put_away(observations::Mark mark, base::Time wall, const Changes& changes) {
    card_news_ = card_news_ || mark != mark_ || !changes.windows.empty() || !changes.verdicts.empty();
    auto things = kept_->take_unshelved();
    std::move(unshelved_.begin(), unshelved_.end(), std::back_inserter(things));
    unshelved_.clear();
    if (mark != mark_ || !things.empty()) things.push_back(number_on_shelf(mark_name, 0, mark.received));
    if (options_.clock == LiveClock::events && clock_before_ != clock_) things.push_back(number_on_shelf(clock_name, 0, clock_.micros));
    const bool card_due = card_news_ && (!changes.verdicts.empty() || wall.micros - card_put_.micros >= card_every);
    if (card_due) things.push_back({card_name, 0, bytes_of(*changes.scorecard)});
    RETURN_IF_ERROR(shelf_->put(things));
    mark_ = mark;
    clock_before_ = clock_;
    if (card_due) {
        card_put_ = wall;
        card_news_ = false;
    }
    return base::Done{};
}

std::shared_ptr<const report::Scorecard> LiveProduct::scorecard() const {
    const std::lock_guard lock(publishing_);
    return card_;
}

std::shared_ptr<const report::Scorecard> LiveProduct::last_known() const {
    const std::lock_guard lock(publishing_);
    return card_ ? card_ : last_known_;
}

}  // namespace operations
