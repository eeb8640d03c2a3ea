#include <cmath>

#include "base/random.h"
#include "metrics/intervals/mean.h"
#include "metrics/intervals/mover.h"
#include "metrics/intervals/sampled_rows.h"
#include "metrics/metric.h"
#include "metrics/statistics/reconstruction.h"

namespace metrics {

namespace {

/// With fewer different rows than this no half of them is held out, and nothing is proved.
constexpr std::size_t rows_min = 100;
/// The components are found by rotating a table of this many columns squared.
constexpr std::size_t columns_max = 300;

constexpr Parameter parameters[] = {
    {.name = "sample", .sentence = "Rows that are looked at on either side.", .fallback = 10'000, .lowest = 100, .highest = 1'000'000, .whole = true},
    {.name = "variance", .sentence = "The share of the variance that the kept components pass.", .fallback = 0.65, .lowest = 0, .highest = 0.999},
};

Estimate evaluate(Reference<RowSample> reference, Current<RowSample> current, const Setting& setting) {
    const RowSample& before = reference.of;
    const RowSample& now = current.of;
    if (now.rows.empty()) return Estimate::absent(Reason::no_rows);
    if (before.rows.empty()) return Estimate::absent(Reason::no_reference, "the reference has no rows");
    if (before.columns.size() > columns_max) return Estimate::absent(Reason::not_computed, "more than 300 columns");
    for (std::size_t i = 0; i < before.columns.size(); ++i) {
        if (before.columns[i].categorical != now.columns[i].categorical) return Estimate::absent(Reason::wrong_type, before.columns[i].name + " holds numbers on one side and text on the other");
    }

    const bool few = before.rows.size() < rows_min;
    std::vector<bool> learnt(before.rows.size(), true);
    std::vector<bool> held_out(before.rows.size(), true);
    for (std::size_t row = 0; !few && row < learnt.size(); ++row) {
        learnt[row] = part_of(before, row, 2, 0) == 0;
        held_out[row] = !learnt[row];
    }
    const Reconstruction reconstruction(before, learnt, setting.number("variance"));
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Estimate usual = estimate_mean(moments_of(before, held_out, reconstruction.errors(before)), 0, infinity, Rows::unbounded);
    Estimate estimate = estimate_mean(moments_of(now, std::vector<bool>(now.rows.size(), true), reconstruction.errors(now)), 0, infinity, Rows::unbounded);
    if (!usual.value || !estimate.value || !usual.limits || !estimate.limits) return usual.value ? estimate : usual;
    if (estimate.reason == Reason::none) estimate.reason = few ? Reason::few_units : usual.reason;
    estimate.limits = [now_value = *estimate.value, now_limits = estimate.limits, usual](double tail) {
        return mover_difference(now_value, now_limits(tail), *usual.value, usual.limits(tail));
    };
    estimate.value = *estimate.value - *usual.value;
    estimate.replicates.clear();
    estimate.method = "difference of means, Hall, MOVER; components of half the reference's rows";
    return estimate;
}

}  // namespace

/// How much worse the current rows can be told from a few principal components than held-out rows of the reference.
extern const Metric reconstruction_error{
    .id = "reconstruction_error",
    .family = Family::drift,
    .summary = "How much worse current rows are told from the reference's principal components than other rows of the reference: whether columns go together as before.",
    .estimand = "The mean error of the process that the current rows come from, less that of the reference's, with these components.",
    .formula = "mean over current rows of |z - P z|, less that over held-out rows of the reference; z: the row, missing numbers as the mean and missing "
               "categories as the most frequent, a category as its share of the rows (unseen: 0), each column standardised; P: onto the fewest principal "
               "components that pass 65 % of the variance (`variance`). All from the half of the reference's rows with an even hash; both samples hold the rows with the smallest hashes.",
    .source = "NannyML, DataReconstructionDriftCalculator, which learns from all reference rows and gives the mean error of the chunk alone",
    .interval = "Hall's t for both means, MOVER; jackknife over named units. The components count as given.",
    .needs = {.kind = Kind::row_sample, .reference = true, .features = true, .at = "sample"},
    .parameters = parameters,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.reference = {-1, -1, 1, 1, -1, -1, 1, 1},
                .reference_size = 8,
                .current = {1, -1, -1, 1, 1, 1, -1, -1},
                .current_size = 8,
                .value = 0.7071067811865476,
                .says = "x and y were always equal and two of four rows have them opposite: those are sqrt 2 away from the line, the rest 0, so 0.707 on average."},
    .evaluate = evaluate,
};

}  // namespace metrics
