#include <array>

#include <boost/json.hpp>

#include "base/keyed_digest.h"
#include "operations/feedback/said.h"
#include "operations/feedback/sender.h"
#include "records/ledger/encoding.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "FEEDBACK", .kind = Parameter::Kind::body, .sentence = "One JSON object: prediction_id, and what the charter asks: thumbs, rating, correction, reason, text, nps, csat, ces, sus, decision.", .placeholder = "FILE", .required = true, .positional = true},
}};

/// A page of another origin can send this type only after it was allowed to: a form of a page that nobody named cannot.
base::Result<base::Done> must_be_json(const Request& request) {
    const auto found = request.headers.find("content-type");
    const std::string type = found == request.headers.end() ? std::string() : found->second;
    if (type == "application/json" || type.starts_with("application/json;") || type.starts_with("application/json ")) return base::Done{};
    return base::Error{base::Fault::input, "feedback is JSON", "send Content-Type: application/json"};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const FeedbackSender sender, sender_of(request, arguments.text("product"), surroundings.now));
    RETURN_IF_ERROR(must_be_json(request));
    ASSIGN_OR_RETURN(const Said said, said_in(request.body, *sender.document, sender.asked, records::hex(base::random_bytes(16))));
    ASSIGN_OR_RETURN(const auto receipt, sender.product->store().receive(said.event, request.service->now()));
    if (receipt.rejected > 0) return base::Error{base::Fault::input, "the feedback was not taken: " + receipt.rejects.front().reason, "correct it and send it again"};
    if (!said.contact.empty() && receipt.accepted > 0) RETURN_IF_ERROR(request.service->registry().improvements().put_contact(sender.document->product, {said.id, said.contact}, surroundings.now));
    return Output{.text = base::json::serialize(base::json::object{{"id", said.id}, {"accepted", receipt.accepted > 0}, {"duplicate", receipt.duplicates > 0}}) + "\n", .type = "application/json"};
}

}  // namespace

extern const Operation feedback_send{
    .id = "feedback_send",
    .command = "",
    .route = {Method::post, "/v1/products/{product}/feedback"},
    .scope = whoever_asks,
    .summary = "Takes in what somebody says of a prediction.",
    .about = "From pages whose origin the charter names (feedback.origins), which the script at /feedback/widget.js is made for, or by a plain call with a token that has the scope ingest. What is acknowledged is on disk and joined to its prediction by "
             "prediction_id; sent again with the same id it counts once. No cookie is read or set; whoever asks too often from one address waits (docs/feedback.md).",
    .parameters = parameters,
    .example = "",
    .run = run,
};

}  // namespace operations
