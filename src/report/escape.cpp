#include "report/escape.h"

#include <cstdint>

namespace report {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// The bytes of the character that starts here; 0 where it is not well-formed (overlong forms, surrogates and code points
/// above U+10FFFF included).
std::size_t character_at(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if (!continues(text, at + i)) return 0;
    }
    const auto second = static_cast<unsigned char>(text[at + 1]);
    if (first == 0xE0 && second < 0xA0) return 0;
    if (first == 0xED && second > 0x9F) return 0;
    if (first == 0xF0 && second < 0x90) return 0;
    if (first == 0xF4 && second > 0x8F) return 0;
    return size;
}

/// U+0080 to U+009F, which terminals obey, the marks that reorder what is read, and U+FFFE and U+FFFF, which XML refuses.
bool is_hidden_control(std::string_view character) {
    if (character.size() == 2) return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
    if (character.size() != 3) return false;
    const auto code = static_cast<std::uint32_t>((static_cast<unsigned char>(character[0]) & 0x0F) << 12 |
                                                 (static_cast<unsigned char>(character[1]) & 0x3F) << 6 |
                                                 (static_cast<unsigned char>(character[2]) & 0x3F));
    const bool reorders = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return reorders || code == 0x2028 || code == 0x2029 || code >= 0xFFFE;
}

template <class Replace>
std::string replaced(std::string_view text, Replace replace) {
    const std::string clean = plain(text);
    std::string out;
    out.reserve(clean.size() + clean.size() / 8);
    for (const char c : clean) {
        const std::string_view instead = replace(c);
        if (instead.empty()) out += c;
        else out += instead;
    }
    return out;
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Inside a word an underscore is only itself, and names of metrics stay readable; elsewhere it may begin emphasis.
void escape_underscores(std::string& text) {
    for (auto at = text.find('_'); at != std::string::npos; at = text.find('_', at + 1)) {
        const bool inside = at > 0 && is_word(text[at - 1]) && at + 1 < text.size() && is_word(text[at + 1]);
        if (!inside) text.replace(at, 1, "&#95;");
    }
}

}  // namespace

std::string well_formed(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character_at(text, at);
        if (size == 0) out += replacement;
        else out += text.substr(at, size);
        at += size == 0 ? 1 : size;
    }
    return out;
}

std::string plain(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character_at(text, at);
        const std::string_view character = text.substr(at, size == 0 ? 1 : size);
        const auto first = static_cast<unsigned char>(character[0]);
        if (first == '\n' || first == '\r' || first == '\t') out += ' ';
        else if (size == 0 || first < 0x20 || first == 0x7F || is_hidden_control(character)) out += replacement;
        else out += character;
        at += character.size();
    }
    return out;
}

std::string markup(std::string_view text) {
    return replaced(text, [](char c) -> std::string_view {
        switch (c) {
            case '&': return "&amp;";
            case '<': return "&lt;";
            case '>': return "&gt;";
            case '"': return "&quot;";
            case '\'': return "&#39;";
            default: return {};
        }
    });
}

std::string unbroken_markup(std::string_view text) {
    std::string out = markup(text);
    for (auto at = out.find(" %"); at != std::string::npos; at = out.find(" %", at)) out.replace(at, 1, "&#160;");
    return out;
}

std::string table_cell(std::string_view text) {
    std::string out = replaced(text, [](char c) -> std::string_view {
        switch (c) {
            case '&': return "&amp;";
            case '<': return "&lt;";
            case '>': return "&gt;";
            // An entity, because a backslash before a pipe is itself read as text inside code spans.
            case '|': return "&#124;";
            case '\\': return "&#92;";
            case '`': return "&#96;";
            case '*': return "&#42;";
            case '~': return "&#126;";
            case '[': return "&#91;";
            case ']': return "&#93;";
            // A word joiner behind it: GitHub looks for people and issues in the finished text, where an entity is gone.
            case '@': return "@&#8288;";
            case '#': return "#&#8288;";
            default: return {};
        }
    });
    escape_underscores(out);
    // What GitHub would turn into a link by itself.
    for (auto at = out.find("://"); at != std::string::npos; at = out.find("://", at)) out.replace(at, 1, "&#58;");
    for (auto at = out.find("www."); at != std::string::npos; at = out.find("www.", at)) out.replace(at + 3, 1, "&#46;");
    return out;
}

std::size_t length_of(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text) length += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    return length;
}

std::string shortened(std::string_view text, std::size_t characters) {
    if (length_of(text) <= characters) return std::string(text);
    std::size_t kept = 0;
    std::size_t at = 0;
    while (at < text.size() && kept + 1 < characters) {
        ++at;
        while (continues(text, at)) ++at;
        ++kept;
    }
    return std::string(text.substr(0, at)) + "…";
}

}  // namespace report
