#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

namespace metrics {

/// The number that a row contributes to a mean, a ratio or a quantile, made of its columns. Prediction and label are
/// numbers here.
enum class RowValue : std::uint8_t {
    column,            ///< the named column; true is 1 and false 0
    flag,              ///< the named column, which says true or false: 1 or 0
    other,             ///< the second named column
    label,
    absolute_label,    ///< |label|
    error,             ///< prediction - label
    absolute_error,    ///< |prediction - label|
    squared_error,     ///< (prediction - label)^2
    percentage_error,  ///< |prediction - label| / |label|; a label of 0 has none
    clipped_percentage_error,  ///< the same over at least 2^-52, as scikit-learn has it
    symmetric_error,   ///< 2 |prediction - label| / (|prediction| + |label|); 0 where both are 0
    pinball,           ///< q (label - prediction) where the label is higher, (1 - q) (prediction - label) where it is lower
    covered,           ///< 1 where lower <= label <= upper, else 0
    width,             ///< upper - lower
    correct,           ///< 1 where the decision is what happened, else 0
    edit_distance,     ///< characters to insert, delete or replace between prediction and label, which are texts
    edit_share,        ///< the same over the length of the longer text
    class_log_loss,       ///< -ln of the score of the class that is the label, clipped to [2^-52, 1 - 2^-52]
    class_squared_error,  ///< sum over classes of (score - whether it is the label)^2
};

/// What a row value is made of; not all of it for each.
struct RowNumbers {
    double label = 0;
    double prediction = 0;
    double lower = 0;
    double upper = 0;
    double column = 0;  ///< of a pair of columns the first
    double other = 0;
    double found = 0;   ///< what is no formula of numbers: edits, whether a decision is right, and what the scores of all classes lose
};

/// Larger magnitudes count as infinite: their sixth powers would leave the range of doubles.
inline constexpr double row_value_max = 1e45;

/// NaN where the value is not defined. `at` is the level of the pinball loss.
inline double value_of(RowValue what, const RowNumbers& row, double at) {
    const double error = row.prediction - row.label;
    switch (what) {
        case RowValue::column:
        case RowValue::flag: return row.column;
        case RowValue::correct:
        case RowValue::edit_distance:
        case RowValue::edit_share:
        case RowValue::class_log_loss:
        case RowValue::class_squared_error: return row.found;
        case RowValue::other: return row.other;
        case RowValue::label: return row.label;
        case RowValue::absolute_label: return std::abs(row.label);
        case RowValue::error: return error;
        case RowValue::absolute_error: return std::abs(error);
        case RowValue::squared_error: return error * error;
        case RowValue::percentage_error: return row.label == 0 ? std::numeric_limits<double>::quiet_NaN() : std::abs(error) / std::abs(row.label);
        case RowValue::clipped_percentage_error: return std::abs(error) / std::max(std::abs(row.label), 0x1p-52);
        case RowValue::symmetric_error: {
            const double size = std::abs(row.prediction) + std::abs(row.label);
            return size == 0 ? 0 : std::min(2.0, 2 * (std::abs(error) / size));
        }
        case RowValue::pinball: return error < 0 ? at * -error : (1 - at) * error;
        case RowValue::covered: return row.lower <= row.label && row.label <= row.upper ? 1 : 0;
        case RowValue::width: return row.upper - row.lower;
    }
    return row.column;
}

/// How many rows have no number, and why.
struct LeftOut {
    std::int64_t unlabelled = 0;  ///< the label is not known
    std::int64_t missing = 0;     ///< another value that it is made of is
    std::int64_t undefined = 0;   ///< a division by zero
    std::int64_t infinite = 0;    ///< or beyond `row_value_max`

    std::int64_t all() const { return unlabelled + missing + undefined + infinite; }
    void merge(const LeftOut& other, int sign = 1) {
        unlabelled += sign * other.unlabelled;
        missing += sign * other.missing;
        undefined += sign * other.undefined;
        infinite += sign * other.infinite;
    }
    bool operator==(const LeftOut&) const = default;
};

}  // namespace metrics
