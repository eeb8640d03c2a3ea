#include <cmath>

#include "metrics/intervals/survival.h"
#include "metrics/subjects.h"

namespace metrics {

namespace {

/// The longest that is known of a subject.
void reduce(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    const KeyRow* longest = nullptr;
    for (const KeyRow& row : rows) {
        const bool usable = std::isfinite(row.value) && row.value >= 0 && !std::isnan(row.label);
        if (usable && (longest == nullptr || row.value > longest->value || (row.value == longest->value && row.label > longest->label))) longest = &row;
    }
    if (longest != nullptr) subjects::stayed(reduced, {longest->value, longest->label == 1});
}

constexpr Reduction reduction{.name = "survival", .key = Key::subject_or_row, .outcome = true, .reduce = reduce};
constexpr std::array<Parameter, 1> parameters{{{.name = "at", .sentence = "After so long, in the unit of the column.", .fallback = 12, .lowest = 0}}};

}  // namespace

/// Kaplan-Meier where the data say how long each stayed (the column) and whether it then went (the positive label) or was
/// still there when last looked at.
extern const Metric survival{
    .id = "survival",
    .family = Family::business,
    .summary = "Share who are still there after a time, where the data say how long each was watched and whether it then went.",
    .estimand = "The probability of staying for longer than that in this process.",
    .formula = "product over durations up to `at` of 1 - gone / still watched",
    .source = "Kaplan and Meier 1958; lifelines, KaplanMeierFitter",
    .interval = "Greenwood, log-log; Clopper-Pearson on those watched to the end where nobody has gone; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_runs, .column = true, .reduction = &reduction},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .example = {.current = {3, 1, 5, 0, 8, 1, 20, 0}, .current_size = 8, .value = 0.375, .says = "Of four, one went after 3 months; of the two left who were watched for longer than 5, one went after 8: 3 / 4 * 1 / 2."},
    .evaluate = [](const Runs& of, const Setting& setting) { return estimate_survival(of, setting.number("at")); },
};

}  // namespace metrics
