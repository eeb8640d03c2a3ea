#include "report/terminal.h"

#include "report/escape.h"

namespace report {

void Terminal::paragraph(const std::string& text, std::size_t margin) {
    std::string row;
    const auto flush = [&] {
        if (!row.empty()) line(std::string(margin, ' ') + row);
        row.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        if (!row.empty() && margin + length_of(row) + 1 + length_of(word) > width_) flush();
        if (!word.empty()) row += (row.empty() ? "" : " ") + word;
        at = end + 1;
    }
    flush();
}

void Terminal::fact(const std::string& label, const std::string& text) {
    constexpr std::size_t column = 11;
    const std::string row = label + std::string(column - std::min(column - 1, length_of(label)), ' ');
    // The label stands where the paragraph's first margin would.
    const std::size_t start = out_.size();
    paragraph(text, column);
    if (out_.size() > start) out_.replace(start, column, row);
}

}  // namespace report
