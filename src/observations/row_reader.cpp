#include "observations/row_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/json.h"
#include "base/limits.h"

namespace observations {

namespace {

using State = RowReader::State;
using metrics::RowValue;

constexpr double infinity = std::numeric_limits<double>::infinity();
/// As much do the probabilities of a row's classes add up to more or less than 1 where they are rounded.
constexpr double sum_tolerance = 0.05;

base::Error no_probabilities(const std::string& what) {
    return {base::Fault::input, what + ", so that the scores of the classes are no probabilities", "give the probability of each class, from 0 to 1; macro_roc_auc takes any scores"};
}

/// Reads one input; the first that has no value decides.
State take(const std::optional<NumberFeed>& feed, const Rows& rows, std::size_t row, State when_missing, double& into, bool& infinite) {
    if (!feed) return State::known;
    const duck::Vector& values = rows.feeds[feed->values];
    if (!values.known(row)) return when_missing;
    into = values.as<double>()[row];
    if (std::isnan(into)) return when_missing;
    infinite = infinite || std::abs(into) > metrics::row_value_max;
    return State::known;
}

}  // namespace

RowReader::RowReader(const Task& task, RowValue what) : what_(what), feeds_(task.row), at_(task.wish.at), threshold_(task.wish.threshold) {
    // Of a pair each reads its own: a missing cost is not a missing decision.
    const metrics::Reads reads = metrics::reads_of(what);
    if (!reads.label) feeds_.label.reset();
    if (!reads.prediction) feeds_.prediction.reset();
    if (!reads.lower) feeds_.lower.reset();
    if (!reads.upper) feeds_.upper.reset();
    if (what != RowValue::column && what != RowValue::flag) feeds_.column.reset();
    if (what != RowValue::other) feeds_.other.reset();
    if (!metrics::of_class_scores(what)) feeds_.classes.reset();
}

State RowReader::read_numbers(const Rows& rows, std::size_t row, double& value) {
    metrics::RowNumbers numbers;
    bool infinite = false;
    State state = take(feeds_.label, rows, row, State::unlabelled, numbers.label, infinite);
    const auto next = [&](const std::optional<NumberFeed>& feed, double& into) {
        if (state == State::known) state = take(feed, rows, row, State::missing, into, infinite);
    };
    next(feeds_.prediction, numbers.prediction);
    next(feeds_.lower, numbers.lower);
    next(feeds_.upper, numbers.upper);
    next(feeds_.column, numbers.column);
    next(feeds_.other, numbers.other);
    if (state != State::known) return state;
    value = metrics::value_of(what_, numbers, at_);
    // An interval may reach to infinity and still hold the label.
    if (what_ == RowValue::covered) return State::known;
    if (infinite || std::abs(value) > metrics::row_value_max) {
        value = value < 0 ? -infinity : infinity;
        return State::infinite;
    }
    return std::isnan(value) ? State::undefined : State::known;
}

State RowReader::read_decision(const Rows& rows, std::size_t row, double& value) const {
    if (rows.labels[row] == Label::unknown) return State::unlabelled;
    if (std::isnan(rows.scores[row])) return State::missing;
    value = (rows.scores[row] >= threshold_) == (rows.labels[row] == Label::positive) ? 1 : 0;
    return State::known;
}

State RowReader::read_texts(const Rows& rows, std::size_t row, double& value) {
    const duck::Vector& label = rows.feeds[*feeds_.label_text];
    const duck::Vector& prediction = rows.feeds[*feeds_.prediction_text];
    if (!label.known(row)) return State::unlabelled;
    if (!prediction.known(row)) return State::missing;
    const auto edits = edits_.between(prediction.text(row), label.text(row));
    if (!edits) {
        if (!failure_) {
            failure_ = base::Error{base::Fault::input, "a text is longer than " + std::to_string(base::limits::edit_characters_max.value) + " characters, the most that are compared",
                                   "shorten it, or leave such rows out with a condition"};
        }
        return State::missing;
    }
    value = what_ == RowValue::edit_share ? edits->share() : static_cast<double>(edits->distance);
    return State::known;
}

/// A class without a score of its own has the probability 0.
State RowReader::read_classes(const Rows& rows, std::size_t row, double& value) {
    const ClassScores& classes = *feeds_.classes;
    const auto place = classes.place_of(rows, row);
    if (!place) return State::unlabelled;
    double given = 0;  // to what happened
    double sum = 0;
    double squares = 0;  // of the errors
    for (std::size_t i = 0; i < classes.scores.size(); ++i) {
        const duck::Vector& values = rows.feeds[classes.scores[i].values];
        const double score = values.known(row) ? values.as<double>()[row] : std::nan("");
        if (std::isnan(score)) return State::missing;
        if ((score < 0 || score > 1) && !failure_) failure_ = no_probabilities("column " + classes.scores[i].column + " holds " + base::format_number(score));
        const bool happened = static_cast<int>(i) == *place;
        const double error = happened ? 1 - score : score;
        if (happened) given = score;
        sum += score;
        squares += error * error;
    }
    if (std::abs(sum - 1) > sum_tolerance && !failure_) failure_ = no_probabilities("in a row they add up to " + base::format_number(sum));
    value = what_ == RowValue::class_log_loss ? -std::log(std::clamp(given, 0x1p-52, 1 - 0x1p-52)) : squares + (*place < 0 ? 1 : 0);
    return State::known;
}

void RowReader::read(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    values_.resize(rows.count);
    states_.assign(rows.count, State::missing);
    const bool texts = feeds_.label_text.has_value();
    const bool decision = what_ == RowValue::correct;
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (slots[row] == no_slot) continue;
        double& value = values_[row];
        states_[row] = feeds_.classes ? read_classes(rows, row, value) : texts ? read_texts(rows, row, value) : decision ? read_decision(rows, row, value) : read_numbers(rows, row, value);
    }
}

void RowReader::count(State state, metrics::LeftOut& left_out) {
    switch (state) {
        case State::known: return;
        case State::unlabelled: ++left_out.unlabelled; return;
        case State::missing: ++left_out.missing; return;
        case State::undefined: ++left_out.undefined; return;
        case State::infinite: ++left_out.infinite; return;
    }
}

}  // namespace observations
