#include "metrics/metric.h"

#include <algorithm>

#include "base/assert.h"

namespace metrics {

const Metric* find(std::string_view id) {
    // The catalogue is in the order of file names, which are the ids.
    const auto all = catalogue();
    const auto before = [](const Metric* metric, std::string_view wanted) { return metric->id < wanted; };
    const auto found = std::lower_bound(all.begin(), all.end(), id, before);
    return found != all.end() && (*found)->id == id ? *found : nullptr;
}

std::vector<Parameter> parameters_of(const Metric& metric) {
    std::vector<Parameter> all;
    const Kind kind = metric.needs.kind;
    if (metric.reads().decision) all.push_back({.name = "threshold", .sentence = "Scores of this and more count as predicted positive.", .fallback = 0.5});
    if (kind == Kind::reliability || (kind == Kind::histogram && metric.needs.reference)) {
        all.push_back({.name = "bins", .sentence = "Number of bins.", .fallback = 10, .lowest = 2, .highest = 1000, .whole = true});
    }
    all.insert(all.end(), metric.parameters.begin(), metric.parameters.end());
    return all;
}

std::map<std::string, double, std::less<>> fallbacks_of(const Metric& metric) {
    std::map<std::string, double, std::less<>> numbers;
    for (const Parameter& parameter : parameters_of(metric)) numbers.emplace(parameter.name, parameter.fallback);
    return numbers;
}

std::string_view name(Family family) {
    switch (family) {
        case Family::classification: return "classification";
        case Family::calibration: return "calibration";
        case Family::regression: return "regression";
        case Family::ranking: return "ranking";
        case Family::answers: return "generated answers";
        case Family::service: return "service";
        case Family::estimated: return "performance before labels";
        case Family::business: return "business";
        case Family::fairness: return "fairness";
        case Family::data: return "data";
        case Family::drift: return "drift";
    }
    ASSERT(false);
    return {};
}

}  // namespace metrics
