#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "charter/charter.h"
#include "report/numbers.h"
#include "report/study.h"
#include "value/demands.h"

/// Demands as promises: how they are written, which promise of the document makes one already, and those that it lacks.
namespace operations {

/// A demand that a promise makes already, or makes more weakly, or whose opposite one makes.
struct Beside {
    enum class How { lacking, promised, weaker, contradicted };
    How how = How::lacking;
    const charter::Promise* promise = nullptr;
};
Beside beside_of(const charter::Charter& document, const value::Demand& demand);
base::json::object json_of(const Beside& beside);
/// What stands beside each demand in words; nothing of those that no promise makes. `beside`: by demand.
report::Items beside_items(const std::vector<value::Demand>& demands, const std::vector<Beside>& beside);

/// Better is more of it: the bound has a lower end alone.
bool is_low(const value::Demand& demand);
/// The end that decides; of two ends the upper one.
double bound_of(const value::Demand& demand);
/// A measure fit for these values and the bound.
report::Measure measure_for(const charter::Charter& document, const value::Demand& demand, std::vector<double> values);
/// `recall in every group by sex is at least 60 %`.
std::string sentence_of(const charter::Charter& document, const value::Demand& demand);

/// What a demand says of itself in JSON: the limit, the metric, its parameters and the bound.
base::json::object demand_json(const value::Demand& demand);

/// Promises that the charter lacks, as a piece of it; empty: none.
std::string proposals(const charter::Charter& document, const std::vector<value::Demand>& demands, const std::vector<Beside>& beside);

}  // namespace operations
