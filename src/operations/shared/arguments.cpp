#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "operations/operation.h"

namespace operations {

std::string Arguments::text(std::string_view name, std::string_view fallback) const {
    const auto found = values.find(name);
    return found == values.end() || found->second.empty() ? std::string(fallback) : found->second.front();
}

std::vector<std::string> Arguments::list(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::vector<std::string>{} : found->second;
}

std::optional<double> Arguments::number(std::string_view name) const {
    const std::string word = text(name);
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (word.empty() || error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
}

std::string misfit(const Parameter& parameter, const std::string& value) {
    if (!parameter.choices.empty() && std::find(parameter.choices.begin(), parameter.choices.end(), value) == parameter.choices.end()) return fmt::format("one of: {}", fmt::join(parameter.choices, ", "));
    if (parameter.kind == Parameter::Kind::number) {
        Arguments probe;
        probe.values["x"] = {value};
        if (!probe.number("x")) return "a number";
    }
    if (parameter.kind == Parameter::Kind::time && !base::parse_time(value)) return "a date (2001-03-31) or time (2001-03-31T08:30:00Z)";
    return {};
}

}  // namespace operations
