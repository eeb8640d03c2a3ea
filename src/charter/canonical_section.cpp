#include "charter/canonical_section.h"

namespace charter {

using base::json::object;
using base::json::value;

const value* member(const object& from, std::string_view key) { return from.if_contains(base::json::string_view(key.data(), key.size())); }

const object* map_at(const object& from, std::string_view key) {
    const value* found = member(from, key);
    return found == nullptr ? nullptr : found->if_object();
}

object canonical_section(const Charter& charter, std::string_view key) {
    auto document = base::parse_json(charter.canonical);
    const object* found = document && document->is_object() ? map_at(document->get_object(), key) : nullptr;
    return found == nullptr ? object() : *found;
}

std::string text_in(const object& from, std::string_view key) {
    const value* found = member(from, key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::vector<std::string> texts_in(const object& from, std::string_view key) {
    std::vector<std::string> texts;
    const value* found = member(from, key);
    if (found == nullptr) return texts;
    if (found->is_string()) texts.emplace_back(found->get_string());
    if (const auto* list = found->if_array()) {
        for (const value& one : *list) texts.emplace_back(one.get_string());
    }
    return texts;
}

std::vector<object> maps_in(const object& from, std::string_view key) {
    std::vector<object> maps;
    const value* found = member(from, key);
    if (found == nullptr || !found->is_array()) return maps;
    for (const value& one : found->get_array()) {
        if (one.is_object()) maps.push_back(one.get_object());
    }
    return maps;
}

std::optional<base::Duration> length_in(const object& from, std::string_view key) {
    const auto length = base::parse_duration(text_in(from, key));
    return length ? std::optional(*length) : std::nullopt;
}

void take(const object& from, std::string_view key, double& number) {
    const value* found = member(from, key);
    if (found != nullptr && found->is_number()) number = found->to_number<double>();
}

void take(const object& from, std::string_view key, int& count) {
    double number = count;
    take(from, key, number);
    count = static_cast<int>(number);
}

void take(const object& from, std::string_view key, base::Duration& length) {
    if (const auto read = length_in(from, key)) length = *read;
}

}  // namespace charter
