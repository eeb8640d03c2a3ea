#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"

/// What a server says of its retrainings beside what is kept of them: what it may run, where it is reached, and who takes the result on.
namespace operations {

/// What a command of a charter is run in; without it none is run.
struct CommandPlace {
    std::string folder;                     ///< in which it starts
    std::vector<std::string> environment;   ///< `NAME=value`, all that it gets beside what says which retraining it is
};

class Retrainings {
public:
    /// Called for each new version that a retraining brought, with `deciding` held; it may take its time. Whether it goes on by itself.
    using After = std::function<bool(const std::string& product, const std::string& version)>;

    /// By the service, once. `wake_outbox`: something was put into it. `by_events`: the products' time is that of their newest event.
    void belongs_to(std::function<void()> wake_outbox, bool by_events) { wake_outbox_ = std::move(wake_outbox), by_events_ = by_events; }
    void wake_outbox() const {
        if (wake_outbox_) wake_outbox_();
    }
    bool by_events() const { return by_events_; }

    /// Before the runner starts.
    void allow_commands(CommandPlace place) { place_ = std::move(place), commands_ = true; }
    bool commands_allowed() const { return commands_; }
    const CommandPlace& place() const { return place_; }

    /// Where this server is reached from this machine: `http://127.0.0.1:8420`.
    void reached_at(const std::string& address) {
        const std::lock_guard lock(mutex_);
        address_ = address;
    }
    std::string address() const {
        const std::lock_guard lock(mutex_);
        return address_;
    }

    void after_training(After after) {
        const std::lock_guard lock(mutex_);
        after_ = std::move(after);
    }
    /// Hands a new version on; false: nobody takes it, and it waits in the registry for a person.
    bool hand_on(const std::string& product, const std::string& version) const {
        After after;
        {
            const std::lock_guard lock(mutex_);
            after = after_;
        }
        return after && after(product, version);
    }

    /// Something has changed that the runner should look at now. `listener` must be quick.
    void on_change(std::function<void()> listener) {
        const std::lock_guard lock(mutex_);
        listener_ = std::move(listener);
    }
    void changed() const {
        const std::lock_guard lock(mutex_);
        if (listener_) listener_();
    }

    /// One beginning or ending at a time: what is decided of a product is decided on what is kept of it.
    std::mutex& deciding() { return deciding_; }

private:
    std::function<void()> wake_outbox_;
    bool by_events_ = false;
    CommandPlace place_;
    bool commands_ = false;
    std::mutex deciding_;
    mutable std::mutex mutex_;
    std::string address_;
    After after_;
    std::function<void()> listener_;
};

}  // namespace operations
