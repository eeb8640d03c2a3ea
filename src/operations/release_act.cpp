#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/releases/releases.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 4> acts{"pause", "resume", "continue", "roll_back"};
constexpr std::array<Parameter, 5> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "act", .sentence = "What to do: hold it, go on with it, move it on in spite of what is undecided, or give everybody the version from before.", .placeholder = "ACT", .required = true, .positional = true, .choices = acts},
    {.name = "reason", .sentence = "Why; kept beside the ledger, where it can be erased.", .placeholder = "WORDS", .required = true},
    format_parameter, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const std::string word = arguments.text("act");
    const Act act = word == "pause" ? Act::pause : word == "resume" ? Act::resume : word == "continue" ? Act::go_on : Act::roll_back;
    if (act == Act::go_on && !request.actor->may(base::Scope::approve, product->document()->product)) return base::Error{base::Fault::denied, request.actor->name + " may not move a release on in spite of what is undecided", "ask for the scope approve"};
    ASSIGN_OR_RETURN(const Release release, act_on(*request.service, *product, act, arguments.text("reason"), *request.actor));
    return shown(arguments, fmt::format("Release {} of {}: {}, step {}.\n", release.record.id, report::plain(release.record.product), rollout::name(release.state.phase), release.record.steps.back().step), json_of(release));
}

}  // namespace

extern const Operation release_act{
    .id = "release_act",
    .command = "releases act",
    .route = {Method::post, "/v1/products/{product}/releases/act"},
    .scope = base::Scope::edit,
    .summary = "Holds the release that runs, goes on with it, moves it on, or rolls it back, and says who did and why.",
    .about = "A rollback gives everybody the version from before, by assignment and by alias, before the answer is sent. Moving on in spite of what is undecided needs the scope approve; it goes through the gate all the same.",
    .parameters = parameters,
    .example = "charter releases act flight-delay-alerts pause --reason \"the feed of one airport is late\"",
    .run = run,
};

}  // namespace operations
