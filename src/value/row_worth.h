#pragma once

#include <map>
#include <string>

#include "charter/worth.h"
#include "metrics/metric.h"
#include "metrics/statistics/key_sums.h"
#include "metrics/statistics/reduction.h"

/// What a decision is worth on average where no table of outcomes says it, as a promise needs it: amounts that every row has of its own,
/// errors of predicted numbers, places in rankings. A formula finds what it needs of the amounts among the numbers of its setting.
namespace value {

/// Of the rows of a subject (or of one row): what they are worth after the costs of acting and predicting, how many decisions they are, how
/// many were acted on, and how many rows have no score, no known label or no amount and count nowhere.
extern const metrics::Reduction worth_by_row;
/// What the columns of the four outcomes add up to: how often each amount counts.
extern const metrics::Reduction quantities_by_row;
/// What both read. The columns of the outcomes in their order stand where a wish has `column`, `per`, `covariate` and `covariate_per`.
std::map<std::string, double, std::less<>> row_parameters(const charter::Worth& worth, double threshold);

/// Sum of worths over number of decisions, subjects being independent where a subject has several: Hall's t of what each differs from the
/// ratio (Cochran 1977, 6.4); the jackknife over named units.
metrics::Estimate worth_of_rows(const metrics::Split<metrics::KeySums>& of, const metrics::Setting& setting);

/// Of the pinball loss at the quantile that is best to predict: it costs `over` + `under` for each unit of it.
metrics::Estimate worth_of_errors(const metrics::Split<metrics::Powers>& of, const metrics::Setting& setting);

/// Of what lists bring, each query being a decision.
metrics::Estimate worth_of_positions(const metrics::Split<metrics::KeySums>& of, const metrics::Setting& setting);

}  // namespace value
