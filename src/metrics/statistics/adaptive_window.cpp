#include "metrics/statistics/adaptive_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"

namespace metrics {

namespace {

double size_of(std::size_t level) { return static_cast<double>(std::uint64_t{1} << level); }

/// What two neighbouring windows with these means add to the squared deviations when they become one.
double between(double n, double mean_n, double m, double mean_m) { return n * m * (mean_n - mean_m) * (mean_n - mean_m) / (n + m); }

}  // namespace

AdaptiveWindow::AdaptiveWindow(const Options& options) : options_(options) {
    ASSERT(options.buckets >= 1);
    ASSERT(options.clock >= 1);
    levels_.push_back(new_level());
    forget();
}

AdaptiveWindow::Level AdaptiveWindow::new_level() const {
    Level level;
    level.totals.resize(static_cast<std::size_t>(options_.buckets) + 1);
    level.spreads.resize(static_cast<std::size_t>(options_.buckets) + 1);
    return level;
}

void AdaptiveWindow::forget() {
    for (Level& level : levels_) level.count = 0;
    depth_ = 1;
    width_ = total_ = spread_ = 0;
    until_look_ = options_.clock;
}

bool AdaptiveWindow::update(double value) {
    if (alarmed_) forget();
    insert(value);
    alarmed_ = false;
    if (--until_look_ == 0) {
        until_look_ = options_.clock;
        if (width_ > options_.grace) {
            while (cut()) alarmed_ = true;
        }
    }
    return alarmed_;
}

void AdaptiveWindow::insert(double value) {
    Level& first = levels_.front();
    first.totals[static_cast<std::size_t>(first.count)] = value;
    first.spreads[static_cast<std::size_t>(first.count)] = 0;
    ++first.count;
    width_ += 1;
    if (width_ > 1) {
        const double deviation = value - total_ / (width_ - 1);
        spread_ += (width_ - 1) * deviation * deviation / width_;
    }
    total_ += value;
    if (first.count > options_.buckets) join_full_levels();
}

void AdaptiveWindow::join_full_levels() {
    for (std::size_t i = 0; levels_[i].count > options_.buckets; ++i) {
        if (i + 1 == levels_.size()) levels_.push_back(new_level());
        depth_ = std::max(depth_, i + 2);
        Level& level = levels_[i];
        Level& next = levels_[i + 1];
        const double size = size_of(i);
        const auto place = static_cast<std::size_t>(next.count++);
        next.totals[place] = level.totals[0] + level.totals[1];
        next.spreads[place] = level.spreads[0] + level.spreads[1] + between(size, level.totals[0] / size, size, level.totals[1] / size);
        std::copy(level.totals.begin() + 2, level.totals.end(), level.totals.begin());
        std::copy(level.spreads.begin() + 2, level.spreads.end(), level.spreads.begin());
        level.count -= 2;
    }
}

/// Whether the means of both parts lie further apart than chance explains (Bifet, Gavalda 2007, section 4.1).
bool AdaptiveWindow::differs(double old_size, double old_total, double log_term, double variance) const {
    const double new_size = width_ - old_size;
    if (new_size < options_.part_min || old_size < options_.part_min) return false;
    const double distance = std::abs(old_total / old_size - (total_ - old_total) / new_size);
    const double size = 1 / (old_size - options_.part_min + 1) + 1 / (new_size - options_.part_min + 1);
    const double rest = distance - 2.0 / 3 * log_term * size;
    const double square = 2 * size * variance * log_term;
    if (rest <= 0 || rest * rest < square * (1 - 1e-9)) return false;  // far below, without a root
    return distance > std::sqrt(square) + 2.0 / 3 * log_term * size;
}

/// Looks at every place where the window could be cut, from its old end; drops the oldest bucket where it should be.
bool AdaptiveWindow::cut() {
    const double variance = spread_ / width_;
    const double log_term = std::log(2 * std::log(width_) / options_.delta);
    double old_size = 0;
    double old_total = 0;
    for (std::size_t i = depth_; i-- > 0;) {
        const Level& level = levels_[i];
        const double size = size_of(i);
        // Behind the newest bucket there is nothing left to compare with.
        const int last = i == 0 ? level.count - 1 : level.count;
        for (int k = 0; k < last; ++k) {
            old_size += size;
            old_total += level.totals[static_cast<std::size_t>(k)];
            if (!differs(old_size, old_total, log_term, variance)) continue;
            drop_oldest();
            return true;
        }
    }
    return false;
}

void AdaptiveWindow::drop_oldest() {
    Level& level = levels_[depth_ - 1];
    const double size = size_of(depth_ - 1);
    const double total = level.totals[0];
    width_ -= size;
    total_ -= total;
    spread_ -= level.spreads[0] + between(size, total / size, width_, total_ / width_);
    std::copy(level.totals.begin() + 1, level.totals.end(), level.totals.begin());
    std::copy(level.spreads.begin() + 1, level.spreads.end(), level.spreads.begin());
    if (--level.count == 0) --depth_;
}

bool PageHinkley::update(double value) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (alarmed_ || count_ == 0) {
        count_ = mean_ = up_ = down_ = 0;
        lowest_ = infinity;
        highest_ = -1;
    }
    count_ += 1;
    mean_ += (value - mean_) / count_;
    const double deviation = value - mean_;
    up_ = options_.alpha * up_ + deviation - options_.delta;
    down_ = options_.alpha * down_ + deviation + options_.delta;
    lowest_ = std::min(lowest_, up_);
    highest_ = std::max(highest_, down_);
    alarmed_ = count_ >= options_.instances_min && (up_ - lowest_ > options_.lambda || highest_ - down_ > options_.lambda);
    return alarmed_;
}

}  // namespace metrics
