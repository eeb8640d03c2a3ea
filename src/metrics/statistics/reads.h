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
        case Kind::histogram:
        case Kind::quality:
        case Kind::extent:
        case Kind::value_runs:
        case Kind::identity_runs:
        case Kind::key_sums:
        case Kind::key_runs: return {};
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
