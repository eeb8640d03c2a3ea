#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/estimate.h"
#include "metrics/metric.h"
#include "tools/simulate/world.h"

/// Worlds in which performance is estimated before the outcomes are in, and the outcomes then come.
namespace simulate {

/// How the current rows differ from those of the reference.
enum class Shift {
    none,
    covariate,  ///< high scores are more frequent; what a score means is the same
    concept_,   ///< a tenth of the negatives become positive: what a score means has changed
};

struct Foreseen {
    std::string_view situation{};
    World world{};
    Shift shift = Shift::none;
    std::uint32_t reference = 20'000;  ///< units
};

std::vector<Foreseen> foreseen();

/// Estimates less what was realised on the same rows: their truth is 0.
std::vector<metrics::Estimate> foresee(const std::vector<const metrics::Metric*>& metrics, const Foreseen& foreseen, std::uint32_t size, std::uint64_t seed);

}  // namespace simulate
