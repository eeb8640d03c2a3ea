#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "observations/duck.h"
#include "observations/event_batch.h"

namespace observations {

/// Events that could not be taken, kept aside with their reason: how many in each hour of receipt, and the newest
/// limits::rejects_kept_max with their text.
class KeptRejects {
public:
    static base::Result<std::unique_ptr<KeptRejects>> open(duck::Database& database);

    /// Within a transaction of the caller, who says afterwards how it ended.
    base::Result<base::Done> keep(const EventBatch& batch, base::Time received);
    void kept();
    void undo();

    /// Of a reading, by the hour of receipt: when a faulty event happened nobody knows.
    std::int64_t events(const Reading& reading, std::optional<base::Time> known_at) const;
    static base::Result<std::vector<Reject>> newest(duck::Database& reader, std::int64_t most);

private:
    explicit KeptRejects(duck::Database& database) : database_(database) {}

    duck::Database& database_;
    mutable std::mutex mutex_;
    std::map<std::int64_t, std::int64_t> by_hour_, pending_;
    std::int64_t since_trim_ = 0;
};

}  // namespace observations
