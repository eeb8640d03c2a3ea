#pragma once

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
        case Kind::confusion: return {.label = true, .decision = true};
        case Kind::moments:
        case Kind::reliability:
        case Kind::score_runs: return {.label = true, .score = true};
        case Kind::histogram:
        case Kind::quality:
        case Kind::summary:
        case Kind::extent:
        case Kind::value_runs:
        case Kind::identity_runs: return {};
    }
    return {};
}

}  // namespace metrics
