#pragma once

#include <cstdint>
#include <vector>

namespace metrics {

/// ADWIN (Bifet, Gavalda 2007, "Learning from time-changing data with adaptive windowing"): a window over a stream that
/// grows while its mean stays the same and drops its older part once that differs. It is kept as buckets of 1, 2, 4, ...
/// values, of each size as many as `buckets`. Alarms fall where river's do, to the row: as there, everything is
/// forgotten after an alarm.
class AdaptiveWindow {
public:
    struct Options {
        double delta = 0.002;            ///< chance of a false alarm in a window
        std::int64_t clock = 32;         ///< values between two looks
        int buckets = 5;                 ///< of each size, before two are joined
        double part_min = 5;             ///< values in each part that is compared
        double grace = 10;               ///< values before the first look
    };
    explicit AdaptiveWindow(const Options& options);

    /// True: the mean has changed.
    bool update(double value);

    double width() const { return width_; }
    double mean() const { return width_ > 0 ? total_ / width_ : 0; }

private:
    /// Buckets of one size, the oldest first.
    struct Level {
        int count = 0;
        std::vector<double> totals;
        std::vector<double> spreads;  ///< sums of squared deviations
    };
    void forget();
    void insert(double value);
    void join_full_levels();
    bool cut();
    bool differs(double old_size, double old_total, double log_term, double variance) const;
    void drop_oldest();
    Level new_level() const;

    Options options_;
    std::vector<Level> levels_;  ///< the smallest size first
    std::size_t depth_ = 1;      ///< levels in use
    double width_ = 0;
    double total_ = 0;
    double spread_ = 0;
    std::int64_t until_look_ = 0;
    bool alarmed_ = false;
};

/// Page's test as Mouss et al. 2004 have it and river computes it: the sum of deviations from the running mean, each less
/// a tolerance, against its extreme so far; up and down.
class PageHinkley {
public:
    struct Options {
        double instances_min = 30;
        double delta = 0.005;    ///< deviations that are tolerated
        double lambda = 50;      ///< the sum that raises the alarm
        double alpha = 0.9999;   ///< what is kept of the sum from value to value
    };
    explicit PageHinkley(const Options& options) : options_(options) {}
    bool update(double value);

private:
    Options options_;
    double count_ = 0;
    double mean_ = 0;
    double up_ = 0;
    double down_ = 0;
    double lowest_ = 0;
    double highest_ = 0;
    bool alarmed_ = false;
};

}  // namespace metrics
