#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "report/text.h"

namespace report {

/// Lines for a terminal, wrapped at its width and coloured where that makes sense.
class Terminal {
public:
    explicit Terminal(TextOptions options) : colour_(options.colour), width_(static_cast<std::size_t>(std::max(options.width, 40))) {}

    std::size_t width() const { return width_; }
    std::string painted(std::string_view colour, const std::string& text) const { return colour_ ? std::string(colour) + text + "\033[0m" : text; }
    std::string strong(const std::string& text) const { return painted("\033[1m", text); }

    void line(const std::string& text = {}) { out_ += text + "\n"; }
    /// Words, broken before the right edge; a word longer than a line stays whole.
    void paragraph(const std::string& text, std::size_t margin);
    /// A label and, from a common column on, its text.
    void fact(const std::string& label, const std::string& text);

    std::string take() { return std::move(out_); }

private:
    bool colour_;
    std::size_t width_;
    std::string out_;
};

}  // namespace report
