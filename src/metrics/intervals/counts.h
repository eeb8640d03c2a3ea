#pragma once

#include <array>

#include "metrics/estimate.h"

/// Engine C: a mean of amounts over the cells of a table of counts.
namespace metrics {

struct AmountCell {
    double amount = 0;
    double count = 0;
};

/// Limits of the mean amount. The shares of the cells are Dirichlet(counts + 1/2), so a cell that never occurred may still
/// exist; the mean exceeds x when the sum of (amount - x) times independent gammas is positive, whose chance is computed
/// rather than drawn.
Limits amount_limits(const std::array<AmountCell, 4>& cells, double tail);

}  // namespace metrics
