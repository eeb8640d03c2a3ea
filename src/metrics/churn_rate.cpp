#include "metrics/intervals/survival.h"
#include "metrics/subjects.h"

namespace metrics {

/// What kaplan_meier_retention leaves: who have stayed away.
extern const Metric churn_rate{
    .id = "churn_rate",
    .family = Family::business,
    .summary = "Share of subjects who are gone after so many days, with those counted in who began lately.",
    .estimand = "The probability that a new subject of this process has stayed away for `idle` days by then.",
    .formula = "1 - product over days up to `at` of 1 - gone / still watched",
    .source = "Kaplan and Meier 1958; lifelines, KaplanMeierFitter",
    .interval = "Greenwood, log-log; Clopper-Pearson on those watched to the end where nobody has gone; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_runs, .reduction = &subjects::use},
    .parameters = subjects::use_parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .matures_after = [](const Setting& setting) { return setting.number("at"); },
    .example = {.current = {10, 1, 20, 0, 40, 0, 50, 0}, .current_size = 8, .value = 0.25, .says = "Of four subjects one went after 10 days; one is watched for only 20, and the others for longer than 30: 1 / 4."},
    .evaluate = [](const Runs& of, const Setting& setting) { return estimate_loss(of, setting.number("at")); },
};

}  // namespace metrics
