#include <array>

#include "operations/operation.h"
#include "operations/shared/received_lines.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "LOGS", .kind = Parameter::Kind::body, .sentence = "An ExportLogsServiceRequest, protobuf or JSON by its content type.", .placeholder = "LOGS", .required = true, .positional = true},
    {.name = "product", .sentence = "Whose they are. Without it those of the only product.", .placeholder = "PRODUCT"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, product_for(*request.service, arguments.text("product")));
    if (!product) return base::Error{base::Fault::input, "there are several products, and the request names none", "send the logs to /v1/logs?product=NAME"};
    ASSIGN_OR_RETURN(const auto converted, protocols::otlp_logs(request.headers, request.body, product->document()->task.columns));
    ASSIGN_OR_RETURN(const Taken taken, take_converted(request, product, converted));
    std::string message = taken.rejects.empty() ? "" : "record " + std::to_string(taken.rejects.front().line) + ": " + taken.rejects.front().reason;
    if (message.empty() && converted.ignored > 0) message = std::to_string(converted.ignored) + " records name no id and are no observations";
    return Output{.text = protocols::otlp_answer(request.headers, taken.rejected, message), .type = protocols::is_otlp_json(request.headers) ? "application/json" : "application/x-protobuf"};
}

}  // namespace

extern const Operation observe_otlp{
    .id = "observe_otlp",
    .command = "",
    .route = {Method::post, "/v1/logs"},
    .scope = base::Scope::ingest,
    .summary = "Takes in OpenTelemetry's logs: evaluations of feature flags as exposures, and records with an id as observations.",
    .about = "OTLP/HTTP, protobuf or JSON. A record whose attributes name an id is an observation with its attributes as fields; others are ignored, and the answer's partial_success says how many.",
    .parameters = parameters,
    .example = "",
    .run = run,
};

}  // namespace operations
