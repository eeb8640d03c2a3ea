#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/random.h"
#include "base/time.h"
#include "records/registry/registry.h"

/// Empties the outbox: one attempt at a time, each written down before and after, so that a program that is killed at any
/// moment sends again what it does not know to have arrived, and nothing else.
///
///   Courier courier(registry, sender(registry), clock, Random(seed));
///   courier.start();        // a thread of its own
///   courier.wake();         // something was put in
namespace delivery {

/// What became of one attempt.
struct Outcome {
    enum class Kind {
        delivered,
        later,    ///< not reached, or busy
        never,    ///< refused: trying again would change nothing
    };
    Kind kind = Kind::delivered;
    std::string error;
    std::optional<std::int64_t> after_s{};  ///< so long the receiver asks for
};
using Sender = std::function<Outcome(const records::Delivery& delivery, base::Time now, const std::atomic<bool>& stop)>;

/// By what the channel of a delivery and the registry's settings say.
Sender sender(records::Registry& registry);

class Courier {
public:
    Courier(records::Registry& registry, Sender sender, std::function<base::Time()> clock, base::Random random);
    ~Courier();
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    void start();
    void wake();
    void stop();

    /// Everything that is due now; how many were delivered. What the thread does, for whoever has none.
    base::Result<std::int64_t> run();

private:
    void loop();
    base::Result<base::Done> settle(const records::Delivery& delivery, const Outcome& outcome);

    records::Registry& registry_;
    Sender sender_;
    std::function<base::Time()> clock_;
    base::Random random_;
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    std::thread thread_;
};

}  // namespace delivery
