#include <array>

#include <boost/json.hpp>

#include "base/json.h"
#include "base/nearest.h"
#include "operations/operation.h"
#include "operations/shared/metric_json.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "metric", .sentence = "The metric's id.", .placeholder = "ID", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    const std::string id = arguments.text("metric");
    if (const auto* metric = metrics::find(id)) return Output{.text = base::pretty(json_of(*metric)) + "\n", .type = "application/json"};
    std::vector<std::string> names;
    for (const auto* known : metrics::catalogue()) names.emplace_back(known->id);
    const std::string nearest = base::nearest_name(id, names);
    return base::Error{base::Fault::missing, "no such metric: " + id.substr(0, 60), nearest.empty() ? "GET /v1/metrics lists them" : "did you mean " + nearest + "?"};
}

}  // namespace

extern const Operation metric_show{
    .id = "metric_show",
    .command = "",
    .route = {Method::get, "/v1/metrics/{metric}"},
    .scope = base::Scope::view,
    .summary = "The definition of a metric: its meaning, formula, source, interval and an example.",
    .about = "What `charter metrics ID` says, for pages and programs.",
    .parameters = parameters,
    .example = "curl -H \"Authorization: Bearer $CHARTER_TOKEN\" http://127.0.0.1:8420/v1/metrics/recall",
    .run = run,
};

}  // namespace operations
