#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "operations/service/service.h"

namespace operations {

/// Sends the ledger's signed checkpoints to where somebody else keeps them, in a thread of its own: after entries of any kind, those of a few
/// seconds together. They go to `checkpoints.webhook`, and into a folder elsewhere, which has a file for each: named by the number of entries, written
/// once and never over another. The newest goes out at the start and at the end too.
///
/// A folder that cannot be written is said once, and tried again; what was missed meanwhile is held by the next checkpoint, which holds all before.
/// Where the folder has another checkpoint of as many entries, the ledger is not the one that was kept: that is said too.
class OutgoingCheckpoints {
public:
    using Say = std::function<void(const std::string&)>;

    /// `folder`: empty for none. Made when there is none.
    OutgoingCheckpoints(Service& service, std::string folder, Say say);
    ~OutgoingCheckpoints();
    OutgoingCheckpoints(const OutgoingCheckpoints&) = delete;
    OutgoingCheckpoints& operator=(const OutgoingCheckpoints&) = delete;

private:
    void loop();
    void send();
    base::Result<base::Done> post(std::uint64_t size, const std::string& note);
    base::Result<base::Done> keep(std::uint64_t size, const std::string& note);

    Service& service_;
    const std::string folder_;
    const Say say_;
    std::uint64_t posted_ = 0, kept_ = 0;  ///< entries of the newest that went out
    std::string said_;                     ///< what failed last; the same is said once
    std::mutex mutex_;
    std::condition_variable bell_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace operations
