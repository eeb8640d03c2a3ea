#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "themes/weights.h"

/// What many texts are about: texts of like words together, by k-means over their weights (weights.h). Only this folder knows Armadillo,
/// ICU and Snowball. The same texts in the same order with the same seed make the same themes.
///
/// Of n texts there are about the square root of n / 2 themes, at most `themes_max`. Texts that are not near to the centre of their theme, or
/// as near to another, and themes of fewer than `size_min`, belong to none: a theme that is none would be worse than a text without one.
///
/// Limits: `texts_max` texts; 600 terms.
namespace themes {

struct Theme {
    std::vector<std::string> words;      ///< what tells it from the other texts, the most telling first
    std::vector<std::size_t> texts;      ///< the most typical first
};

struct Themes {
    std::vector<Theme> themes;           ///< the largest first
    std::vector<std::size_t> others;     ///< texts of no theme
};

struct Options {
    std::uint64_t seed = 0;
    std::size_t themes_max = 20;
    std::size_t size_min = 3;
    std::size_t words_max = 6;
    TermRule terms{};
};

inline constexpr std::size_t texts_max = 5'000;

Themes themes_of(const std::vector<Text>& texts, const Options& options);

}  // namespace themes
