#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "records/registry/retraining_store.h"

namespace operations {

/// One retraining, from its beginning to its end.
struct RetrainingRun {
    enum class State {
        due,         ///< decided; nothing has been started
        starting,    ///< about to be started: whoever finds it so after a crash does not know whether it was
        running,     ///< a process of ours
        asked,       ///< the webhook was called, or is; the answer comes by POST
        registered,  ///< a new version came
        same,        ///< the result is the model that there was
        failed,
        lost,        ///< it ended while nobody looked, and left no result
        stopped,     ///< by a person
    };
    std::string id;                 ///< also the idempotency key
    std::string product, model;     ///< `model`: the registered one
    State state = State::due;
    std::string policy;             ///< schedule, broken, drift, pays or person
    std::string sentence;           ///< why
    std::string by;                 ///< an actor's id, of a person's
    base::Time created, ended;
    base::Time moment;              ///< the product's time at the beginning
    base::Time looked;              ///< the end of the newest window that was looked at
    std::vector<std::string> command;
    std::string webhook;
    std::int64_t deadline_s = 0;
    std::int64_t pid = 0;
    std::string process;            ///< when the process began, in the words of the system: a number given again is not it
    std::int64_t newest_before = 0; ///< the registered model's newest version then
    std::string version, digest;    ///< what came back
    std::string error;
    bool stop_asked = false;        ///< by a person, of one that runs
    std::string token;              ///< id of the token that it was given

    bool open() const { return state == State::due || state == State::starting || state == State::running || state == State::asked; }
    bool went_wrong() const { return state == State::same || state == State::failed || state == State::lost; }
};
std::string_view name(RetrainingRun::State state);

base::json::object json_of(const RetrainingRun& run);
records::KeptRetraining kept(const RetrainingRun& run, base::Time now);
RetrainingRun run_from(const records::KeptRetraining& kept);
/// `2026-03-01T10:00Z  registered  version 4  pays: ...`
std::string line_of(const RetrainingRun& run);

}  // namespace operations
