#include "cli/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace cli {

namespace {

std::string with_thousands(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

}  // namespace

std::string ProgressBar::line(double share, std::int64_t rows, double seconds) {
    if (share < 0) return fmt::format("{} rows  {:.0f} s", with_thousands(rows), seconds);
    share = std::clamp(share, 0.0, 1.0);
    constexpr int width = 24;
    const auto full = static_cast<int>(share * width);
    const double left = share > 0.01 ? seconds * (1 - share) / share : -1;
    return fmt::format("[{}{}] {:3.0f} %  {} rows{}", std::string(static_cast<std::size_t>(full), '#'), std::string(static_cast<std::size_t>(width - full), ' '), 100 * share, with_thousands(rows),
                       left < 0 ? "" : fmt::format("  {:.0f} s left", std::ceil(left)));
}

void ProgressBar::show(double share, std::int64_t rows) {
    using namespace std::chrono_literals;
    const auto now = Clock::now();
    if (now - start_ < 500ms || now - drawn_ < 100ms) return;
    drawn_ = now;
    visible_ = true;
    std::fprintf(stderr, "\r\033[K%s", line(share, rows, std::chrono::duration<double>(now - start_).count()).c_str());
    std::fflush(stderr);
}

void ProgressBar::clear() {
    if (!visible_) return;
    std::fputs("\r\033[K", stderr);
    visible_ = false;
}

}  // namespace cli
