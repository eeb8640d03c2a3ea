#include "metrics/statistics/runs.h"

#include <algorithm>
#include <tuple>

#include "base/assert.h"

namespace metrics {

namespace {

class CursorInMemory final : public Cursor {
public:
    explicit CursorInMemory(const std::vector<Run>& runs) : runs_(runs) {}
    const Run* next() override { return at_ < runs_.size() ? &runs_[at_++] : nullptr; }

private:
    const std::vector<Run>& runs_;
    std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<Cursor> RunsInMemory::cursor() const { return std::make_unique<CursorInMemory>(runs_); }

RunsInMemory::RunsInMemory(std::vector<Run> runs, std::vector<std::uint64_t> unit_keys) {
    const auto order = [](const Run& run) { return std::tie(run.key, run.unit, run.label); };
    std::sort(runs.begin(), runs.end(), [&](const Run& a, const Run& b) { return order(a) < order(b); });
    for (const Run& run : runs) {
        ASSERT(run.label < by_label.size());
        ASSERT(unit_keys.empty() || run.unit < unit_keys.size());
        by_label[run.label] += run.mass;
        tally.weight += run.mass;
        tally.squares += run.mass;
        tally.rows += run.mass / mass_one;
        if (!runs_.empty() && order(runs_.back()) == order(run)) runs_.back().mass += run.mass;
        else runs_.push_back(run);
    }
    parts = unit_keys.size();
    units = parts > 0 ? static_cast<std::int64_t>(parts) : tally.rows;
    keys = std::move(unit_keys);
}

}  // namespace metrics
