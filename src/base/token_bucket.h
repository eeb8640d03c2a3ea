#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/time.h"

namespace base {

/// How much each of many may ask for: so many at once, and so many a second from then on. Those who have not asked for longest
/// are forgotten first, which gives them what they would have gained by waiting anyway, or a little more.
///
///   TokenBuckets asked({.at_once = 100, .per_second = 20});
///   if (const auto wait = asked.take(address, now)) return busy(*wait);
///
/// Limits: holds `kept_max` of them, about 150 bytes each. Any number of threads.
class TokenBuckets {
public:
    struct Rate {
        double at_once = 100;
        double per_second = 20;
        std::size_t kept_max = 100'000;
    };
    explicit TokenBuckets(Rate rate) : rate_(rate) {}

    /// Takes one. Nothing: there was one; else how many seconds to wait. A clock that was set back gives
    /// nothing for that moment, and is followed from there: after a jump ahead and back nobody waits until it is as late again.
    std::optional<std::int64_t> take(const std::string& who, Time now, double count = 1);

private:
    struct Bucket {
        std::string who;
        double left = 0;
        Time at;
    };
    Bucket& bucket_of(const std::string& who, Time now);

    Rate rate_;
    std::mutex mutex_;
    std::list<Bucket> order_;  ///< who asked last comes first
    std::unordered_map<std::string, std::list<Bucket>::iterator> buckets_;
};

}  // namespace base
