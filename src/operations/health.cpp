#include "operations/operation.h"

namespace operations {

extern const Operation health{
    .id = "health",
    .command = "",
    .route = {Method::get, "/health"},
    .scope = whoever_asks,
    .summary = "Answers OK while the process runs.",
    .about = "For whatever restarts a process that hangs. It tells nothing of what is kept.",
    .parameters = {},
    .example = "curl localhost:8420/health",
    .run = [](const Arguments&, const Surroundings&) -> base::Result<Output> { return Output{.text = "OK"}; },
};

}  // namespace operations
