#include "charter/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace charter {

namespace {

bool has_offset(std::string_view text) {
    constexpr std::size_t date_size = 10;
    return text.size() > date_size && (text.ends_with('Z') || text.find_first_of("+-", date_size) != std::string_view::npos);
}

}  // namespace

std::optional<double> number_of(const Node& node) {
    if (!node.is_scalar() || node.quoted) return std::nullopt;
    std::string_view text = node.text;
    if (text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value + 0.0;  // minus zero is zero
}

std::optional<bool> truth_of(const Node& node) {
    if (!node.is_scalar() || node.quoted) return std::nullopt;
    if (node.text == "true" || node.text == "True" || node.text == "TRUE") return true;
    if (node.text == "false" || node.text == "False" || node.text == "FALSE") return false;
    return std::nullopt;
}

std::optional<base::Duration> length_of(const Node& node) {
    if (!node.is_scalar()) return std::nullopt;
    const auto length = base::parse_duration(node.text);
    return length ? std::optional(*length) : std::nullopt;
}

std::optional<base::Duration> pace_of(std::string_view word) {
    constexpr std::int64_t hour = 3'600 * base::micros_per_second;
    if (word == "hour") return base::Duration{hour, 0};
    if (word == "day") return base::Duration{base::micros_per_day, 0};
    if (word == "week") return base::Duration{7 * base::micros_per_day, 0};
    if (word == "month") return base::Duration{0, 1};
    if (word == "year") return base::Duration{0, 12};
    return std::nullopt;
}

std::optional<base::Time> time_of(const Node& node, const base::Zone& zone) {
    if (!node.is_scalar()) return std::nullopt;
    const auto time = base::parse_time(node.text);
    if (!time) return std::nullopt;
    return has_offset(node.text) ? *time : zone.from_local(time->micros);
}

std::optional<Amount> amount_of(const Node& node) {
    if (const Node* times = node.find("times_reference")) {
        const auto factor = number_of(*times);
        if (!factor || *factor <= 0) return std::nullopt;
        return Amount{.value = *factor, .relative = true};
    }
    if (const auto number = number_of(node)) return Amount{.value = *number};
    const auto length = length_of(node);
    // Months differ in length, so they cannot bound seconds.
    if (!length || length->months != 0) return std::nullopt;
    return Amount{.value = static_cast<double>(length->micros) / static_cast<double>(base::micros_per_second), .length = true};
}

std::vector<std::string> names_of(const Node& node) {
    std::vector<std::string> names;
    if (node.is_scalar()) names.push_back(node.text);
    if (node.is_list()) {
        for (const Node& item : node.items) names.push_back(item.text);
    }
    return names;
}

std::string text_of(const Node* node) { return node != nullptr && node->is_scalar() ? node->text : std::string(); }

bool is_id(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && letter(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || c == '-' || c == '_'; });
}

std::string id_of(std::string_view text) {
    std::string id;
    for (char c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool stays = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '_' && !id.empty());
        if (stays) id += c;
        else if (!id.empty() && id.back() != '-') id += '-';
    }
    while (id.ends_with('-')) id.pop_back();
    return id;
}

double tidy(double value) {
    std::array<char, 40> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, 15);
    double tidied = value;
    std::from_chars(buffer.data(), written.ptr, tidied);
    return tidied;
}

}  // namespace charter
