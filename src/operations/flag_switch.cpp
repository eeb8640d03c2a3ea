#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/shared/flag_changes.h"
#include "rollout/flag_json.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> yes_or_no{"yes", "no"};
constexpr std::array<Parameter, 7> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "key", .sentence = "The flag.", .placeholder = "KEY", .required = true, .positional = true},
    {.name = "to", .sentence = "The variant that is the default from now on.", .placeholder = "VARIANT"},
    {.name = "enabled", .sentence = "Whether its rules and its split are looked at; without them everybody gets the default.", .choices = yes_or_no},
    {.name = "reason", .sentence = "Why; it stands in the ledger.", .placeholder = "TEXT", .required = true},
    format_parameter,
    json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const std::string id = product->document()->product, key = arguments.text("key");
    if (!arguments.has("to") && !arguments.has("enabled")) return base::Error{base::Fault::input, "nothing is to change: " + key, "give --to VARIANT, --enabled yes, or --enabled no"};
    ASSIGN_OR_RETURN(const auto before, flag_called(*request.service, id, key));
    base::json::object written = rollout::json_of(before);
    if (arguments.has("to")) written["default_variant"] = arguments.text("to");
    if (arguments.has("enabled")) written["enabled"] = arguments.text("enabled") == "yes";
    ASSIGN_OR_RETURN(const auto flag, rollout::flag_from(id, key, written));
    RETURN_IF_ERROR(change_flag(request, surroundings.now, id, flag, "switched", arguments.text("reason")));
    return shown(arguments, words_of(flag) + ".\n", rollout::json_of(flag));
}

}  // namespace

extern const Operation flag_switch{
    .id = "flag_switch",
    .command = "flag switch",
    .route = {Method::post, "/v1/products/{product}/flags/{key}/switch"},
    .scope = base::Scope::edit,
    .summary = "Changes a flag's default, or turns its rules and split on or off.",
    .about = "For a kill switch in a hurry: one call, and everybody who asks from then on gets the other value. The ledger says who did it and why.",
    .parameters = parameters,
    .example = "charter flag switch flight-delay-alerts model-on --to off --reason \"wrong alerts since noon\"",
    .run = run,
};

}  // namespace operations
