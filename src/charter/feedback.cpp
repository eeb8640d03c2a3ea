#include "charter/feedback.h"

#include <algorithm>

#include "base/json.h"
#include "charter/building.h"
#include "charter/canonical_section.h"
#include "charter/feedback_fields.h"

namespace charter {

namespace {

constexpr std::size_t shown_max = 60;

bool all_of(std::string_view text, std::string_view allowed) { return text.find_first_not_of(allowed) == std::string_view::npos; }

/// As the HTML standard serialises an origin: scheme, host and port, in small letters, without a path and without the scheme's own port.
bool is_origin(std::string_view text) {
    const bool secure = text.starts_with("https://");
    if (!secure && !text.starts_with("http://")) return false;
    std::string_view rest = text.substr(secure ? 8 : 7);
    std::string_view port;
    const auto colon = rest.starts_with("[") ? rest.find(':', rest.find(']')) : rest.find(':');
    if (colon != std::string_view::npos) {
        port = rest.substr(colon + 1);
        if (port.empty() || port.size() > 5 || port.front() == '0' || !all_of(port, "0123456789") || port == (secure ? "443" : "80")) return false;
    }
    const std::string_view host = rest.substr(0, colon);
    if (host.starts_with("[")) return host.ends_with("]") && host.size() > 3 && all_of(host.substr(1, host.size() - 2), "0123456789abcdef:");
    return !host.empty() && host.size() <= 253 && host.front() != '.' && host.front() != '-' && all_of(host, "abcdefghijklmnopqrstuvwxyz0123456789-.");
}

bool is_language(std::string_view tag) { return tag.size() >= 2 && tag.size() <= 35 && tag.front() != '-' && tag.back() != '-' && all_of(tag, "abcdefghijklmnopqrstuvwxyz0123456789-"); }

std::string cut(const std::string& text) { return text.substr(0, shown_max); }

void check_origins(Building& building, const Node& section) {
    const Node* origins = section.find("origins");
    if (origins == nullptr || !origins->is_list()) return;
    for (const Node& origin : origins->items) {
        if (origin.is_scalar() && !is_origin(origin.text)) {
            building.faults.add(origin.place, "not an origin as a browser writes it: " + cut(origin.text), "write scheme, host and port in small letters, without a path or a slash at the end: https://app.example.org");
        }
    }
}

void check_languages(Building& building, const Node& section) {
    if (const Node* language = section.find("language"); language != nullptr && language->is_scalar() && !is_language(language->text)) {
        building.faults.add(language->place, "not the tag of a language: " + cut(language->text), "write it in small letters, such as en or pt-br");
    }
    const Node* strings = section.find("strings");
    if (strings == nullptr || !strings->is_map()) return;
    for (const Node& one : strings->items) {
        if (!is_language(one.key)) building.faults.add(one.key_place, "not the tag of a language: " + cut(one.key), "write it in small letters, such as de or pt-br");
    }
}

}  // namespace

bool Feedback::allows(std::string_view origin) const { return std::find(origins.begin(), origins.end(), origin) != origins.end(); }
bool Feedback::asks(std::string_view kind) const { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }

void build_feedback(Building& building) {
    const Node* section = building.root.find("feedback");
    if (section == nullptr || !section->is_map()) return;
    check_origins(building, *section);
    check_languages(building, *section);
    for (const char* key : {"cool_down", "keep_text"}) {
        const Node* node = section->find(key);
        const auto length = node == nullptr ? std::nullopt : length_of(*node);
        if (length && length->months != 0) building.faults.add(node->place, "months differ in length: " + cut(node->text), "write days: 90d");
    }
    const Node* kinds = section->find("kinds");
    const bool reliance = kinds != nullptr && kinds->is_list() && std::any_of(kinds->items.begin(), kinds->items.end(), [](const Node& one) { return one.text == "decision"; });
    const Columns& columns = building.charter.task.columns;
    if (reliance && columns.prediction.empty() && columns.score.empty()) building.faults.add(kinds->place, "nothing says what the model decided, so nobody can be seen to follow it", "name the column: task.columns.prediction or task.columns.score");
    const Node* corrections = section->find("corrections");
    if (corrections != nullptr && text_of(corrections) == "count" && columns.label.empty()) building.faults.add(corrections->place, "there are no outcomes for which a correction could stand", "name the column: task.columns.label");
}

std::optional<Feedback> feedback_of(const Charter& charter) {
    const auto section = canonical_section(charter, "feedback");
    if (section.empty()) return std::nullopt;
    Feedback feedback{.origins = texts_in(section, "origins"), .kinds = texts_in(section, "kinds"), .consent = text_in(section, "consent"), .contact = text_in(section, "contact"), .keep_text = length_in(section, "keep_text"), .seeded = text_in(section, "seeded")};
    take(section, "sampling", feedback.sampling);
    take(section, "cool_down", feedback.cool_down);
    if (const auto language = text_in(section, "language"); !language.empty()) feedback.language = language;
    feedback.corrections_count = text_in(section, "corrections") == "count";
    const auto* strings = map_at(section, "strings");
    if (strings == nullptr) return feedback;
    for (const auto& [language, words] : *strings) {
        auto& own = feedback.strings[std::string(language)];
        if (!words.is_object()) continue;
        for (const auto& [word, text] : words.get_object()) own[std::string(word)] = std::string(text.get_string());
    }
    return feedback;
}

std::vector<std::string_view> feedback_kinds() { return {feedback_fields::kinds.begin(), feedback_fields::kinds.end()}; }

std::vector<AnswerColumn> answer_columns() {
    return {{"feedback_thumbs", AnswerType::truth},    {"feedback_rating", AnswerType::number}, {"feedback_correction", AnswerType::text}, {"feedback_reason", AnswerType::text},
            {"feedback_text", AnswerType::text},       {"feedback_nps", AnswerType::number},    {"feedback_csat", AnswerType::number},     {"feedback_ces", AnswerType::number},
            {"feedback_sus", AnswerType::number},      {"feedback_decision", AnswerType::text}, {"feedback_seconds", AnswerType::number},  {"feedback_language", AnswerType::text}};
}

std::vector<AnswerColumn> derived_answer_columns() {
    return {{answered::given, AnswerType::truth}, {answered::followed, AnswerType::truth}, {answered::overridden, AnswerType::truth}, {answered::rubber_stamped, AnswerType::truth}, {answered::source, AnswerType::text}};
}

}  // namespace charter
