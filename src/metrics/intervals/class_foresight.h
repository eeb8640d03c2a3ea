#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/metric.h"

/// Engine E among many classes: what a metric will turn out to be once the outcomes are in, told from the scores of all classes.
///
/// In the reference each class against the rest gives a calibration of its score (isotonic). A current row is then each class with
/// its calibrated share, the shares of a row being divided by their sum (where all are 0 every class is as likely), and the metric's
/// own formula is computed from the table of expected labels and decisions, or from the areas of expected labels: NannyML's
/// definition. Both sides are samples of whole rows, so the variance has three parts: the labels, each drawn with its shares; the
/// rows that are not in the sample; and the calibration, fitted again without each of 20 parts of the reference (whole units where
/// units are named; the first part is then multiplied by how much more the reference's labels differed from their shares by unit).
///
/// It holds while scores mean what they meant in the reference: it may warn, and never proves that a promise is kept.
namespace metrics {

/// Whether the metric can be estimated among many classes: it is made of decisions of classes, or of areas averaged over classes.
bool estimable_over_classes(const Metric& metric);

/// Rows that are looked at on either side; of each of many windows a tenth as many.
inline constexpr double class_rows_sampled = 50'000;

/// Columns of the samples beside the scores, which go by the names of their classes. Blanks at the ends of classes are cut off, so
/// that no class has such a name.
inline constexpr std::string_view decided_column = " decided";
inline constexpr std::string_view happened_column = " happened";

/// Rows that have a score for every class.
struct ClassRows {
    std::vector<std::string> classes;
    std::vector<double> scores;            ///< row by row
    std::vector<std::uint32_t> decided;    ///< a class's number; the highest score where no decisions are logged
    std::vector<std::uint32_t> happened;   ///< `ClassTable::unknown` where it is not known
    std::vector<double> weights;           ///< rows of the same content
    std::vector<std::size_t> places;       ///< in the sample
    std::string stranger;                  ///< a decision or an outcome that has no score of its own; empty: there is none

    std::size_t count() const { return decided.size(); }
    std::size_t width() const { return classes.size(); }
};
ClassRows class_rows_of(const RowSample& sample);

/// How likely each class is of each row, row by row, as the reference calibrates the scores; rows whose `left_out` is true are not
/// learnt from.
std::vector<double> class_shares(const ClassRows& reference, const std::vector<bool>& left_out, const ClassRows& current);

/// Absent with `no_rows`, `no_labels`, `one_class` (of the reference), or `not_computed` where a class has no score; `few_events`
/// where of a class fewer than ten rows are expected, or the reference has fewer than a hundred; `few_units` where it has fewer than
/// five. `setting.category` names the class where the metric is about one against the rest.
Estimate estimate_classes_before_labels(const Metric& metric, Reference<RowSample> labelled, Current<RowSample> scores, const Setting& setting);

}  // namespace metrics
