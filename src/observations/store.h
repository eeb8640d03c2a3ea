#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "charter/charter.h"
#include "observations/source.h"

/// What is received as it happens: events taken in, kept in a folder of the product's own, and read as a file would be.
///
///   auto store = Store::open("charter-data/products/flights", document);
///   auto receipt = (*store)->receive(R"({"id": "f1", "day": "2001-03-01T08:30:00Z", "p_late": 0.4})", now);
///   auto source = (*store)->source(reading);          // predictions, each with its newest outcome
///
/// What an event looks like stands in docs/observations.md. All of it may be called from several threads; what was received is
/// read as it was when a source was made, whatever comes meanwhile.
///
/// Limits: `received_bytes_max` may wait to be written, `event_bytes_max` may be in one event.
namespace observations {

struct ExposedQuestion;
struct ExposedUnit;
struct AnswersQuestion;
struct Answers;

enum class EventKind { prediction, outcome, feedback, exposure, activity, cost };
inline constexpr int event_kinds = 6;
std::string_view name(EventKind kind);

/// What became of what was sent. `accepted`, `duplicates` and `rejected` add up to the events.
struct Receipt {
    std::int64_t accepted = 0;
    std::int64_t duplicates = 0;   ///< known already, by their ids: they count once
    std::int64_t rejected = 0;
    std::vector<Reject> rejects;   ///< the first limits::rejects_told_max, each with its line and reason
};

/// Everything that was received up to here. Only grows; survives a restart.
struct Mark {
    std::int64_t received = 0;
    auto operator<=>(const Mark&) const = default;
};

/// Half-open, in the time of events, whole hours: rows in it have come, gone or got another outcome.
struct Touched {
    base::Time from, until;
};

struct StoreOptions {
    int threads = 0;                                                       ///< for reading; 0: as many as there are cores
    std::function<std::uint64_t(const std::string& folder)> free_bytes{};  ///< of the disk; nothing: the disk is asked
};

class Store {
public:
    /// Makes the folder when it is absent; the folder of keys is `keys`, beside `products`, two above it. Faults: `conflict`
    /// where another process has it open, `corrupt` where it cannot be read.
    static base::Result<std::unique_ptr<Store>> open(const std::string& folder, const charter::Charter& document, StoreOptions options = {});
    ~Store();  ///< waits until what was being written is
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// A new revision: columns that it names for the first time are added, and take what was kept aside under their names.
    base::Result<base::Done> revise(const charter::Charter& document);

    /// Events, one a line, or one JSON array of them. They are on disk when it returns; several calls share one commit. Faulty
    /// events are in the receipt, and are kept aside; the others count. Faults: `limit` when too much waits already (come back
    /// later), `outside` when the disk is full or fails: then nothing of it was taken.
    base::Result<Receipt> receive(std::string_view lines, base::Time now);

    Mark mark() const;
    /// Since `mark`; merged, ordered.
    std::vector<Touched> touched_since(Mark mark) const;
    /// Of rows with times in the range, whole hours: another text whenever they are no longer the same. Answers about them are kept under it.
    std::string stamp(const Touched& range) const;
    /// Called after each commit, by the thread that writes: it must be quick, and must not call this store.
    void on_change(std::function<void()> listener);

    /// Predictions joined with their newest outcome (or the events of another kind), as rows that are read like a file's.
    /// `reading` says which rows, by the time of events; its files are not looked at. `known_at`: as it was known then.
    /// Faults: `missing` while nothing of the kind was ever received.
    base::Result<std::unique_ptr<Source>> source(Reading reading, std::optional<base::Time> known_at = {}, EventKind kind = EventKind::prediction);

    /// Who was exposed to a version, and what came of it: exposed_units.h.
    base::Result<base::Done> exposed(const ExposedQuestion& question, const std::function<void(const ExposedUnit&)>& take);

    /// What people said of predictions: answers.h. Faults: `missing` where the charter has no `feedback`.
    base::Result<Answers> answers(const AnswersQuestion& question);

    /// Predictions that are kept; of another kind, its events.
    std::int64_t rows(EventKind kind = EventKind::prediction) const;
    /// The newest that were kept aside, with their reasons.
    base::Result<std::vector<Reject>> rejects(std::int64_t most) const;
    /// Events of before this time are gone, with the outcomes of their predictions. How many.
    base::Result<std::int64_t> forget_before(base::Time time);

    /// A copy of what is durable at one moment, into a folder that exists; whoever sends waits meanwhile.
    base::Result<base::Done> copy_to(const std::string& folder) const;

private:
    class Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace observations
