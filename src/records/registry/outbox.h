#pragma once

#include <optional>
#include <string>
#include <vector>

#include "records/registry/database.h"

/// Messages that wait to be sent out. What was put in is sent at least once, also after a crash; a receiver knows a second
/// copy by its id.
namespace records {

/// What is to be sent. `once` names it: what is put in twice under one name is sent once.
struct Parcel {
    std::string once;
    std::string product;  ///< empty: of none
    std::string channel;  ///< `webhook`, `slack`, `teams`, `mail`
    std::string target;   ///< an address, which may itself be a secret: never shown whole
    std::string subject;  ///< a line for people
    std::string body;     ///< as it is sent
};

struct Delivery {
    enum class State {
        waiting,    ///< for its first attempt, or the next
        sending,    ///< an attempt is under way; after a crash it waits again
        delivered,
        dead,       ///< given up: waits for a person
    };
    std::string id;
    Parcel parcel;
    State state = State::waiting;
    std::int64_t attempts = 0;
    base::Time created, due;
    std::string error;  ///< of the last attempt
};
std::string_view name(Delivery::State state);

class Outbox {
public:
    explicit Outbox(Database& database) : database_(database) {}

    /// Fault::limit where too many wait already.
    base::Result<base::Done> put(const Parcel& parcel, base::Time now);
    /// The same, in the place of those of this name that still wait: of checkpoints only the newest matters.
    base::Result<base::Done> put_in_place(const Parcel& parcel, base::Time now);

    /// After a start: what was under way when the program ended waits again.
    base::Result<base::Done> recover();
    /// Takes the one that has been due longest, for one attempt; nobody else gets it meanwhile. Nothing: none is due.
    base::Result<std::optional<Delivery>> take(base::Time now);
    base::Result<base::Done> delivered(const Delivery& delivery, base::Time now);
    /// The attempt failed. With a moment for the next one everything to this target waits as long; without one it is given up.
    base::Result<base::Done> failed(const Delivery& delivery, const std::string& error, std::optional<base::Time> next);
    /// When there is something to do again; nothing: when something is put in.
    base::Result<std::optional<base::Time>> next_due();

    /// By the name under which it was put in.
    base::Result<std::optional<Delivery>> find(const std::string& once);
    /// The newest first.
    base::Result<std::vector<Delivery>> list(std::optional<Delivery::State> state, std::int64_t count_max);
    /// Of one that was given up, or waits: at once, and with all its attempts before it.
    base::Result<base::Done> retry(const std::string& id, base::Time now);

private:
    Database& database_;
};

/// When to try again after so many attempts, `chance` being from 0 to 1: 10 s, 30 s, 90 s, ... up to 12 hours, of which each waits
/// between half and all, so that many do not come at once. Nothing: it is time to give up.
std::optional<base::Time> next_attempt(std::int64_t attempts, base::Time now, double chance);

}  // namespace records
