#pragma once

#include "metrics/statistics/mass.h"

namespace metrics {

/// Label against prediction. Rows whose label is not known are counted by their prediction, and never as right or wrong.
struct Confusion {
    Mass true_positive = 0;
    Mass false_positive = 0;
    Mass false_negative = 0;
    Mass true_negative = 0;
    Mass unlabelled_positive = 0;  ///< predicted positive, label unknown
    Mass unlabelled_negative = 0;
    Tally labelled;
    Tally all;

    enum class Label { negative, positive, unknown };

    void add(Label label, bool predicted, Mass mass) {
        all.add(mass);
        if (label == Label::unknown) {
            (predicted ? unlabelled_positive : unlabelled_negative) += mass;
            return;
        }
        labelled.add(mass);
        if (label == Label::positive) (predicted ? true_positive : false_negative) += mass;
        else (predicted ? false_positive : true_negative) += mass;
    }
    void merge(const Confusion& other, int sign = 1) {
        true_positive += sign * other.true_positive;
        false_positive += sign * other.false_positive;
        false_negative += sign * other.false_negative;
        true_negative += sign * other.true_negative;
        unlabelled_positive += sign * other.unlabelled_positive;
        unlabelled_negative += sign * other.unlabelled_negative;
        labelled.merge(other.labelled, sign);
        all.merge(other.all, sign);
    }
    bool operator==(const Confusion&) const = default;

    double tp() const { return weight_of(true_positive); }
    double fp() const { return weight_of(false_positive); }
    double fn() const { return weight_of(false_negative); }
    double tn() const { return weight_of(true_negative); }
};

}  // namespace metrics
