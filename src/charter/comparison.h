#pragma once

#include <map>
#include <optional>
#include <string>

#include "charter/charter.h"

namespace charter {

/// The document's `compare:`: when a simpler model is enough, and what models cost.
struct Comparison {
    std::string metric;                   ///< what decides; empty: value_per_decision where there are amounts, else roc_auc
    std::optional<double> margin;         ///< how much worse in it is still good enough
    std::map<std::string, double> costs;  ///< of a prediction, by the name of a version or a kind of model
};

/// Read from the canonical form, which the parser has checked: only one command asks for it.
Comparison comparison_of(const Charter& charter);

}  // namespace charter
