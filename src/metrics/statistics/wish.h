#pragma once

#include <memory>
#include <string>
#include <variant>

#include "metrics/statistics/confusion.h"
#include "metrics/statistics/facts.h"
#include "metrics/statistics/histogram.h"
#include "metrics/statistics/moments.h"
#include "metrics/statistics/reliability.h"
#include "metrics/statistics/runs.h"
#include "metrics/statistics/split.h"
#include "metrics/statistics/summary.h"

namespace metrics {

/// The statistics a metric can wish for. The planner answers the wishes of all metrics together.
enum class Kind {
    confusion,      ///< additive over rows: label by prediction
    moments,        ///< additive over rows: powers of an expression
    reliability,    ///< additive over rows: scores and labels by bin
    histogram,      ///< additive over rows: a column's values by bucket or category
    quality,        ///< additive over rows: missing and invalid values of a column, or of whole rows
    summary,        ///< additive over rows: what a column is like, without units
    extent,         ///< additive over rows: number of rows, first and last time
    score_runs,     ///< ordered: scores with labels
    value_runs,     ///< ordered: a numeric column
    identity_runs,  ///< ordered: hashes of an identity, to count duplicates
};

struct Wish {
    Kind kind = Kind::extent;
    std::string column;                                 ///< histogram, quality (empty: whole rows), summary, value_runs, identity_runs
    Expression expression = Expression::squared_error;  ///< moments
    double threshold = 0.5;                             ///< confusion: predicted positive when score >= threshold
    int bins = 10;                                      ///< reliability
    double at = 0;                                      ///< the parameter that the metric's need names, where it names one
    bool few_texts = false;                             ///< histogram: texts beyond limits::categories_max have none, instead of ending it all
    bool operator==(const Wish&) const = default;
};

/// Stands where a statistic would, when what was kept of the rows cannot give it.
struct Unanswered {
    std::string why;
    bool operator==(const Unanswered&) const = default;
};

using Statistic = std::variant<Split<Confusion>, Split<Moments>, Split<Reliability>, Split<Histogram>, Quality, Extent, Summary, Unanswered, std::shared_ptr<const Runs>>;

}  // namespace metrics
