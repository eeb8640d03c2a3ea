#include "metrics/intervals/survival.h"
#include "metrics/subjects.h"

namespace metrics {

/// The share who are still in use after a time, from all who began, also those who began too lately to be watched for so
/// long. A subject is gone once it has not come for `idle` days, and that moment is when it goes.
extern const Metric kaplan_meier_retention{
    .id = "kaplan_meier_retention",
    .family = Family::business,
    .summary = "Share of subjects who are still in use after so many days, with those counted in who began lately.",
    .estimand = "The probability that a new subject of this process has not stayed away for `idle` days by then.",
    .formula = "product over days up to `at` of 1 - gone / still watched",
    .source = "Kaplan and Meier 1958; lifelines, KaplanMeierFitter",
    .interval = "Greenwood, log-log; Clopper-Pearson on those watched to the end where nobody has gone; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_runs, .reduction = &subjects::use},
    .parameters = subjects::use_parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .matures_after = [](const Setting& setting) { return setting.number("at"); },
    .example = {.current = {10, 1, 20, 0, 40, 0, 50, 0}, .current_size = 8, .value = 0.75, .says = "Of four subjects one went after 10 days; one is watched for only 20, and the others for longer than 30: 3 / 4."},
    .evaluate = [](const Runs& of, const Setting& setting) { return estimate_survival(of, setting.number("at")); },
};

}  // namespace metrics
