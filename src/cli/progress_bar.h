#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace cli {

/// A line on a terminal's standard error that says how far the work is: rows read and time left. Drawn at most ten times
/// a second, and only after half a second, so that quick work shows nothing.
class ProgressBar {
public:
    using Clock = std::chrono::steady_clock;
    explicit ProgressBar(Clock::time_point start) : start_(start), drawn_(start) {}

    void show(double share, std::int64_t rows);
    /// Removes the line.
    void clear();

    /// `[#######             ] 37 %  1,110,000 rows  4 s left`
    static std::string line(double share, std::int64_t rows, double seconds);

private:
    Clock::time_point start_;
    Clock::time_point drawn_;
    bool visible_ = false;
};

}  // namespace cli
