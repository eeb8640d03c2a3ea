#pragma once

#include "metrics/evaluate.h"
#include "metrics/slices/losses.h"
#include "metrics/slices/table.h"

namespace metrics::slices {

/// Rows that no search has seen, with what a metric needs of them. Rows that the metric does not rest on are not among them.
struct HeldOut {
    const Metric* metric = nullptr;
    Setting setting;
    std::vector<std::vector<std::uint8_t>> codes;  ///< by feature, then row
    std::vector<Outcome> outcomes;
    std::vector<double> values;                    ///< metrics of scores: the score; of row values: the value
    std::vector<double> losses;                    ///< by row: how far from the best a row can give
    std::vector<std::uint64_t> units;              ///< hashes; empty: rows are independent
};

/// A slice beside what it is compared with.
struct Judged {
    Estimate inside, outside;
    Estimate difference;      ///< inside less outside; absent where one of them is, or they cannot be compared
    double loss_share = 0;    ///< of all losses held out, that the slice has
};

/// Judges slices by the metric's own formula and interval engine, on rows that were not searched.
class Jury {
public:
    /// `held_out` must outlive it.
    explicit Jury(const HeldOut& held_out);

    Judged judge(const Slice& slice) const;
    /// Against the rest of another slice that holds it.
    Judged judge_within(const Slice& slice, const Slice& around) const;
    Estimate overall() const;
    /// Of these rows, by their numbers.
    Estimate over(const std::vector<std::uint32_t>& rows) const;
    std::int64_t units() const { return units_; }

private:
    Statistic statistic_of(const std::vector<std::uint32_t>& rows) const;
    template <class S, class Add>
    Split<S> split_of(const std::vector<std::uint32_t>& rows, Add add) const;
    Judged compared(const std::vector<std::uint32_t>& inside, const std::vector<std::uint32_t>& outside) const;

    const HeldOut& of_;
    std::vector<std::uint64_t> part_keys_;    ///< ascending
    std::vector<std::uint32_t> part_of_;      ///< by row
    bool folded_ = false;                     ///< units lie together in parts
    std::int64_t units_ = 0;
    double losses_ = 0;                       ///< of all rows
};

}  // namespace metrics::slices
