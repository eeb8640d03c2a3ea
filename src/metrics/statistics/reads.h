#pragma once

#include "metrics/statistics/reduction.h"
#include "metrics/statistics/wish.h"

namespace metrics {

/// Which columns of the task a statistic is taken from; the names are those of `task.columns` in a charter.
struct Reads {
    bool label = false;
    bool score = false;
    bool decision = false;    ///< the score at a threshold or, where there is none, the prediction
    bool prediction = false;
    bool lower = false;       ///< of a prediction interval
    bool upper = false;
    bool subject = false;
    bool query = false;
    bool item = false;        ///< what is ranked, recommended or judged
    bool time = false;

    constexpr Reads operator|(const Reads& other) const {
        return {label || other.label, score || other.score, decision || other.decision, prediction || other.prediction,
                lower || other.lower, upper || other.upper, subject || other.subject, query || other.query,
                item || other.item, time || other.time};
    }
    bool operator==(const Reads&) const = default;
};

/// What every statistic of the kind reads.
constexpr Reads reads_of(Kind kind) {
    switch (kind) {
        case Kind::confusion:
        case Kind::classes: return {.label = true, .decision = true};
        case Kind::moments:
        case Kind::reliability:
        case Kind::score_runs: return {.label = true, .score = true};
        case Kind::class_runs: return {.label = true};
        case Kind::histogram:
        case Kind::quality:
        case Kind::summary:
        case Kind::extent:
        case Kind::value_runs:
        case Kind::identity_runs:
        case Kind::key_sums:
        case Kind::key_runs:
        case Kind::key_ratings:
        case Kind::row_powers:
        case Kind::row_cross:
        case Kind::row_extremes:
        case Kind::row_runs:  // it depends on the row value
        case Kind::sequence:
        case Kind::row_sample: return {};
    }
    return {};
}

constexpr bool of_row_values(Kind kind) {
    return kind == Kind::row_powers || kind == Kind::row_cross || kind == Kind::row_extremes || kind == Kind::row_runs;
}

/// Made of the scores of all classes together.
constexpr bool of_class_scores(RowValue what) { return what == RowValue::class_log_loss || what == RowValue::class_squared_error; }

/// What the row value is made of, beside the columns that a promise names.
constexpr Reads reads_of(RowValue what) {
    switch (what) {
        case RowValue::column:
        case RowValue::flag:
        case RowValue::other: return {};
        case RowValue::label:
        case RowValue::absolute_label: return {.label = true};
        case RowValue::error:
        case RowValue::absolute_error:
        case RowValue::squared_error:
        case RowValue::percentage_error:
        case RowValue::clipped_percentage_error:
        case RowValue::symmetric_error:
        case RowValue::pinball:
        case RowValue::edit_distance:
        case RowValue::edit_share: return {.label = true, .prediction = true};
        case RowValue::covered: return {.label = true, .lower = true, .upper = true};
        case RowValue::width: return {.lower = true, .upper = true};
        case RowValue::correct: return {.label = true, .decision = true};
        case RowValue::class_log_loss:
        case RowValue::class_squared_error: return {.label = true};
    }
    return {};
}

/// What is read to gather and reduce the rows of keys.
constexpr Reads reads_of(const Reduction& reduction) {
    return {.label = reduction.relevance || reduction.outcome,
            .score = reduction.score,
            .subject = reduction.key == Key::subject,
            .query = reduction.key == Key::query,
            .item = reduction.item || reduction.key == Key::item,
            .time = reduction.time || reduction.cohort};
}

}  // namespace metrics
