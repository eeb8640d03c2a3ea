#pragma once

#include "models/tree.h"

namespace models {

/// A single rule: one condition and two probabilities. What somebody could write on a note.
struct Rule {
    Tree tree;  ///< of one condition at most
    bool operator==(const Rule&) const = default;
};

Rule fit_rule(const Encoded& rows, const std::vector<double>& targets);
inline std::vector<double> score(const Rule& rule, const Encoded& rows) { return score(rule.tree, rows); }

}  // namespace models
