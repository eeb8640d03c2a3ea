#pragma once

#include "operations/shared/paired_measures.h"

/// What one model is worth more than another at amounts that are not known exactly, or that every row has of its own.
namespace operations {

/// How much more of everything that has an amount the first model has, per decision.
value::Quantities beside(const metrics::Confusion& first, const metrics::Confusion& second);

/// Where amounts are uncertain: the differences' limits carry that too, and what chance in the rows leaves is kept apart.
/// `quantities`: by contender, beside the product.
void carry_amounts(Measure& money, const charter::Charter& document, const std::vector<value::Quantities>& quantities);

/// Fills values and differences where every row has amounts of its own. Rows without one are left out for all models.
base::Result<base::Done> measure_rows(Measure& money, const Contest& contest, const charter::Charter& document, const JudgedSide& side, const Surroundings& surroundings);

}  // namespace operations
