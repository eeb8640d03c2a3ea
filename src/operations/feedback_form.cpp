#include <array>

#include "operations/feedback/form.h"
#include "operations/feedback/sender.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "language", .sentence = "The reader's language, as a tag: de, pt-BR.", .placeholder = "TAG"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const FeedbackSender sender, sender_of(*surroundings.request, arguments.text("product"), surroundings.now));
    return Output{.text = base::json::serialize(form_of(sender.asked, arguments.text("language"))) + "\n", .type = "application/json"};
}

}  // namespace

extern const Operation feedback_form{
    .id = "feedback_form",
    .command = "",
    .route = {Method::get, "/v1/products/{product}/feedback/form"},
    .scope = whoever_asks,
    .summary = "What a page of an application is to ask, and in which words.",
    .about = "For the script at /feedback/widget.js, from pages whose origin the charter names: kinds, the share of people that are asked, the days for which they are then left alone, the consent, and the words of the language that comes nearest. "
             "Whoever has a token with the scope ingest may ask from anywhere.",
    .parameters = parameters,
    .example = "",
    .run = run,
};

}  // namespace operations
