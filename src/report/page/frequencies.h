#pragma once

#include <string>

#include "value/audiences.h"

/// Natural frequencies as pictures that shape and words alone make readable, without colour.
namespace report::page {

/// A mark for each of the class: filled discs are events that were flagged, rings events that were missed, crosses false alarms,
/// points the rest. Of 10,000 only those are drawn that are flagged or events; where these are too many too, a mark stands for ten.
std::string icon_array(const value::Frequencies& counts, const value::Words& words, const std::string& id);

/// The class, divided by the decision, and each part by what happened.
std::string tree(const value::Frequencies& counts, const value::Words& words, const std::string& id);

/// What either shows, for who does not see it.
std::string icon_words(const value::Frequencies& counts, const value::Words& words);
std::string tree_words(const value::Frequencies& counts, const value::Words& words);

}  // namespace report::page
