#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/releases/releases.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 6> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "version", .sentence = "The candidate.", .placeholder = "VERSION", .required = true, .positional = true},
    {.name = "plan", .sentence = "Which of the charter's rollouts it follows.", .placeholder = "PLAN", .fallback = "the only one"},
    {.name = "current", .sentence = "The version that everybody else gets.", .placeholder = "VERSION", .fallback = "the one that was released last, or has the alias"},
    format_parameter, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const std::string version = arguments.text("version");
    if (version.empty() || version.size() > 250 || report::plain(version) != version) return base::Error{base::Fault::input, "not the name of a version: " + report::plain(version.substr(0, 60)), "name it as observations and the registry do"};
    const Starting starting{.version = version, .plan = arguments.text("plan"), .current = arguments.text("current")};
    ASSIGN_OR_RETURN(const Release release, start_release(*request.service, *product, starting, *request.actor));
    return shown(arguments, fmt::format("Release {} of {}: version {} beside {}, step {}.\nWatch it: charter releases show {}\n", release.record.id, report::plain(release.record.product), report::plain(version), report::plain(release.record.current), release.record.steps.back().step, report::plain(release.record.product)), json_of(release));
}

}  // namespace

extern const Operation release{
    .id = "release",
    .command = "release",
    .route = {Method::post, "/v1/products/{product}/releases"},
    .scope = base::Scope::edit,
    .summary = "Starts the way of a version from nobody to everybody, by itself and back by itself, as a rollout of the charter says.",
    .about = "What the gate before the model's alias asks for, or the only gate, must hold before the first share, as far as it can be known by then, and all of it before everybody gets the version. Applications ask an OpenFeature client for the flag `model` (docs/flags.md); who was exposed comes "
             "back as observations. Every step is an entry of the ledger with all that it rests on.",
    .parameters = parameters,
    .example = "charter release flight-delay-alerts 3",
    .run = run,
};

}  // namespace operations
