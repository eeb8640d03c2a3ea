#include "operations/operation.h"
#include "operations/service/service.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings& surroundings) {
    // Whatever cannot be read now could not be written either.
    RETURN_IF_ERROR(surroundings.request->service->registry().setting("ready"));
    return Output{.text = "ready"};
}

}  // namespace

extern const Operation ready{
    .id = "ready",
    .command = "",
    .route = {Method::get, "/ready"},
    .scope = whoever_asks,
    .summary = "Answers when requests can be served.",
    .about = "The folder is open, the ledger was verified, and the registry can be read. For whatever sends traffic here.",
    .parameters = {},
    .example = "curl localhost:8420/ready",
    .run = run,
};

}  // namespace operations
