#pragma once

#include <algorithm>

#include "metrics/metric.h"

namespace metrics {

/// How the rows of a column share their values.
struct Distinct {
    std::int64_t values = 0;  ///< different ones
    Mass alone = 0;           ///< weight of the values that occur once
    Mass largest = 0;         ///< weight of the most frequent value
};

inline Distinct distinct_of(const Runs& of) {
    Distinct found;
    Mass mass = 0;
    std::uint64_t key = 0;
    const auto close = [&] {
        if (mass == mass_one) found.alone += mass;
        found.largest = std::max(found.largest, mass);
    };
    of.visit([&](const Run& run) {
        // A run for each unit: a value may have several.
        if (found.values == 0 || run.key != key) {
            if (found.values > 0) close();
            ++found.values;
            mass = 0;
        }
        key = run.key;
        mass += run.mass;
    });
    if (found.values > 0) close();
    return found;
}

/// A fact about them; absent with `no_rows` where no row has a value.
template <class Value>
Estimate distinct_fact(const Runs& of, Value value) {
    if (of.tally.rows == 0) return Estimate::absent(Reason::no_rows, of.left_out > 0 ? "no row has a value" : "");
    Estimate estimate = Estimate::fact(value(distinct_of(of), weight_of(of.tally.weight)), of.tally.rows);
    estimate.left_out = of.left_out;
    return estimate;
}

}  // namespace metrics
