#pragma once

#include "metrics/as/sides.h"

/// What Evidently's drift tests have in common.
namespace metrics::as {

inline constexpr std::string_view evidently_version = "0.7.21";

/// `get_binned_data`: counts of numpy's Sturges bins over both samples together, or by value where the reference has at most
/// 20 different ones. `n_bins` of the caller is not looked at.
Sides evidently_bins(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting);
Sides evidently_bins(Reference<Runs> reference, Current<Runs> current, const Setting& setting);

/// An empty bin gets 0.0001, or a millionth of the smallest share where that is not larger than 0.0001.
std::vector<double> filled(std::vector<double> shares);

}  // namespace metrics::as
