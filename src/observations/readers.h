#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "observations/duck.h"

namespace observations {

/// Connections for reading, each used by one source at a time and then by the next: a connection leaves something in the
/// database's catalogue, so they are not made anew.
class Readers {
public:
    explicit Readers(std::shared_ptr<duck::Database> database) : database_(std::move(database)) {}

    static base::Result<std::shared_ptr<duck::Database>> borrow(const std::shared_ptr<Readers>& readers, const std::atomic<bool>* stop) {
        std::unique_ptr<duck::Database> reader;
        {
            const std::lock_guard lock(readers->mutex_);
            if (!readers->free_.empty()) {
                reader = std::move(readers->free_.back());
                readers->free_.pop_back();
            }
        }
        if (!reader) {
            ASSIGN_OR_RETURN(reader, readers->database_->another());
        }
        reader->stop_with(stop);
        return std::shared_ptr<duck::Database>(reader.release(), [readers](duck::Database* used) {
            const std::lock_guard lock(readers->mutex_);
            readers->free_.emplace_back(used);
        });
    }

private:
    std::shared_ptr<duck::Database> database_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<duck::Database>> free_;
};

}  // namespace observations
