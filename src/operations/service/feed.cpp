#include "operations/service/feed.h"

namespace operations {

std::shared_ptr<void> Feed::watch(const std::string& product, Sink sink) {
    const std::lock_guard lock(watchers_->mutex);
    const std::uint64_t number = watchers_->next++;
    watchers_->sinks.emplace(number, std::pair(product, std::move(sink)));
    // Whoever watches may outlive the feed.
    return {nullptr, [number, all = std::weak_ptr<Watchers>(watchers_)](void*) {
                if (const auto watchers = all.lock()) {
                    const std::lock_guard unwatching(watchers->mutex);
                    watchers->sinks.erase(number);
                }
            }};
}

void Feed::publish(const std::string& product, const std::string& message) const {
    const std::lock_guard lock(watchers_->mutex);
    for (const auto& [number, watcher] : watchers_->sinks) {
        if (watcher.first == product) watcher.second(message);
    }
}

}  // namespace operations
