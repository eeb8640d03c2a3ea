#pragma once

#include "metrics/statistics/confusion.h"
#include "metrics/statistics/isotonic.h"
#include "metrics/statistics/runs.h"
#include "metrics/statistics/split.h"

namespace metrics {

/// Scores without labels as if they had them: each score is as much a positive as its calibrated share says, and as much a
/// negative as is left. What is computed from runs of scores and labels is computed from these as well: an estimate and
/// what is realised later have one formula.
///
/// Rows count as independent here, whatever units they belong to. `scores` and `calibration` must outlive it. Up to
/// `held_rows_max` rows are calibrated once and held; more are calibrated whenever they are visited.
class ExpectedRuns final : public Runs {
public:
    ExpectedRuns(const Runs& scores, const Isotonic& calibration);
    void visit(const std::function<void(const Run&)>& each) const override;
    std::unique_ptr<Cursor> cursor() const override;

private:
    static constexpr std::int64_t held_rows_max = 1 << 20;
    const Runs& scores_;
    const Isotonic& calibration_;
    std::vector<Run> held_;
};

/// How much of a mass is positive at this share, to the nearest 2^-30.
Mass expected_positive(Mass mass, double share);

/// The outcomes of deciding at a threshold.
Split<Confusion> confusion_of(const Runs& labelled, double threshold);

}  // namespace metrics
