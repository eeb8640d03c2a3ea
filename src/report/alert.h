#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "charter/alerting.h"
#include "charter/charter.h"
#include "verdicts/verdict.h"

/// From what was found to who is told: alerts are raised, grouped, held back within a budget, acknowledged, snoozed and cleared.
/// All of it is a function of what was found, the rules and the time; a verdict is never changed for it.
///
///   Book book = read_book(kept);
///   const auto decided = decide(book, findings, rules, now);   // send decided.notices, keep book, come back at decided.again
///
/// What holds whatever the rules say: a broken promise that stops releases is told in the call that brings it, unless somebody has
/// snoozed that very alert. What is told once is not told again until it changes.
namespace report {

/// What was found of one promise and version: the verdict of its newest window, or a detector's alarm.
struct Finding {
    enum class About { verdict, alarm };
    About about = About::verdict;
    std::string promise, version;
    verdicts::Verdict verdict = verdicts::Verdict::unproven;  ///< an alarm has none of its own: broken, which warns only
    charter::Breach breach = charter::Breach::warn;
    std::string owner;                    ///< role
    std::optional<base::Time> window;     ///< the end of its window; none: it is about all of the data
    std::string sentence;                 ///< what was found, in plain language
    std::string money;                    ///< what it costs, where value is known
    std::string link;                     ///< the picture
    std::string next;                     ///< what to do
};

struct Alert {
    enum class State { open, acknowledged, snoozed, cleared };
    std::string id;                       ///< of the promise, the version and the moment at which it was raised
    State state = State::open;
    Finding finding;                      ///< the newest that failed
    base::Time raised, changed;
    std::int64_t windows = 1;             ///< that failed since it was raised
    std::string by, reason;               ///< who acknowledged or snoozed it last (an actor's id), and why
    std::optional<base::Time> until;      ///< snoozed

    /// Releases stop because of it: told at once.
    bool stops() const { return finding.about == Finding::About::verdict && finding.breach == charter::Breach::stop; }
};
std::string_view name(Alert::State state);

/// What happened to an alert, to be told.
enum class Event { raised, worse, cleared };
std::string_view name(Event event);

struct Told {
    Event event = Event::raised;
    Alert alert;
};

/// One message to one role.
struct Notice {
    std::string role;
    bool urgent = false;
    std::vector<Told> told;
    std::string budget;                   ///< a sentence about what was or will be gathered; empty: nothing was
};

/// What must be remembered of one product between two calls.
struct Watched {
    struct Seen {
        std::optional<base::Time> window;
        verdicts::Verdict verdict = verdicts::Verdict::unproven;
    };
    std::vector<Seen> recent;             ///< of windows in a row, the newest last
    bool proven = false;                  ///< was kept or broken once: before that, unproven is no news
    std::optional<Alert> alert;           ///< until it is cleared
    std::optional<Event> untold;
    std::optional<Alert> to_tell;         ///< as it is to be told; stays when the alert is cleared
    base::Time waits_since;
};
struct Book {
    std::map<std::string, Watched> watched;                   ///< by what is watched
    std::map<std::string, std::vector<base::Time>> sent;      ///< by role: messages of the last seven days
    std::map<std::string, base::Time> gathering;              ///< by role: since when its budget is used up
};

struct Decided {
    std::vector<Notice> notices;
    std::vector<Told> happened;           ///< every event, told or not: for the record
    std::optional<base::Time> again;      ///< when something that waits is to be told, if nothing happens before
};
Decided decide(Book& book, const std::vector<Finding>& findings, const charter::AlertRules& rules, base::Time now);

/// Somebody has seen it. Nothing more is told of it unless it gets worse or ends. Null: there is no such alert open.
const Alert* acknowledge(Book& book, const std::string& id, const std::string& by, const std::string& reason, base::Time now);
/// Nothing is told of it until then, not even that it stops releases, unless it gets worse.
const Alert* snooze(Book& book, const std::string& id, const std::string& by, const std::string& reason, base::Time until, base::Time now);

}  // namespace report
