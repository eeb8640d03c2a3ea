#include "base/token_bucket.h"

#include <algorithm>
#include <cmath>

namespace base {

TokenBuckets::Bucket& TokenBuckets::bucket_of(const std::string& who, Time now) {
    const auto found = buckets_.find(who);
    if (found != buckets_.end()) {
        order_.splice(order_.begin(), order_, found->second);
        return order_.front();
    }
    if (order_.size() >= rate_.kept_max) {
        buckets_.erase(order_.back().who);
        order_.pop_back();
    }
    order_.push_front({who, rate_.at_once, now});
    buckets_[who] = order_.begin();
    return order_.front();
}

std::optional<std::int64_t> TokenBuckets::take(const std::string& who, Time now, double count) {
    const std::lock_guard lock(mutex_);
    Bucket& bucket = bucket_of(who, now);
    const double seconds = static_cast<double>(std::max<std::int64_t>(now.micros - bucket.at.micros, 0)) / static_cast<double>(micros_per_second);
    bucket.left = std::min(rate_.at_once, bucket.left + seconds * rate_.per_second);
    bucket.at = now;
    if (bucket.left >= count) {
        bucket.left -= count;
        return std::nullopt;
    }
    return std::max<std::int64_t>(1, std::llround(std::ceil((count - bucket.left) / rate_.per_second)));
}

}  // namespace base
