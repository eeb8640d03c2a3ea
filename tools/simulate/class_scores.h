#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "tools/simulate/experiment.h"
#include "tools/simulate/world.h"

/// Worlds of three classes with a score for each: what is made of all scores, and what is told from them before outcomes are known.
namespace simulate {

/// Three classes, the score of the true one being higher by `apart` deviations; the second and third class have these shares.
struct Scored {
    double apart = 1;
    double second = 0.3, third = 0.3;
    Clustering clustering = Clustering::rows;
};

struct ScoredRow {
    std::size_t label = 0;
    std::array<double, 3> scores{};
    std::uint32_t unit = 0;
};

/// Rows of their own, or of heavy users, each of whom has a class that he mostly has to do with.
std::vector<ScoredRow> scored(const Scored& world, std::uint32_t size, base::Random& random);

std::vector<Experiment> experiments_of_class_scores();

}  // namespace simulate
