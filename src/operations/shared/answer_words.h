#pragma once

#include <string>
#include <string_view>

#include "operations/operation.h"

namespace operations {

/// For the reference pages: what an operation answers, with a table of its fields; empty: schemas/answers does not say it.
std::string answer_section(const Operation& operation);

/// The page of the shapes that answers are made of, each with a table of its fields.
std::string shapes_page(std::string_view head);

}  // namespace operations
