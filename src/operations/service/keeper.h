#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "operations/service/service.h"

namespace operations {

/// Keeps the verdicts of all products current, in a thread of its own: after data came, and when a window closes or matures by the
/// clock. What changed becomes entries of the ledger, messages to whoever watches, and alerts.
class Keeper {
public:
    explicit Keeper(Service& service);
    ~Keeper() { stop(); }
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    void start();
    void stop();

private:
    void loop();
    /// Until when nothing is due.
    base::Time keep_all();
    base::Result<base::Done> keep(Product& product);
    /// What is older than the charter keeps is gone, at most an hour later.
    base::Result<base::Done> forget(Product& product);
    /// Decides about a release that runs; when to look again.
    std::optional<base::Time> keep_releases(Product& product);
    /// Goes on with what a retraining brought; when to look again.
    std::optional<base::Time> keep_retrained(Product& product);
    void tell(Product& product, const Changes& changes);
    base::Result<base::Done> raise_alerts(Product& product, const report::Scorecard& card, std::vector<Alarm>& alarms);

    Service& service_;
    std::mutex mutex_;
    std::condition_variable bell_;
    bool woken_ = true;  ///< what came while nobody kept is looked at first
    /// By product: what changed and could not be remembered yet, as when the disk is full. It is, once it can be; and nobody is told before.
    struct Untold {
        Changes changes;
        std::vector<Alarm> alarms;  ///< of which the stream has told, and of which nobody was alerted
    };
    std::map<std::string, Untold, std::less<>> untold_;
    std::map<std::string, base::Time, std::less<>> tell_again_;  ///< by product: when something that waits is to be told
    std::map<std::string, base::Time, std::less<>> look_again_;  ///< by product: when its release is looked at next
    std::map<std::string, base::Time, std::less<>> forgot_;      ///< by product: when it was last looked at
    std::set<std::string, std::less<>> warmed_;                  ///< products whose versions were counted since the start
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace operations
