#pragma once

#include <string>

#include "models/model.h"

/// What a person must read to know what a model does, and the model itself in words where it is small.
namespace models {

/// How many terms or leaves that is: 1 for a constant; leaves of a rule, a tree, and of all boosted trees; of a logistic
/// regression its intercept and the coefficients that are not zero.
std::int64_t terms(const Model& model);
/// `leaves`, `terms`: what is counted.
std::string_view term_words(Kind kind);

/// The sentences of a constant, a rule or a tree, a line each; nothing for larger models.
std::vector<std::string> in_words(const Model& model);
std::vector<std::string> in_words(const Tree& tree, const std::vector<Feature>& features);

/// "a single rule", for sentences.
std::string_view called(Kind kind);

}  // namespace models
