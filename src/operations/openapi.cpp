#include "operations/operation.h"
#include "operations/shared/openapi.h"

namespace operations {

extern const Operation openapi{
    .id = "openapi",
    .command = "",
    .route = {Method::get, "/v1/openapi.json"},
    .scope = base::Scope::view,
    .summary = "Every operation of the server, as an OpenAPI 3.1 document.",
    .about = "Made from the operations themselves; schemas/openapi.json is the same document.",
    .parameters = {},
    .example = "curl -H \"Authorization: Bearer $CHARTER_TOKEN\" localhost:8420/v1/openapi.json",
    .run = [](const Arguments&, const Surroundings&) -> base::Result<Output> { return Output{.text = openapi_document(), .type = "application/json"}; },
};

}  // namespace operations
