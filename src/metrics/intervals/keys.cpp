#include "metrics/intervals/keys.h"

#include "metrics/intervals/proportion.h"

namespace metrics {

namespace {

Tally tally_of(std::int64_t keys) { return {keys, keys * mass_one, keys * mass_one}; }

Moments moments_of(const KeySums& of) {
    const KeySums::Arm& arm = of.arms[0];
    Moments moments;
    if (arm.keys == 0) return moments;
    moments.sum = arm.sums[KeySums::place_of(0, 0, 1)];
    moments.square = arm.sums[KeySums::place_of(0, 1, 1)];
    moments.cube = arm.sums[KeySums::place_of(1, 1, 1)];
    moments.tally = tally_of(arm.keys);
    return moments;
}

Confusion confusion_of(const KeySums& of) {
    const KeySums::Arm& arm = of.arms[0];
    Confusion confusion;
    confusion.true_positive = static_cast<Mass>(arm.sum(0, 0, 1)) * mass_one;
    confusion.false_positive = arm.keys * mass_one - confusion.true_positive;
    confusion.all = tally_of(arm.keys);
    confusion.labelled = confusion.all;
    return confusion;
}

/// The same by unit, with another statistic of each part.
template <class S>
Split<S> split(const Split<KeySums>& of, S (*convert)(const KeySums&)) {
    Split<S> out;
    out.total = convert(of.total);
    for (const KeySums& part : of.parts) out.parts.push_back(convert(part));
    out.keys = of.keys;
    out.units = of.units;
    out.units_exact = of.units_exact;
    return out;
}

/// What the reader is told of is rows; what the limits rest on is keys.
Estimate of_rows(Estimate estimate, const Split<KeySums>& of) {
    estimate.left_out = of.total.left_out;
    if (!estimate.value) return estimate;
    estimate.rows = of.total.rows;
    estimate.units = of.units;
    estimate.units_named = true;
    return estimate;
}

}  // namespace

Estimate estimate_key_mean(const Split<KeySums>& of, double lowest, double highest, Rows rows, Reason silent) {
    if (of.total.keys() == 0) return of_rows(Estimate::absent(of.total.silent > 0 ? silent : Reason::no_rows), of);
    return of_rows(estimate_mean(split(of, moments_of), lowest, highest, rows), of);
}

Estimate estimate_key_share(const Split<KeySums>& of, Reason silent) {
    if (of.total.keys() == 0) return of_rows(Estimate::absent(of.total.silent > 0 ? silent : Reason::no_rows), of);
    const Share share{.part = [](const Confusion& c) { return c.true_positive; },
                      .whole = [](const Confusion& c) { return c.true_positive + c.false_positive; },
                      .left_out = unlabelled,
                      .labels = false};
    return of_rows(estimate_share(split(of, confusion_of), share), of);
}

}  // namespace metrics
