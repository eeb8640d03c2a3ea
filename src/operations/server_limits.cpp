#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/shared/every_limit.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings&) {
    base::json::object all;
    for (const auto& row : every_limit()) all[row.name] = base::json::object{{"value", row.value}, {"reason", row.reason}};
    return Output{.text = base::pretty(all) + "\n", .type = "application/json"};
}

}  // namespace

extern const Operation server_limits{
    .id = "server_limits",
    .command = "",
    .route = {Method::get, "/v1/limits"},
    .scope = base::Scope::view,
    .summary = "Every bound of the system, with its reason.",
    .about = "The same that docs/reference/limits.md shows; they stand in error messages by name.",
    .parameters = {},
    .example = "curl -H \"Authorization: Bearer $CHARTER_TOKEN\" localhost:8420/v1/limits",
    .run = run,
};

}  // namespace operations
