#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "observations/dictionary.h"
#include "observations/partitions.h"
#include "observations/plan.h"
#include "observations/spill.h"

namespace observations {

/// One statistic being collected by one worker, slot by slot. Everything it holds adds up exactly, so that it does not
/// matter which worker saw which row.
class Accumulator {
public:
    virtual ~Accumulator() = default;
    /// Slots up to these exist from now on.
    virtual void reach(const std::vector<Partitions::Slot>& slots) = 0;
    virtual void add(const Rows& rows, const std::vector<std::uint32_t>& slots) = 0;
    /// Moves what a slot holds into another.
    virtual void fold(std::uint32_t source, std::uint32_t target) = 0;
    /// After the last row, still in the worker's own thread.
    virtual void finish() {}
    /// What ended the collecting: a limit, a full disk.
    virtual std::optional<base::Error> failure() const { return std::nullopt; }
};

/// An accumulator whose slots are statistics of type S.
template <class S>
class Tally : public Accumulator {
public:
    virtual void pour(std::uint32_t slot, S& into) const = 0;
};

/// What accumulators use beside the rows.
struct Workbench {
    const std::vector<std::unique_ptr<Dictionary>>* dictionaries = nullptr;  ///< by feed
    std::shared_ptr<SpillFile> spill;
    std::size_t runs_bytes_max = 0;                                          ///< of this worker
    std::shared_ptr<std::size_t> runs_bytes;                                 ///< held by this worker's runs
};

std::unique_ptr<Accumulator> make_accumulator(const Task& task, const Workbench& bench);

}  // namespace observations
