#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "metrics/statistics/mass.h"

/// Worlds in which the truth is known: where labels, scores, groups and units come from.
namespace simulate {

/// What is independent of its like.
enum class Clustering {
    rows,   ///< every row
    days,   ///< days of some 60 rows
    users,  ///< people, of whom a few are heavy: the number of rows is lognormal
};

/// A part of the rows, and how it differs from the rest.
struct Part {
    double share = 1;
    double logit = 0;  ///< added to the logit of a positive label
};

/// Labels and scores. A row's label is positive with a probability whose logit is `logit` and what its group and unit
/// add; its score is the posterior of a signal that lies `separation` standard deviations higher for positives, its logit
/// multiplied by `slope` (above 1: overconfident).
struct World {
    std::string_view situation;
    double logit = -0.85;  ///< 30 % positive
    double separation = 1.2;
    double slope = 1;
    bool informed = true;  ///< false: the signal has nothing to do with the label
    double grid = 0;       ///< scores are rounded to multiples of it; 0: they are not
    double threshold = 0.3;
    Clustering clustering = Clustering::rows;
    double unit_deviation = 0;  ///< of the logit, from unit to unit
    std::vector<Part> parts = {Part{}};
};

struct Row {
    bool positive = false;
    double score = 0;
    std::uint32_t part = 0;
    std::uint32_t unit = 0;
    metrics::Mass mass = metrics::mass_one;
};

struct Sample {
    std::vector<Row> rows;
    std::uint32_t units = 0;  ///< 0: rows are independent
};

/// A random sample of `size` units (rows where they are independent).
Sample draw(const World& world, std::uint32_t size, std::uint64_t seed);

/// So many evenly spread rows that metrics computed from them are the truth: a low-discrepancy sequence in place of
/// chance. Every point of it is used for every part, so that parts that do not differ are equal to the last digit.
Sample truth_of(const World& world);

/// A point of an evenly spread sequence in the unit cube (Roberts 2018, the generalised golden ratio): the error of a
/// mean over the first n falls nearly as 1/n.
std::array<double, 4> even_point(std::uint64_t index);

/// How many rows a unit has; `u` is uniform.
std::uint32_t rows_of_unit(Clustering clustering, double u);

}  // namespace simulate
