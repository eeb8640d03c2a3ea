#include "operations/service/answer_cache.h"

#include <fmt/format.h>

#include "operations/service/service.h"

namespace operations {

base::Result<std::string> AnswerCache::get(const std::string& question, const Make& make) {
    {
        std::unique_lock lock(mutex_);
        // Whoever waited for somebody's making finds the answer, or makes it where that failed.
        made_.wait(lock, [&] { return by_question_.contains(question) || (!making_.contains(question) && making_.size() < makings_max); });
        if (const auto found = by_question_.find(question); found != by_question_.end()) {
            kept_.splice(kept_.begin(), kept_, found->second);
            return found->second->answer;
        }
        making_.insert(question);
    }
    auto answer = make();
    {
        const std::lock_guard lock(mutex_);
        making_.erase(question);
        if (answer) keep(question, *answer);
    }
    made_.notify_all();
    return answer;
}

void AnswerCache::keep(const std::string& question, const std::string& answer) {
    const std::size_t bytes = question.size() + answer.size();
    if (bytes > bytes_max) return;
    kept_.push_front({question, answer});
    by_question_[question] = kept_.begin();
    bytes_ += bytes;
    while (bytes_ > bytes_max) {
        bytes_ -= kept_.back().question.size() + kept_.back().answer.size();
        by_question_.erase(kept_.back().question);
        kept_.pop_back();
    }
}

std::string question_about(const Product& product, const std::string& operation, const std::string& arguments, const std::string& reference) {
    const auto document = product.document();
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", document->product, base::format(document->digest), product.store().mark().received, reference, operation, arguments);
}

}  // namespace operations
