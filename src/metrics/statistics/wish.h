#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>
#include <variant>

#include "metrics/statistics/agreement.h"
#include "metrics/statistics/class_runs.h"
#include "metrics/statistics/class_table.h"
#include "metrics/statistics/confusion.h"
#include "metrics/statistics/cross.h"
#include "metrics/statistics/extremes.h"
#include "metrics/statistics/facts.h"
#include "metrics/statistics/histogram.h"
#include "metrics/statistics/key_sums.h"
#include "metrics/statistics/moments.h"
#include "metrics/statistics/powers.h"
#include "metrics/statistics/reliability.h"
#include "metrics/statistics/row_sample.h"
#include "metrics/statistics/row_value.h"
#include "metrics/statistics/runs.h"
#include "metrics/statistics/sequence.h"
#include "metrics/statistics/split.h"
#include "metrics/statistics/summary.h"

namespace metrics {

struct Reduction;

/// The statistics a metric can wish for. The planner answers the wishes of all metrics together.
enum class Kind {
    confusion,      ///< additive over rows: label by prediction
    classes,        ///< additive over rows: label by prediction, both being names of classes
    moments,        ///< additive over rows: powers of an expression
    reliability,    ///< additive over rows: scores and labels by bin
    histogram,      ///< additive over rows: a column's values by bucket or category
    quality,        ///< additive over rows: missing and invalid values of a column, or of whole rows
    summary,        ///< additive over rows: what a column is like, without units
    extent,         ///< additive over rows: number of rows, first and last time
    score_runs,     ///< ordered: scores with labels
    class_runs,     ///< ordered: the score of every class of many, with whether it is the label
    value_runs,     ///< ordered: a numeric column
    identity_runs,  ///< ordered: hashes of an identity, to count duplicates
    key_sums,       ///< additive over keys: what the rows of a key are reduced to
    key_runs,       ///< ordered, over keys: the same, sorted
    key_ratings,    ///< additive over keys: which ratings stand side by side in a key
    row_powers,     ///< additive over rows: powers of a row value
    row_cross,      ///< additive over rows: powers and products of two row values
    row_extremes,   ///< additive over rows: least and greatest of a row value
    row_runs,       ///< ordered: a row value, the infinite ones too
    sequence,       ///< in order of arrival: a numeric column
    row_sample,     ///< for what is fitted: whole rows of several columns
};

struct Wish {
    Kind kind = Kind::extent;
    std::string column{};                                ///< histogram, quality (empty: whole rows), summary, value_runs, identity_runs, row values
    std::string other{};                                 ///< RowValue::other
    Expression expression = Expression::squared_error;  ///< moments
    RowValue x = RowValue::column;                      ///< of row_powers, row_cross, row_extremes and row_runs
    RowValue y = RowValue::column;                      ///< row_cross
    double threshold = 0.5;                             ///< confusion, RowValue::correct: predicted positive when score >= threshold
    int bins = 10;                                      ///< reliability
    std::vector<std::string> columns{};                 ///< row_sample
    double at = 0;                                      ///< the parameter that the metric's need names, where it names one
    // key_sums, key_runs, key_ratings:
    const Reduction* reduction = nullptr;
    std::map<std::string, double, std::less<>> parameters{};  ///< every parameter of the metric
    std::string per{};                                  ///< column to divide by; empty: none
    std::string covariate{};                            ///< column of what was known before; empty: none
    std::string covariate_per{};                        ///< and what that is divided by
    std::string version{}, against{};                     ///< the versions that are compared
    bool names = false;                                 ///< histogram: numbers are names of categories too
    bool few_texts = false;                             ///< histogram: texts beyond limits::categories_max have none, instead of ending it all
    bool operator==(const Wish&) const = default;
};

/// Stands where a statistic would, when what was kept of the rows cannot give it.
struct Unanswered {
    std::string why;
    bool operator==(const Unanswered&) const = default;
};

using Statistic = std::variant<Split<Confusion>, Split<ClassTable>, Split<Moments>, Split<Reliability>, Split<Histogram>, Split<KeySums>, Split<Agreement>, Split<Powers>, Split<Cross>, Quality, Extent, Extremes, Summary, Unanswered,
                               std::shared_ptr<const Runs>, std::shared_ptr<const ClassRuns>, std::shared_ptr<const Sequence>, std::shared_ptr<const RowSample>>;

}  // namespace metrics
