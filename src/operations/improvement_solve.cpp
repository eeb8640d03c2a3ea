#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/feedback/improvement.h"
#include "operations/feedback/summary.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::size_t message_characters_max = 4'000;
constexpr std::array<Parameter, 6> parameters{{
    feedback_product,
    {.name = "improvement", .sentence = "The improvement's id.", .placeholder = "ID", .required = true, .positional = true},
    {.name = "message", .sentence = "What those who asked are told.", .placeholder = "WORDS", .required = true},
    {.name = "version", .sentence = "The version of the model that brought it.", .placeholder = "V"},
    format_parameter,
    json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    Service& service = *request.service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const auto document = product->document();
    ASSIGN_OR_RETURN(auto improvement, find_improvement(service, document->product, arguments.text("improvement")));
    if (improvement.solved) return base::Error{base::Fault::conflict, "it is solved already: " + improvement.id, "those who asked were told on " + base::format(*improvement.solved).substr(0, 10)};
    improvement.message = report::well_formed(arguments.text("message"));
    if (improvement.message.find_first_not_of(" \t\r\n") == std::string::npos || report::length_of(improvement.message) > message_characters_max) {
        return base::Error{base::Fault::input, fmt::format("a message has between 1 and {} characters", message_characters_max), "say what became of what was asked for"};
    }
    improvement.solved = surroundings.now;
    improvement.solved_by = request.actor->id;
    improvement.version = arguments.text("version");
    RETURN_IF_ERROR(remember(request, surroundings.now, "improvement", {{"event", "solved"}, {"product", report::well_formed(document->product)}, {"improvement", improvement.id}, {"version", report::well_formed(improvement.version)}}, improvement.message));
    ASSIGN_OR_RETURN(improvement.told, tell_those_who_asked(service, *document, improvement, surroundings.now));
    RETURN_IF_ERROR(service.registry().improvements().put(kept_of(improvement, document->product, surroundings.now)));
    ASSIGN_OR_RETURN(const auto json, json_of(service, *document, improvement));
    return shown(arguments, fmt::format("Solved: {}. Of {} who asked {} left an address and are told.\n", improvement.id, improvement.feedback.size(), improvement.told), json);
}

}  // namespace

extern const Operation improvement_solve{
    .id = "improvement_solve",
    .command = "improvement solve",
    .route = {Method::post, "/v1/products/{product}/improvements/{improvement}/solve"},
    .scope = base::Scope::edit,
    .summary = "Says that an improvement is there, and tells those who asked for it.",
    .about = "A message goes to each who left an address with their feedback, by mail as the server is set up (charter setting put mail); the addresses are forgotten with it. Until mail is set up the messages wait (charter delivery list).",
    .parameters = parameters,
    .example = "charter improvement solve flight-delay-alerts warn-earlier --message \"Warnings now come two hours before.\" --version 7",
    .run = run,
};

}  // namespace operations
