#include "base/json.h"

#include <boost/json.hpp>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace base {

namespace {

/// UTF-8 compared as UTF-16 code units: they differ only where surrogates (U+10000 and above) meet U+E000 to U+FFFF.
bool utf16_less(std::string_view a, std::string_view b) {
    const auto weight = [](unsigned char byte) { return byte >= 0xF0 ? 0xED80 : byte >= 0xEE ? 0xEE00 + byte : byte * 0x100; };
    const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (at_a == a.end() || at_b == b.end()) return at_a == a.end() && at_b != b.end();
    const auto left = static_cast<unsigned char>(*at_a);
    const auto right = static_cast<unsigned char>(*at_b);
    if (weight(left) != weight(right)) return weight(left) < weight(right);
    return left < right;
}

void write(const json::value& value, int indent, bool sorted, std::string& out) {
    const bool wide = indent >= 0;
    const auto line = [&](int depth) {
        if (wide) out += "\n" + std::string(static_cast<std::size_t>(depth) * 2, ' ');
    };
    switch (value.kind()) {
        case json::kind::double_: out += format_number(value.get_double()); return;
        case json::kind::array: {
            const auto& array = value.get_array();
            out += '[';
            for (std::size_t i = 0; i < array.size(); ++i) {
                if (i > 0) out += ',';
                line(indent + 1);
                write(array[i], wide ? indent + 1 : -1, sorted, out);
            }
            if (!array.empty()) line(indent);
            out += ']';
            return;
        }
        case json::kind::object: {
            std::vector<const json::key_value_pair*> members;
            for (const auto& member : value.get_object()) members.push_back(&member);
            if (sorted) std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return utf16_less(a->key(), b->key()); });
            out += '{';
            for (std::size_t i = 0; i < members.size(); ++i) {
                if (i > 0) out += ',';
                line(indent + 1);
                out += json::serialize(json::string_view(members[i]->key()));
                out += wide ? ": " : ":";
                write(members[i]->value(), wide ? indent + 1 : -1, sorted, out);
            }
            if (!members.empty()) line(indent);
            out += '}';
            return;
        }
        default: out += json::serialize(value);
    }
}

}  // namespace

std::string format_number(double value) {
    ASSERT(std::isfinite(value));
    if (value == 0) return "0";
    std::array<char, 40> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    ASSERT(error == std::errc{});
    std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    std::string out;
    if (text[0] == '-') {
        out = "-";
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    std::string digits(1, text[0]);
    if (e > 1) digits += text.substr(2, e - 2);
    const int exponent = std::atoi(text.data() + e + 1);
    const int count = static_cast<int>(digits.size());
    // ECMAScript's Number::toString, steps 6 to 10.
    const int n = exponent + 1;
    if (count <= n && n <= 21) return out + digits + std::string(static_cast<std::size_t>(n - count), '0');
    if (0 < n && n <= 21) return out + digits.substr(0, static_cast<std::size_t>(n)) + "." + digits.substr(static_cast<std::size_t>(n));
    if (-6 < n && n <= 0) return out + "0." + std::string(static_cast<std::size_t>(-n), '0') + digits;
    const std::string power = (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
    return out + digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "") + power;
}

std::string canonical(const json::value& value) {
    std::string out;
    write(value, -1, true, out);
    return out;
}

std::string pretty(const json::value& value) {
    std::string out;
    write(value, 0, false, out);
    return out + "\n";
}

namespace {

json::value value_of(simdjson::dom::element element);

json::value array_of(simdjson::dom::array items) {
    json::array array;
    for (const auto item : items) array.push_back(value_of(item));
    return array;
}

json::value object_of(simdjson::dom::object members) {
    json::object object;
    for (const auto& [key, value] : members) object[json::string_view(key.data(), key.size())] = value_of(value);
    return object;
}

json::value value_of(simdjson::dom::element element) {
    switch (element.type()) {
        case simdjson::dom::element_type::OBJECT: return object_of(element.get_object());
        case simdjson::dom::element_type::ARRAY: return array_of(element.get_array());
        case simdjson::dom::element_type::STRING: {
            std::string_view text;
            ASSERT(element.get(text) == simdjson::SUCCESS);
            return json::string_view(text.data(), text.size());
        }
        case simdjson::dom::element_type::INT64: return element.get_int64().take_value();
        case simdjson::dom::element_type::UINT64: return element.get_uint64().take_value();
        case simdjson::dom::element_type::DOUBLE: return element.get_double().take_value();
        case simdjson::dom::element_type::BOOL: return element.get_bool().take_value();
        case simdjson::dom::element_type::NULL_VALUE: break;
    }
    return nullptr;
}

}  // namespace

/// simdjson reads every number to the nearest double, which Boost 1.81 does not; whole numbers of more than 64 bits, which it
/// refuses, are Boost's.
Result<json::value> parse_json(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    const auto fault = parser.parse(text.data(), text.size()).get(element);
    if (fault == simdjson::SUCCESS) return value_of(element);
    boost::system::error_code code;
    auto value = json::parse(json::string_view(text.data(), text.size()), code);
    if (code) return Error{Fault::input, "not valid JSON: " + code.message(), "check the text with a JSON editor"};
    return value;
}

}  // namespace base
