#include "metrics/intervals/largest_gap.h"
#include "metrics/metric.h"

namespace metrics {

/// Kolmogorov-Smirnov distance, exact: no bins decide.
extern const Metric ks_distance{
    .id = "ks_distance",
    .family = Family::drift,
    .summary = "Largest difference between two samples in the share of values up to any point.",
    .words = {.sentence = "The distribution of {column} and the reference are {value} apart where they differ most"},
    .estimand = "The largest difference between the distribution functions of the processes behind the two samples.",
    .formula = "max over x of |F(x) - G(x)|; F, G: shares of the reference and of the current values up to x.",
    .source = "Smirnov 1939; Massart 1990, The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality; "
              "scipy.stats.ks_2samp (statistic).",
    .interval = "Lower: the noise of the supremum (Massart; with units drawn by unit). Upper: the largest one-sided limit of "
                "any point's difference.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.reference = {1, 2, 3, 4},
                .reference_size = 4,
                .current = {3, 4, 5, 6},
                .current_size = 4,
                .value = 0.5,
                .says = "Up to 2 lie half of 1, 2, 3, 4 and none of 3, 4, 5, 6: 0.5."},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting& setting) {
        if (reference.of.tally.weight == 0) return Estimate::absent(Reason::no_reference);
        if (current.of.tally.weight == 0) return Estimate::absent(Reason::no_rows);
        return largest_gap(reference.of, current.of, Units::apart, setting.seed);
    },
};

}  // namespace metrics
