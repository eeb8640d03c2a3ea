#pragma once

#include <array>
#include <string>
#include <string_view>

#include "operations/operation.h"
#include "report/scorecard.h"

/// A scorecard in the format that was asked for.
namespace operations {

inline constexpr std::array<std::string_view, 5> scorecard_formats{"text", "json", "markdown", "junit", "html"};

std::string written(const report::Scorecard& card, std::string_view format, const Surroundings& surroundings);
/// What HTTP calls it.
std::string_view media_type(std::string_view format);

}  // namespace operations
