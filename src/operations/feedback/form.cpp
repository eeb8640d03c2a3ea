#include "operations/feedback/form.h"

#include <algorithm>

namespace operations {

base::json::object form_of(const charter::Feedback& feedback, const std::string& language) {
    std::string tag = language;
    std::transform(tag.begin(), tag.end(), tag.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : static_cast<char>(c); });
    while (!tag.empty() && !feedback.strings.contains(tag)) tag.resize(tag.rfind('-') == std::string::npos ? 0 : tag.rfind('-'));
    if (tag.empty()) tag = feedback.language;
    base::json::object words;
    const auto add = [&](const std::string& from) {
        const auto found = feedback.strings.find(from);
        if (found == feedback.strings.end()) return;
        for (const auto& [word, text] : found->second) words[word] = text;
    };
    add(feedback.language);
    add(tag);
    base::json::array kinds;
    for (const auto& kind : feedback.kinds) kinds.emplace_back(kind);
    return {{"kinds", std::move(kinds)}, {"sampling", feedback.sampling}, {"cool_down_days", static_cast<double>(feedback.cool_down.micros) / static_cast<double>(base::micros_per_day)}, {"consent", feedback.consent}, {"language", tag}, {"words", std::move(words)}};
}

}  // namespace operations
