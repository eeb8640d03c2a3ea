#include "metrics/intervals/largest_gap.h"
#include "metrics/intervals/ties.h"
#include "metrics/metric.h"
#include "metrics/statistics/one_label.h"

namespace metrics {

/// Kolmogorov-Smirnov separation: how far the scores of positives and negatives lie apart; the best that recall less the false positive rate can be at any threshold.
extern const Metric ks_separation{
    .id = "ks_separation",
    .family = Family::classification,
    .summary = "Largest difference between positives and negatives in the share of scores up to any point.",
    .words = {.sentence = "The scores of positives and negatives are {value} apart where they differ most"},
    .estimand = "The largest difference between the distribution functions of the scores of positives and of negatives of the process.",
    .formula = "max over s of |F(s) - G(s)|; F, G: shares of the negatives and of the positives that score up to s",
    .source = "Smirnov 1939; SciPy, ks_2samp of the scores of each label (statistic)",
    .interval = "As ks_distance: the noise of the supremum (Massart; with units drawn by unit) off the lower limit; above, the largest one-sided limit of any point's difference.",
    .needs = {.kind = Kind::score_runs},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {0, 0.1, 0, 0.4, 1, 0.35, 1, 0.8},
                .current_size = 8,
                .value = 0.5,
                .says = "Up to 0.1 lie half of the negatives (0.1, 0.4) and no positive (0.35, 0.8): 0.5."},
    .evaluate = [](const Runs& runs, const Setting& setting) {
        const Estimate described = metrics::described(runs);
        if (described.reason != Reason::none) return described;
        Estimate estimate = largest_gap(OneLabel(runs, 0), OneLabel(runs, 1), Units::shared, setting.seed);
        estimate.rows = described.rows;
        estimate.units = described.units;
        estimate.fixed_share = 0;
        return estimate;
    },
};

}  // namespace metrics
