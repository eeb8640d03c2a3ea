#pragma once

#include <string>
#include <vector>

#include "report/scorecard.h"

/// The pictures of a promise, each a finished SVG element. `id` must be unique on the page.
namespace report::page {

/// A promise on one line for the table at the top: interval, value and bound.
std::string strip(const PromiseResult& result, const Scorecard& card, const std::string& id);

/// Each check's interval against its bound, the deciding one first.
std::string intervals(const PromiseResult& result, const Scorecard& card, const std::string& id);

/// The groups that a comparison is made of, side by side.
std::string groups(const PromiseResult& result, const Scorecard& card, const std::string& id);

/// Past windows against the bound.
std::string trend(const PromiseResult& result, const Scorecard& card, const std::string& id);

/// Reference and current shares: bars for a few bins, outlines for many.
std::string distributions(const Figure& figure, const std::string& id);

std::string reliability(const Figure& figure, const std::string& id);
std::string roc(const Figure& figure, const std::string& id);

/// Rows that a picture of many checks or groups shows; the table below it has all.
inline constexpr std::size_t picture_rows_max = 16;

}  // namespace report::page
