#include "operations/feedback/form.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace operations {

namespace {

/// Brooke 1996, as they are written there.
constexpr std::array<std::string_view, 10> sus_statements{
    "I think that I would like to use this system frequently.",
    "I found the system unnecessarily complex.",
    "I thought the system was easy to use.",
    "I think that I would need the support of a technical person to be able to use this system.",
    "I found the various functions in this system were well integrated.",
    "I thought there was too much inconsistency in this system.",
    "I would imagine that most people would learn to use this system very quickly.",
    "I found the system very cumbersome to use.",
    "I felt very confident using the system.",
    "I needed to learn a lot of things before I could get going with this system.",
};

}  // namespace

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
    if (feedback.asks("sus")) {
        for (std::size_t i = 0; i < sus_statements.size(); ++i) {
            const std::string word = "sus" + std::to_string(i + 1);
            if (!words.contains(word)) words[word] = sus_statements[i];
        }
    }
    base::json::array kinds;
    for (const auto& kind : feedback.kinds) kinds.emplace_back(kind);
    return {{"kinds", std::move(kinds)}, {"sampling", feedback.sampling}, {"cool_down_days", static_cast<double>(feedback.cool_down.micros) / static_cast<double>(base::micros_per_day)}, {"consent", feedback.consent}, {"contact", feedback.contact}, {"language", tag}, {"words", std::move(words)}};
}

}  // namespace operations
