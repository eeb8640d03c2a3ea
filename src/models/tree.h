#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/features.h"

namespace models {

/// A binary tree of conditions on one feature each, small enough to read: CART (Breiman, Friedman, Olshen, Stone 1984).
///
/// Each split is the one that leaves the least squared error, which for targets of 0 and 1 is Gini's criterion. A number is
/// split by `x <= cut`, the cut being the shortest number between two neighbouring values; a category by `x = this one`.
/// Each split says on which side a missing value goes; one that may send all that is missing to one side and all that is
/// known to the other. A value that training never saw goes where `(other)` goes.
struct Tree {
    struct Node {
        int feature = -1;            ///< -1: a leaf
        double cut = 0;              ///< numbers: first when x <= cut
        int level = 0;               ///< categories: first when the level is this
        bool missing_first = false;  ///< numbers; a missing category is a level of its own
        int first = -1, second = -1;
        std::int64_t rows = 0;       ///< in training
        double mean = 0;             ///< of the targets there
        double value = 0;            ///< what rows that end here are given
        bool operator==(const Node&) const = default;
    };
    std::vector<Node> nodes;  ///< the root first

    std::size_t leaves() const;
    int depth() const;
    bool operator==(const Tree&) const = default;
};

struct TreeRules {
    int depth = 3;
    std::int64_t rows_min = 20;  ///< in a leaf
};

/// Targets are 0 and 1, or any finite numbers. A leaf's value is the mean of its targets and one more row that is worth the
/// mean of all, so that no leaf is certain. The same rows in any order give the same tree. No rows: a leaf of value 0.
Tree fit_tree(const Encoded& rows, const std::vector<double>& targets, const TreeRules& rules);

std::vector<double> score(const Tree& tree, const Encoded& rows);

/// `x <= 1.5`, `colour = red`, for the node's own feature; `not`: the other side.
std::string condition_in_words(const Tree::Node& node, const Feature& feature, bool first);

}  // namespace models
