#pragma once

#include <atomic>
#include <cstdint>

#include "base/limits.h"

/// A part of server.cpp, behind which the library stands.
namespace http {

/// A share of the memory for bodies; given back when it goes.
class Room {
public:
    explicit Room(std::atomic<std::int64_t>& all) : all_(all) {}
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
    ~Room() { all_ -= taken_; }
    bool take(std::int64_t bytes) {
        if ((all_ += bytes) > static_cast<std::int64_t>(base::limits::bodies_bytes_max.value)) {
            all_ -= bytes;
            return false;
        }
        taken_ += bytes;
        return true;
    }

private:
    std::atomic<std::int64_t>& all_;
    std::int64_t taken_ = 0;
};

}  // namespace http
