#include <algorithm>

#include <fmt/format.h>

#include "metrics/intervals/jensen_shannon.h"

namespace metrics {

namespace {

/// Finer cells show more of what unchanged samples differ by chance; with this many rows a bin that stays below a distance
/// of about 0.1, as large as what people usually bound.
constexpr std::int64_t rows_per_bin = 50;
constexpr int bins_min = 4;
/// Rarer categories stand together: each alone is noise, and how far they moved could not be known.
constexpr std::size_t categories_max = 30;

/// By the reference alone, so that every day is measured with the same cells.
Cut cut_of(const Split<Histogram>& reference, const Setting& setting) {
    const std::int64_t affordable = reference.total.tally.rows / rows_per_bin;
    const int bins = std::min(setting.bins, static_cast<int>(std::clamp<std::int64_t>(affordable, bins_min, setting.bins < bins_min ? bins_min : setting.bins)));
    return {.bins = std::max(2, bins), .categories_max = categories_max};
}

std::string chosen(const Histogram& reference, const Cut& cut) {
    if (reference.is_categorical()) {
        const std::size_t categories = reference.categories.size();
        if (categories <= cut.categories_max) return fmt::format("{} categories, a cell each", categories);
        return fmt::format("the most frequent of {} categories, the others together", categories);
    }
    const std::size_t values = reference.numbers.size();
    if (values <= static_cast<std::size_t>(cut.bins)) return fmt::format("numbers with {} different values, a cell each", values);
    return fmt::format("numbers in {} bins of about equal count", cut.bins);
}

Estimate evaluate_drift(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting) {
    const Cut cut = cut_of(reference.of, setting);
    Estimate estimate = divergence(jensen_shannon, reference, current, cut);
    if (!estimate.value) return estimate;
    const std::string cells = chosen(reference.of.total, cut);
    estimate.detail = estimate.detail.empty() ? cells : cells + "; " + estimate.detail;
    return estimate;
}

}  // namespace

/// Drift of any column: one distance without a scale of its own, over cells that the column's type and size choose, so that
/// one bound serves all columns of a table.
extern const Metric drift{
    .id = "drift",
    .family = Family::drift,
    .summary = "How far a column of any type moved from the reference, from 0 (not at all) to 1 (nothing in common).",
    .words = {.sentence = "{column} drifted by {value} from the reference, where 0 is not at all and 1 is nothing in common"},
    .estimand = "The Jensen-Shannon distance between the processes that the two samples come from, over cells that the reference decides.",
    .formula = "js_distance over cells chosen by type and size. Numbers: bins of about equal count in the reference, one for each "
               "50 reference rows, from 4 to `bins` (10); values by themselves where there are no more of them than bins. "
               "Categories: by themselves; of more than 30 the most frequent 30 that have ten reference rows, all others and the unseen together. Missing "
               "values: a cell. The choice stands beside each number.",
    .source = "Endres, Schindelin 2003, A new metric for probability distributions. Evidently changes the test with the size of the "
              "data, so its numbers of different columns have no common scale.",
    .interval = "Noncentral chi-square over cells pooled to ten observations; with units corrected for the design effect.",
    .needs = {.kind = Kind::histogram, .reference = true, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.reference = {50, 50, 0},
                .reference_size = 3,
                .current = {0, 50, 50},
                .current_size = 3,
                .value = 0.7071067811865476,
                .says = "Half of the rows keep their category and half move to a new one: sqrt(1/2) = 0.707."},
    .evaluate = evaluate_drift,
};

}  // namespace metrics
