#include "http/kept_replies.h"

#include <mutex>

namespace http {

std::shared_ptr<const std::string> KeptReplies::find(std::string_view target) const {
    const std::shared_lock lock(mutex_);
    const auto found = kept_.find(target);
    return found != kept_.end() && found->second.before == *writes_ ? found->second.body : nullptr;
}

void KeptReplies::keep(const std::string& target, std::uint64_t before, const std::string& body) {
    if (body.size() > bytes_max || before != *writes_) return;
    const std::unique_lock lock(mutex_);
    if (kept_.size() >= kept_max && !kept_.contains(target)) kept_.clear();
    kept_.insert_or_assign(target, Kept{before, std::make_shared<const std::string>(body)});
}

}  // namespace http
