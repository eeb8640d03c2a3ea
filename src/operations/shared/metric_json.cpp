#include "operations/shared/metric_json.h"

#include <boost/json.hpp>

#include <cmath>

#include "metrics/intervals/class_foresight.h"
#include "operations/shared/metric_words.h"

namespace operations {

using base::json::array;
using base::json::object;

object json_of(const metrics::Metric& metric) {
    object out;
    out["id"] = metric.id;
    out["family"] = metrics::name(metric.family);
    out["summary"] = metric.summary;
    out["estimand"] = metric.estimand;
    out["formula"] = metric.formula;
    out["source"] = metric.source;
    out["interval"] = metric.interval;
    out["example"] = metric.example.says;
    out["needs"] = needs_of(metric);
    out["estimable"] = metric.estimable;
    out["estimable_over_classes"] = metrics::estimable_over_classes(metric);
    out["promise"] = promise_example(metric);
    array all;
    for (const auto& parameter : metrics::parameters_of(metric)) {
        // Without a limit there is none to write: JSON has no infinity.
        const base::json::value fallback = std::isfinite(parameter.fallback) ? base::json::value(parameter.fallback) : base::json::value(nullptr);
        all.push_back(object{{"name", parameter.name}, {"sentence", parameter.sentence}, {"fallback", fallback}, {"takes", range_of(parameter)}});
    }
    out["parameters"] = std::move(all);
    array as;
    for (const auto* one : metrics::as::of_metric(metric.id)) {
        as.push_back(object{{"as", name_of(*one)}, {"peer", one->peer}, {"version", one->version}, {"call", one->call}, {"differs", one->differs}, {"defect", one->defect}});
    }
    out["as"] = std::move(as);
    return out;
}

array catalogue_json() {
    array all;
    for (const auto* metric : metrics::catalogue()) all.push_back(json_of(*metric));
    return all;
}

}  // namespace operations
