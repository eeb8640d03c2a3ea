#include "operations/operation.h"
#include "operations/service/service.h"

namespace operations {

extern const Operation server_metrics{
    .id = "server_metrics",
    .command = "",
    .route = {Method::get, "/metrics"},
    .scope = base::Scope::view,
    .summary = "What the server says of itself, in Prometheus's text format.",
    .about = "Requests and how long they took, events by what became of them, open connections, and the verdict of every promise: 1 kept, 0 unproven, -1 broken. Prometheus sends the token that its `authorization` setting names.",
    .parameters = {},
    .example = "curl -H \"Authorization: Bearer $CHARTER_TOKEN\" localhost:8420/metrics",
    .run = [](const Arguments&, const Surroundings& surroundings) -> base::Result<Output> {
        return Output{.text = surroundings.request->service->telemetry().page(), .type = "text/plain; version=0.0.4; charset=utf-8"};
    },
};

}  // namespace operations
