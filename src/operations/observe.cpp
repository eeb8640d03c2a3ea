#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/shared/received_lines.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "EVENTS", .kind = Parameter::Kind::body, .sentence = "Events, one JSON object a line, or one array of them; - reads them from standard input.", .placeholder = "FILE", .required = true, .positional = true},
    {.name = "product", .sentence = "Whose they are. Without it those of the only product, or each event names its own.", .placeholder = "PRODUCT"},
}};

std::string as_json(const Taken& taken) {
    base::json::array rejects;
    for (const auto& reject : taken.rejects) rejects.emplace_back(base::json::object{{"line", reject.line}, {"reason", reject.reason}});
    return base::json::serialize(base::json::object{{"accepted", taken.accepted}, {"duplicates", taken.duplicates}, {"rejected", taken.rejected}, {"rejects", std::move(rejects)}}) + "\n";
}

base::Result<Taken> take_cloud_events(const Request& request, const std::shared_ptr<Product>& product) {
    ASSIGN_OR_RETURN(auto events, protocols::cloud_events(request.headers, request.body));
    if (!product && !events.halves.empty()) return base::Error{base::Fault::input, "there are several products, and requests of models name none", "send them to /v1/observations?product=NAME"};
    for (auto& half : events.halves) product->inferences().take(std::move(half), product->document()->task.columns, events.events);
    return take_converted(request, product, events.events);
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, product_for(*request.service, arguments.text("product")));
    ASSIGN_OR_RETURN(const Taken taken, protocols::is_cloud_events(request.headers) ? take_cloud_events(request, product) : take_lines(request, product, request.body));
    return Output{.text = as_json(taken), .type = "application/json"};
}

}  // namespace

extern const Operation observe{
    .id = "observe",
    .command = "observe",
    .route = {Method::post, "/v1/observations"},
    .scope = base::Scope::ingest,
    .summary = "Takes in what happened: predictions, outcomes, feedback, exposures, activity and costs.",
    .about = "NDJSON, a JSON array, or CloudEvents over HTTP (binary, structured, batch; also the requests and responses that KServe logs). What is acknowledged is on disk, and an event that is sent again counts once. Faulty events are told by line with "
             "their reason; the others count. docs/observations.md says what an event looks like.",
    .parameters = parameters,
    .example = "charter observe events.ndjson --product flight-delay-alerts",
    .run = run,
};

}  // namespace operations
