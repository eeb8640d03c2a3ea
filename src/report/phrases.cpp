#include "report/phrases.h"

#include <algorithm>
#include <iterator>

namespace report {

namespace {

constexpr Frequency frequencies[]{
    {"acceptance_rate", "answers", "is accepted", "are accepted"},
    {"accuracy", "decisions", "is right", "are right"},
    {"availability", "requests", "is served", "are served"},
    {"category_share", "rows", "has {category} in {column}", "have {category} in {column}"},
    {"duplicate_share", "rows", "repeats an earlier {column}", "repeat an earlier {column}"},
    {"error_rate", "requests", "fails", "fail"},
    {"false_negative_rate", "actual positives", "is missed", "are missed"},
    {"false_positive_rate", "actual negatives", "is flagged by mistake", "are flagged by mistake"},
    {"flag_rate", "answers", "is flagged", "are flagged"},
    {"gain", "actual positives", "is among the highest scores", "are among the highest scores"},
    {"interval_coverage", "prediction intervals", "holds what happens", "hold what happens"},
    {"invalid_share", "values of {column}", "is not as the contract says", "are not as the contract says"},
    {"micro_f1", "decisions", "is right", "are right"},
    {"micro_precision", "decisions", "is right", "are right"},
    {"micro_recall", "decisions", "is right", "are right"},
    {"missing_share", "values of {column}", "is missing", "are missing"},
    {"most_frequent_share", "values of {column}", "is the most frequent one", "are the most frequent one"},
    {"negative_predictive_value", "predicted negatives", "is right", "are right"},
    {"out_of_range_share", "numbers of {column}", "is out of range", "are out of range"},
    {"override_rate", "decisions", "is overridden by a person", "are overridden by a person"},
    {"positive_rate", "decisions", "is positive", "are positive"},
    {"precision", "predicted positives", "is right", "are right"},
    {"precision_at_k", "rows with the highest scores", "is positive", "are positive"},
    {"recall", "actual positives", "is found", "are found"},
    {"recall_at_k", "actual positives", "is among the highest scores", "are among the highest scores"},
    {"refusal_rate", "requests", "is refused", "are refused"},
    {"reliance_rate", "decisions", "is followed by a person", "are followed by a person"},
    {"specificity", "actual negatives", "is left alone", "are left alone"},
    {"true_share", "rows", "has {column} true", "have {column} true"},
    {"unique_share", "values of {column}", "occurs nowhere else", "occur nowhere else"},
    {"unseen_category_share", "values of {column}", "is not in the reference", "are not in the reference"},
};

/// The same of whole rows, where no column is named.
constexpr Frequency row_frequencies[]{
    {"duplicate_share", "rows", "repeats an earlier one", "repeat an earlier one"},
    {"invalid_share", "rows", "could not be read", "could not be read"},
    {"missing_share", "rows", "lacks a value", "lack a value"},
};

struct Pattern {
    std::string_view metric;
    std::string_view text;
};

constexpr Pattern patterns[]{
    {"average_precision", "The average precision is {value}, where 1 is a perfect ranking"},
    {"balanced_accuracy", "Were all classes equally frequent, {value} of the decisions would be right"},
    {"brier_score", "The mean squared error of the probabilities is {value}"},
    {"calibration_in_the_large", "The mean score lies {value} above the share of positives"},
    {"calibration_intercept", "Where the score says one half, the log odds of what happens are {value}"},
    {"calibration_slope", "The log odds of what happens rise by {value} for one more of the scores' log odds"},
    {"chi_square", "The distribution of {column} differs from the reference by a chi-square of {value}"},
    {"cohen_kappa", "Label and prediction agree {value} of the way from chance to always"},
    {"correlation", "The correlation of {column} is {value}"},
    {"cost_per_correct_decision", "A right decision costs {value}"},
    {"cost_per_prediction", "A prediction costs {value} on average"},
    {"cramers_v", "How strongly {column} tells these rows from the reference, as Cramer's V, is {value}, where 0 is not at all and 1 is always"},
    {"distinct_count", "There are {value} different values of {column}"},
    {"drift", "{column} drifted by {value} from the reference, where 0 is not at all and 1 is nothing in common"},
    {"drifted_share", "The share of columns that drifted beyond the limit is {value}"},
    {"edit_distance", "Between draft and accepted text lie {value} edited characters on average"},
    {"energy_distance", "The energy distance of {column} from the reference is {value}"},
    {"equal_count_calibration_error", "Stated probabilities and what happened lie {value} apart on average over bins of equally many rows"},
    {"expected_calibration_error", "Stated probabilities and what happened lie {value} apart on average"},
    {"f1", "The F1 score is {value}, where 1 is perfect"},
    {"f_beta", "The F-beta score is {value}, where 1 is perfect"},
    {"freshness", "The newest row is {value} old"},
    {"gini", "The scores have gone {value} of the way from chance to a perfect ranking"},
    {"hellinger_distance", "The distribution of {column} lies a Hellinger distance of {value} from the reference, where 0 is the same and 1 is nothing in common"},
    {"interval_width", "Prediction intervals are {value} wide on average"},
    {"js_distance", "The distribution of {column} lies {value} from the reference, where 0 is the same and 1 is nothing in common"},
    {"kl_divergence", "The distribution of {column} diverges from the reference by {value} nats"},
    {"ks_distance", "The distribution of {column} and the reference are {value} apart where they differ most"},
    {"ks_separation", "The scores of positives and negatives are {value} apart where they differ most"},
    {"l_infinity", "The share of one value of {column} changed by {value} against the reference, and no other by more"},
    {"largest_error", "The largest error is {value}"},
    {"latency", "All but the slowest are done within {value} ({column})"},
    {"lift", "Among the highest scores positives are {value} times as frequent as among all rows"},
    {"log_loss", "The log loss of the probabilities is {value}"},
    {"mae", "On average we are {value} off"},
    {"mape", "On average we are {value} of the outcome off"},
    {"matthews_correlation", "The correlation of label and prediction is {value}, where 1 is perfect and 0 is chance"},
    {"maximum", "The greatest value of {column} is {value}"},
    {"maximum_calibration_error", "In the worst bin stated probabilities and what happened lie {value} apart"},
    {"mean", "The mean of {column} is {value}"},
    {"mean_error", "Predictions are {value} above the outcome on average"},
    {"median_absolute_error", "Half of the predictions are at most {value} off"},
    {"minimum", "The least value of {column} is {value}"},
    {"normalized_edit_distance", "{value} of a text is changed before it is accepted"},
    {"pinball_loss", "The pinball loss of the predicted quantile is {value}"},
    {"psi", "The population stability index of {column} against the reference is {value}"},
    {"quantile", "The quantile of {column} is {value}"},
    {"r2", "Predictions explain a share of {value} of the variance, where 1 is all and 0 no better than the mean"},
    {"representativeness", "The share of a category of {column} is at most {value} from the population's"},
    {"rmse", "The root of the mean squared error is {value}"},
    {"roc_auc", "A positive is ranked above a negative with a probability of {value}"},
    {"row_count", "There are {value} rows"},
    {"smape", "On average we are {value} of the mean size off"},
    {"throughput", "{value} rows come per unit of time"},
    {"tokens_per_answer", "An answer takes {value} tokens on average"},
    {"total", "The sum of {column} is {value}"},
    {"total_variation", "Of the rows of {column}, {value} must move to another value to be as in the reference"},
    {"value_per_decision", "A decision is worth {value} on average"},
    {"wape", "Errors add up to {value} of what happened"},
    {"wasserstein_distance", "The values of {column} moved by {value} on average against the reference"},
};

struct Comparison {
    std::string_view metric;
    std::string_view compared;
};

constexpr Comparison comparisons[]{
    {"demographic_parity_difference", "positive_rate"},
    {"demographic_parity_ratio", "positive_rate"},
    {"impact_ratio", "positive_rate"},
    {"equal_opportunity_difference", "recall"},
    {"equal_opportunity_ratio", "recall"},
    {"predictive_parity_difference", "precision"},
    {"predictive_parity_ratio", "precision"},
};

template <class Table>
auto find_in(const Table& table, std::string_view metric) {
    return std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.metric == metric; });
}

}  // namespace

const Frequency* frequency_of(std::string_view metric, Of what) {
    const auto of_rows = find_in(row_frequencies, metric);
    if (what == Of::rows && of_rows != std::end(row_frequencies)) return &*of_rows;
    const auto found = find_in(frequencies, metric);
    return found == std::end(frequencies) ? nullptr : &*found;
}

std::string_view pattern_of(std::string_view metric) {
    const auto found = find_in(patterns, metric);
    return found == std::end(patterns) ? std::string_view{} : found->text;
}

std::string share_named(std::string_view metric) {
    const Frequency* frequency = frequency_of(metric, Of::rows);
    if (frequency == nullptr || frequency->of.find('{') != std::string_view::npos) return std::string(metric);
    return "the share of " + std::string(frequency->of) + " that " + std::string(frequency->many);
}

std::string_view compared_metric(std::string_view metric) {
    const auto found = find_in(comparisons, metric);
    return found == std::end(comparisons) ? metric : found->compared;
}

}  // namespace report
