#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "operations/operation.h"

namespace operations {

/// Messages from whoever makes them to whoever watches. Any number of threads.
class Feed {
public:
    /// `sink` is given what is published about the product until the result is released.
    std::shared_ptr<void> watch(const std::string& product, Sink sink);
    void publish(const std::string& product, const std::string& message) const;

private:
    struct Watchers {
        mutable std::mutex mutex;
        std::map<std::uint64_t, std::pair<std::string, Sink>> sinks;
        std::uint64_t next = 0;
    };
    std::shared_ptr<Watchers> watchers_ = std::make_shared<Watchers>();
};

}  // namespace operations
