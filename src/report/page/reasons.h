#pragma once

#include <string>
#include <utility>
#include <vector>

/// Pictures of why a score is what it is.
namespace report::page {

/// Bars to the right of zero where something adds, hatched and to the left where it takes away; value and name beside each.
struct Bars {
    std::string title, description;
    struct Bar {
        std::string name;   ///< "distance is 2,400"
        std::string words;  ///< "+0.12"
        double value = 0;
    };
    std::vector<Bar> bars;
};
std::string draw(const Bars& bars, const std::string& id);

/// A number along the bottom and what is said of it, with the range over refits where there is one.
struct Course {
    std::string title, description;
    std::string across, upward;  ///< names of the axes
    std::vector<double> values, heights;
    std::vector<double> lows, highs;  ///< both empty, or as many
};
std::string draw(const Course& course, const std::string& id);

}  // namespace report::page
