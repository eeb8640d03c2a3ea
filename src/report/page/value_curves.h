#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metrics/estimate.h"

namespace report::page {

/// A number for each of many thresholds, with its interval where there is one.
struct CurvePoint {
    double x = 0;
    double y = 0;
    std::optional<metrics::Limits> limits;
};

/// A threshold that is pointed at.
struct CurveMark {
    double x = 0;
    double y = 0;
    std::string name;  ///< `now`, `best`
};

/// Value over thresholds, with the band of its intervals. `beyond`: thresholds below it flag more than can be acted on.
std::string value_curve(const std::vector<CurvePoint>& points, const std::vector<CurveMark>& marks, std::optional<double> beyond, const std::string& currency, const std::string& id);

/// Net benefit over threshold probabilities: the model with its band, acting on all (dashed) and on nobody (the zero line).
std::string decision_curve(const std::vector<CurvePoint>& model, const std::vector<CurvePoint>& all, const std::string& id);

}  // namespace report::page
