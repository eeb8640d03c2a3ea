#include "tools/simulate/situations.h"

#include <cmath>

namespace simulate {
namespace {

// Logits of shares of positives.
const double two_percent = std::log(0.02 / 0.98);
const double half_percent = std::log(0.005 / 0.995);

std::vector<Part> equal_parts(std::size_t count) {
    return std::vector<Part>(count, Part{.share = 1.0 / static_cast<double>(count), .logit = 0});
}
// A majority and ever smaller minorities.
std::vector<Part> unequal_parts(double logit) {
    return {{0.50, 0}, {0.25, logit / 2}, {0.15, -logit / 2}, {0.07, logit}, {0.03, -logit}};
}

}  // namespace

std::vector<World> worlds() {
    return {
        {.situation = "ordinary: 30 % positive, AUC 0.80, calibrated"},
        {.situation = "overconfident scores", .slope = 2.5},
        {.situation = "nearly perfect: AUC 0.998", .separation = 4, .threshold = 0.5},
        {.situation = "no effect: scores know nothing", .informed = false},
        {.situation = "ties: scores in tenths", .grid = 0.1},
        {.situation = "rare: 2 % positive", .logit = two_percent, .separation = 1.8, .threshold = 0.05},
        {.situation = "very rare: 0.5 % positive", .logit = half_percent, .separation = 1.8, .threshold = 0.02},
        {.situation = "days", .clustering = Clustering::days, .unit_deviation = 0.5},
        {.situation = "days, rare: 2 % positive", .logit = two_percent, .separation = 1.8, .threshold = 0.05,
         .clustering = Clustering::days, .unit_deviation = 0.5},
        {.situation = "heavy users", .clustering = Clustering::users, .unit_deviation = 1},
        {.situation = "heavy users, rare: 2 % positive", .logit = two_percent, .separation = 1.8, .threshold = 0.05,
         .clustering = Clustering::users, .unit_deviation = 1},
    };
}

std::vector<World> worlds_of_groups() {
    return {
        {.situation = "two equal groups, no effect", .parts = equal_parts(2)},
        {.situation = "two groups, 80 to 20, that differ", .parts = {{0.8, 0}, {0.2, 0.7}}},
        {.situation = "five unequal groups, no effect", .parts = unequal_parts(0)},
        {.situation = "five unequal groups that differ", .parts = unequal_parts(0.8)},
        {.situation = "ten equal groups, no effect", .parts = equal_parts(10)},
        {.situation = "two groups, rare: 2 % positive", .logit = two_percent, .separation = 1.8, .threshold = 0.05,
         .parts = {{0.7, 0}, {0.3, 0.5}}},
        {.situation = "two groups over days, no effect", .clustering = Clustering::days, .unit_deviation = 0.5,
         .parts = equal_parts(2)},
        {.situation = "five groups over days that differ", .clustering = Clustering::days, .unit_deviation = 0.5,
         .parts = unequal_parts(0.8)},
        {.situation = "two groups of heavy users that differ", .clustering = Clustering::users, .unit_deviation = 1,
         .parts = {{0.8, 0}, {0.2, 0.7}}},
    };
}

std::vector<ClassWorld> worlds_of_classes() {
    return {
        {.situation = "3 equal classes, 80 % right"},
        {.situation = "3 unequal classes, 97 % right", .skew = 1.5, .accuracy = 0.97},
        {.situation = "10 equal classes, 80 % right", .classes = 10},
        {.situation = "10 unequal classes, 80 % right", .classes = 10, .skew = 1},
        {.situation = "10 unequal classes, 97 % right", .classes = 10, .skew = 1, .accuracy = 0.97},
        {.situation = "5 classes, told no better than by chance", .classes = 5, .accuracy = 0.2},
        {.situation = "3 unequal classes over days", .skew = 1, .clustering = Clustering::days, .unit_deviation = 0.5},
        {.situation = "5 unequal classes of heavy users", .classes = 5, .skew = 1, .clustering = Clustering::users, .unit_deviation = 1},
    };
}

std::vector<Drift> drifts() {
    return {
        {.situation = "normal values, no effect"},
        {.situation = "normal values, shift 0.3", .shift = 0.3},
        {.situation = "skewed values, no effect", .shape = Shape::lognormal},
        {.situation = "skewed values, shift 0.3", .shape = Shape::lognormal, .shift = 0.3},
        {.situation = "whole numbers (ties), no effect", .shape = Shape::whole},
        {.situation = "whole numbers (ties), shift 0.3", .shape = Shape::whole, .shift = 0.3},
        {.situation = "30 categories, no effect", .shape = Shape::categories},
        {.situation = "30 categories, shift 0.6", .shape = Shape::categories, .shift = 0.6},
        {.situation = "normal values, shift 0.3, reference 10 times as large", .shift = 0.3, .reference_times = 10},
        {.situation = "normal values, shift 0.3, reference a fifth as large", .shift = 0.3, .reference_times = 0.2},
        {.situation = "days, no effect", .clustering = Clustering::days, .unit_deviation = 0.3},
        {.situation = "days, shift 0.3", .shift = 0.3, .clustering = Clustering::days, .unit_deviation = 0.3},
        {.situation = "heavy users, no effect", .clustering = Clustering::users, .unit_deviation = 0.5},
        {.situation = "heavy users, shift 0.3", .shift = 0.3, .clustering = Clustering::users, .unit_deviation = 0.5},
        {.situation = "30 categories over days, shift 0.6", .shape = Shape::categories, .shift = 0.6,
         .clustering = Clustering::days, .unit_deviation = 0.3},
    };
}

}  // namespace simulate
