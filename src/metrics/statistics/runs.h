#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "metrics/statistics/mass.h"

namespace metrics {

/// One distinct (value, unit, label) and how much of it there is.
struct Run {
    std::uint64_t key = 0;    ///< ascending with the value; see `key_of`
    std::uint32_t unit = 0;   ///< index into the units' parts; 0 when rows are independent
    std::uint32_t label = 0;  ///< for scores: 0 negative, 1 positive; else 0
    Mass mass = 0;
    bool operator==(const Run&) const = default;
};

/// Pulls runs one at a time, so that two samples can be gone through side by side.
class Cursor {
public:
    virtual ~Cursor() = default;
    /// The next run in ascending order; null at the end. It stays valid until the next call.
    virtual const Run* next() = 0;
};

/// Values in ascending order with their masses: what a rank, a quantile or a distinct count is exact from. It may be far
/// larger than memory, so it is visited, not held; visiting it again gives the same runs.
class Runs {
public:
    virtual ~Runs() = default;
    /// Ascending by (key, unit, label), each triple once.
    virtual void visit(const std::function<void(const Run&)>& each) const = 0;
    /// The same runs as `visit`, pulled. Several cursors may be open at once; each lives no longer than the runs.
    virtual std::unique_ptr<Cursor> cursor() const = 0;

    Tally tally;                      ///< rows in the runs, all labels
    std::vector<Mass> by_label{0, 0};
    std::size_t parts = 0;            ///< 0: rows are independent; else units (or buckets of units), as in Split
    std::vector<std::uint64_t> keys;  ///< of the parts, ascending
    std::int64_t units = 0;
    bool units_exact = true;
    std::int64_t left_out = 0;        ///< rows without a value or, for scores, without a known label

    bool clustered() const { return parts > 0; }

    /// Order-preserving bits of a finite double; -0 is 0.
    static std::uint64_t key_of(double value) {
        const auto bits = std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
        return (bits >> 63) != 0 ? ~bits : bits | (std::uint64_t{1} << 63);
    }
    static double value_of(std::uint64_t key) {
        return std::bit_cast<double>((key >> 63) != 0 ? key & ~(std::uint64_t{1} << 63) : ~key);
    }
};

/// Runs that fit in memory: for tests, examples and simulations.
class RunsInMemory : public Runs {
public:
    /// Sorts and joins equal triples. `unit` must be below `parts` where parts are given.
    RunsInMemory(std::vector<Run> runs, std::vector<std::uint64_t> unit_keys = {});
    void visit(const std::function<void(const Run&)>& each) const override {
        for (const Run& run : runs_) each(run);
    }
    std::unique_ptr<Cursor> cursor() const override;

private:
    std::vector<Run> runs_;
};

}  // namespace metrics
