#include <boost/json.hpp>

#include "base/json.h"
#include "metrics/metric.h"
#include "operations/operation.h"
#include "operations/shared/vocabulary.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings&) {
    ASSIGN_OR_RETURN(auto schema, base::parse_json(charter::json_schema(vocabulary())));
    base::json::array metrics;
    for (const auto* metric : metrics::catalogue()) metrics.push_back(base::json::object{{"id", metric->id}, {"sentence", metric->summary}});
    return Output{.text = base::json::serialize(base::json::object{{"schema", std::move(schema)}, {"metrics", std::move(metrics)}}) + "\n", .type = "application/json"};
}

}  // namespace

extern const Operation schema{
    .id = "schema",
    .command = "schema",
    .route = {Method::get, "/v1/charters/schema"},
    .scope = base::Scope::view,
    .summary = "What a charter may contain, as a JSON Schema, and every metric with its sentence: editors complete from it.",
    .about = "The schema is that of schemas/charter.schema.json, made from the same description as the check.",
    .parameters = {},
    .example = "charter schema",
    .run = run,
};

}  // namespace operations
