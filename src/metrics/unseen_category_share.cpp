#include <algorithm>

#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::size_t names_shown_max = 5;

Mass present(const Histogram& of) { return of.tally.weight - of.missing; }

Estimate evaluate_share(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting&) {
    const Histogram& before = reference.of.total;
    const Histogram& now = current.of.total;
    if (now.tally.rows == 0) return Estimate::absent(Reason::no_rows);
    if (present(before) == 0) return Estimate::absent(Reason::no_reference, "the reference has no value of the column");
    if (present(now) == 0) return Estimate::absent(Reason::no_denominator, "no row has a value");
    if (!before.is_categorical() || !now.is_categorical()) return Estimate::absent(Reason::wrong_type, "a column of numbers has no categories; out_of_range_share is about numbers");
    if (before.categories.count("(other)") != 0) return Estimate::absent(Reason::not_computed, "the reference has too many categories to know them all");
    Mass unseen = 0;
    std::vector<std::pair<Mass, std::string>> names;
    for (const auto& [name, mass] : now.categories) {
        const auto found = before.categories.find(name);
        if (mass == 0 || (found != before.categories.end() && found->second > 0)) continue;
        unseen += mass;
        names.emplace_back(-mass, name);
    }
    const double rows_per_weight = static_cast<double>(now.tally.rows) / weight_of(now.tally.weight);
    const std::int64_t rows = std::llround(weight_of(present(now)) * rows_per_weight);
    Estimate estimate = Estimate::fact(static_cast<double>(unseen) / static_cast<double>(present(now)), rows);
    estimate.left_out = now.tally.rows - rows;
    std::sort(names.begin(), names.end());
    for (std::size_t i = 0; i < std::min(names.size(), names_shown_max); ++i) estimate.detail += (i == 0 ? "unseen: " : ", ") + names[i].second;
    if (names.size() > names_shown_max) estimate.detail += " and " + std::to_string(names.size() - names_shown_max) + " more";
    return estimate;
}

}  // namespace

/// A category that the model was never shown: what it makes of such rows is an accident.
extern const Metric unseen_category_share{
    .id = "unseen_category_share",
    .family = Family::data,
    .summary = "Share of the rows with a value whose category does not occur in the reference.",
    .words = {.share = {"values of {column}", "is not in the reference", "are not in the reference"}},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "rows whose category is not in the reference / rows that have a value",
    .source = "Definition; pandas, (~Series.dropna().isin(reference)).mean(); NannyML, UnseenValuesCalculator (normalize).",
    .interval = "None: counted.",
    .needs = {.kind = Kind::histogram, .reference = true, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .fact = true,
    .example = {.reference = {50, 50},
                .reference_size = 2,
                .current = {60, 30, 10},
                .current_size = 3,
                .value = 0.1,
                .says = "Of 100 rows 10 have a category c, which the reference lacks: 0.1."},
    .evaluate = evaluate_share,
};

}  // namespace metrics
