#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "observations/accumulator.h"
#include "observations/label_reader.h"
#include "observations/wall_clock.h"

namespace observations {

/// One thread's share of the rows: reads chunks and collects every statistic of the plan. Nothing is shared with other
/// workers until all are done; `collect` then adds them up.
class Worker {
public:
    struct Part {
        Part(const Grouping& grouping, bool has_unit) : partitions(grouping, has_unit) {}
        Partitions partitions;
        std::vector<std::unique_ptr<Accumulator>> accumulators;  ///< by task
        std::vector<std::uint32_t> slots;
    };
    struct Counts {
        std::int64_t rows = 0;
        std::int64_t malformed = 0;
        std::int64_t timeless = 0;
        std::int64_t unreadable = 0;
        std::int64_t newest = no_time;
    };

    Worker(const Plan& plan, std::shared_ptr<SpillFile> spill, std::size_t runs_bytes_max);
    virtual ~Worker() = default;

    void process(const duck::Look& chunk);
    void finish();

    const std::optional<Complaint>& complaint() const { return complaint_; }
    std::optional<base::Error> failure() const;
    const Counts& counts() const { return counts_; }
    std::vector<std::unique_ptr<Part>>& parts() { return parts_; }  ///< by grouping
    const Dictionary& dictionary(std::size_t feed) const { return *dictionaries_[feed]; }
    const std::optional<LabelReader>& label() const { return label_; }
    const std::optional<LabelReader>& prediction() const { return prediction_; }

protected:
    /// For workers that want rows and not statistics.
    virtual void see(const Rows&) {}

private:
    void read_times();
    void convert_times(const TimeFeed& feed);
    void leave_period();
    void read_units();
    void read_labels_and_scores();
    void read_scores();
    void count_unreadable();
    void complain_if(const std::optional<std::size_t>& flag, const Complaint& complaint);
    void complain_if_odd(const LabelFeed& feed);

    const Plan& plan_;
    std::vector<std::unique_ptr<Dictionary>> dictionaries_;  ///< by feed; null where there is none
    std::optional<LabelReader> label_;
    std::optional<LabelReader> prediction_;
    std::optional<WallClock> clock_;
    std::vector<std::unique_ptr<Part>> parts_;
    std::vector<Label> predicted_;
    Rows rows_;
    Counts counts_;
    std::optional<Complaint> complaint_;
};

/// More groups or windows than `limits` allow.
std::optional<base::Error> limit_error(const Grouping& grouping, std::size_t groups, std::size_t windows);

}  // namespace observations
