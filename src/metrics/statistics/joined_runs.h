#pragma once

#include <vector>

#include "metrics/statistics/runs.h"

namespace metrics {

/// Runs of several samples as those of one, merged whenever they are visited. Units are the same where their keys are. The
/// parts must outlive it.
class JoinedRuns final : public Runs {
public:
    explicit JoinedRuns(std::vector<const Runs*> of);
    void visit(const std::function<void(const Run&)>& each) const override;
    std::unique_ptr<Cursor> cursor() const override;

private:
    std::vector<const Runs*> of_;
    std::vector<std::vector<std::uint32_t>> unit_of_;  ///< by sample and its own unit
};

}  // namespace metrics
