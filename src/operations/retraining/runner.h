#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "operations/retraining/starting.h"

namespace operations {

/// Starts retrainings when a policy calls for one and no guard holds, and follows them to their end, in a thread of its own. What it
/// finds at its start is followed on: a process that lives by its number and birth, a webhook that was called by its deadline; what
/// ended meanwhile is known by the result that it left, or is lost.
class RetrainingRunner {
public:
    explicit RetrainingRunner(Service& service) : service_(service) {}
    ~RetrainingRunner() { stop(); }
    RetrainingRunner(const RetrainingRunner&) = delete;
    RetrainingRunner& operator=(const RetrainingRunner&) = delete;

    void start();
    void stop();

private:
    using Clock = std::chrono::steady_clock;
    /// What is known of a run since this server follows it.
    struct Followed {
        Clock::time_point since = Clock::now();
        double before_s = 0;                          ///< of its deadline, what had passed by then
        std::optional<Clock::time_point> asked_to_end;
        std::string why_ended;                        ///< by us
        bool cut = false;  ///< it wrote more than is kept
    };

    void loop();
    /// Whether anything runs.
    bool look();
    base::Result<base::Done> consider(const std::string& product);
    base::Result<base::Done> say_held(const std::string& product, const RetrainingNow& now, const PolicySays& calling);
    base::Result<base::Done> follow(RetrainingRun run);
    base::Result<base::Done> start_command(RetrainingRun run);
    base::Result<base::Done> call_webhook(RetrainingRun run);
    base::Result<base::Done> follow_command(RetrainingRun run);
    base::Result<base::Done> follow_webhook(RetrainingRun run);
    base::Result<base::Done> end(RetrainingRun run);
    base::Result<std::vector<std::string>> environment_of(RetrainingRun& run);
    Followed& followed(const RetrainingRun& run);
    void keep_to_deadline(const RetrainingRun& run, Followed& one);

    Service& service_;
    std::map<std::string, Followed, std::less<>> followed_;
    std::map<std::string, std::string, std::less<>> failing_;  ///< by product: what could not be done last
    std::mutex mutex_;
    std::condition_variable bell_;
    bool woken_ = true, stopping_ = false;
    std::thread thread_;
};

}  // namespace operations
