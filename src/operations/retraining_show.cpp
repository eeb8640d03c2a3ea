#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/retraining/starting.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::size_t output_shown_bytes = 4'096;
constexpr std::array<Parameter, 3> parameters{{
    {.name = "retraining", .sentence = "The retraining's id.", .placeholder = "ID", .required = true, .positional = true},
    format_parameter,
    json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto run, run_of(*request.service, arguments.text("retraining")));
    if (!request.actor->may(base::Scope::view, run.product)) return base::Error{base::Fault::denied, request.actor->name + " may not view " + run.product, "ask an administrator for the scope view"};
    const std::string output = output_of(*request.service, run, output_shown_bytes);
    auto value = json_of(run);
    value["output"] = report::well_formed(output);
    std::string text = line_of(run);
    std::string line;
    for (const char c : output + "\n") {
        if (c != '\n') line += c;
        else if (!line.empty()) text += "  | " + report::plain(line) + "\n", line.clear();
    }
    return shown(arguments, text, value);
}

}  // namespace

extern const Operation retraining_show{
    .id = "retraining_show",
    .command = "retraining show",
    .route = {Method::get, "/v1/retrainings/{retraining}"},
    .scope = base::Scope::view,
    .summary = "One retraining: why it was begun, how far it is, what came back, and the last that its command wrote.",
    .about = "The states are due, starting, running, asked (the webhook), registered (a new version), same model, failed, lost (it ended while the server was not there, and left no result) and stopped.",
    .parameters = parameters,
    .example = "charter retraining show retraining-4f0c2a9d1b7e6530",
    .run = run,
};

}  // namespace operations
