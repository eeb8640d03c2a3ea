#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operations/shared/contenders.h"
#include "operations/shared/plan.h"
#include "value/curve.h"
#include "verdicts/verdict.h"

/// What is compared: every promised metric of predictions, and money; of each contender its value, and its difference from
/// the product on the same rows.
namespace operations {

/// A metric in a slice of the rows.
struct Measure {
    const metrics::Metric* metric = nullptr;
    std::map<std::string, double> parameters{};
    std::optional<charter::Condition> where{};
    std::vector<std::string> by{};                     ///< groups that are compared
    charter::Compare compare = charter::Compare::none;
    std::vector<const charter::Promise*> promises{};   ///< that ask for it
    std::string name{};                                ///< `precision where distance > 1500`

    std::vector<metrics::Estimate> values{};           ///< by contender
    std::vector<metrics::Estimate> differences{};      ///< by contender: less the product's
    std::shared_ptr<const value::Stakes> stakes{};     ///< of money at uncertain amounts; then the differences carry both, and
    std::vector<value::Valued> apart{};                ///< by contender: what chance in the rows leaves and what the amounts do
    std::vector<std::optional<double>> mcnemar{};      ///< by contender: p of "as many rows gained as lost"; nothing: no share
    std::vector<std::vector<verdicts::Verdict>> verdicts{};  ///< by promise, then contender: over all judged rows

    /// A share, money and so on; what `higher` or `lower` is better.
    bool higher_is_better() const { return metric->better != metrics::Better::lower; }
};

/// Where the joined rows lie and how they are read.
struct JudgedSide {
    std::string file;
    observations::JudgedRows rows;
    std::vector<std::string> columns;  ///< of the task and the slices, that were kept
    bool independent = true;           ///< no unit is named
    std::optional<double> days;        ///< that the rows cover
    std::optional<double> declared_a_month;  ///< decisions, as the charter says

    /// Decisions in a month: as the charter says, else at the pace of these rows.
    std::optional<double> rows_a_month() const { return declared_a_month ? declared_a_month : days && *days > 0 ? std::optional(static_cast<double>(rows.rows) / *days * 30.4375) : std::nullopt; }
};

/// A source that sees the joined rows as the contender scored them.
/// Where no unit is named, rows are gathered into 64 parts for the jackknife, or stand alone.
enum class Independent { in_parts, without_parts };
base::Result<std::unique_ptr<observations::Source>> seen_by(const std::string& contender, const charter::Charter& document, const JudgedSide& side, const Surroundings& surroundings, Independent rows = Independent::in_parts);

/// Every promised metric of predictions, once; the metric that decides first; value_per_decision where there are amounts,
/// and the area under the ROC curve.
std::vector<Measure> measures_for(const charter::Charter& document, const std::string& deciding);
/// Columns that the measures' slices read.
std::vector<std::string> columns_of(const std::vector<Measure>& measures);

/// Fills values, differences and verdicts. Faults: those of the reading.
base::Result<base::Done> measure_all(std::vector<Measure>& measures, const Contest& contest, const charter::Charter& document, const JudgedSide& side, const Surroundings& surroundings);

}  // namespace operations
