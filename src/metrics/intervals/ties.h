#pragma once

#include <optional>
#include <vector>

#include "metrics/estimate.h"
#include "metrics/statistics/runs.h"

/// What statistics of ranks share. Rows of equal score are one step: collapsing them before counting is what makes ties
/// exact.
namespace metrics {

/// Runs of one score: how much of each label, and by which units. At most two runs for each unit.
struct Tie {
    Mass positive = 0;
    Mass negative = 0;
    std::vector<Run> runs;
};

/// Calls `each` with the ties in ascending order.
template <class Each>
void visit_ties(const Runs& runs, Each each) {
    Tie tie;
    runs.visit([&](const Run& run) {
        if (!tie.runs.empty() && tie.runs.front().key != run.key) {
            each(tie);
            tie.positive = tie.negative = 0;
            tie.runs.clear();
        }
        (run.label == 1 ? tie.positive : tie.negative) += run.mass;
        tie.runs.push_back(run);
    });
    if (!tie.runs.empty()) each(tie);
}

/// Both classes: their weights, and their effective numbers of rows.
struct Classes {
    double positive;
    double negative;
    double positive_rows;
    double negative_rows;

    explicit Classes(const Runs& runs) : positive(weight_of(runs.by_label[1])), negative(weight_of(runs.by_label[0])) {
        const double ratio = runs.tally.effective() / weight_of(runs.tally.weight);
        positive_rows = positive * ratio;
        negative_rows = negative * ratio;
    }
};

/// What a number rests on, its value still to come; or absent with `no_rows` or `no_labels`.
Estimate described_rows(const Runs& runs);
/// The same for what needs both classes; or absent with `one_class`.
Estimate described(const Runs& runs);
/// Absent with `wrong_type` where a score lies outside 0 to 1, so that it is no probability; else nothing.
std::optional<Estimate> no_probabilities(const Runs& runs);

/// A number that must not decide: its limits are the whole range.
void give_up(Estimate& estimate, Reason reason);

/// Symmetric on the scale of ln(value / (1 - value)); 0 < value < 1.
Limits logit_limits(double value, double deviation, double tail);

inline Limits wider(Limits a, Limits b) {
    return {a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

}  // namespace metrics
