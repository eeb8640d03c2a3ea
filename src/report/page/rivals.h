#pragma once

#include <functional>
#include <string>
#include <vector>

/// Pictures of a comparison of models: which of them no other beats, and who changes sides. Each is a finished SVG element;
/// `id` must be unique on the page.
namespace report::page {

/// A model by what it brings (upwards) and what it asks for (to the right).
struct Standing {
    std::string name;
    double asks = 0;
    double brings = 0;
    bool unbeaten = false;  ///< no other brings as much and asks for less
    bool product = false;
    std::string tip;        ///< the numbers in words
};

struct Field {
    std::string title, words;                      ///< what a screen reader says
    std::string asks, brings;                      ///< names of the axes
    bool tenfold = false;                          ///< steps to the right are tenfold: what is asked for must be above 0
    std::function<std::string(double)> write_asks, write_brings;
    std::vector<Standing> models;
};

/// Models as points; those that no other beats are joined by a line.
std::string standing_field(const Field& field, const std::string& id);

/// Of 1,000 people of a group, who changes sides.
struct SidesRow {
    std::string name;
    double gets_rightly = 0, gets_wrongly = 0;    ///< newly
    double loses_rightly = 0, loses_wrongly = 0;
    bool few = false;                             ///< too few people to say
};

/// Bars to the right for those who newly get it and to the left for those who lose it; solid where rightly.
std::string sides_bars(const std::vector<SidesRow>& rows, const std::string& id);

}  // namespace report::page
