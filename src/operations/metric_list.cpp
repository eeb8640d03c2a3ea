#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/shared/metric_json.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings&) { return Output{.text = base::pretty(catalogue_json()) + "\n", .type = "application/json"}; }

}  // namespace

extern const Operation metric_list{
    .id = "metric_list",
    .command = "",
    .route = {Method::get, "/v1/metrics"},
    .scope = base::Scope::view,
    .summary = "The definitions of all metrics.",
    .about = "What `charter metrics` says, for pages and programs.",
    .parameters = {},
    .example = "curl -H \"Authorization: Bearer $CHARTER_TOKEN\" http://127.0.0.1:8420/v1/metrics",
    .run = run,
};

}  // namespace operations
