#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/shared/flag_changes.h"
#include "rollout/flag_json.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 6> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "key", .sentence = "What the application asks for: letters, digits and . _ - :", .placeholder = "KEY", .required = true, .positional = true},
    {.name = "FLAG", .kind = Parameter::Kind::body, .sentence = "A JSON file; - reads it from standard input. docs/flags.md says what stands in it.", .placeholder = "FILE", .required = true, .positional = true},
    {.name = "reason", .sentence = "Why; it stands in the ledger.", .placeholder = "TEXT", .required = true},
    format_parameter,
    json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const std::string id = product->document()->product;
    ASSIGN_OR_RETURN(const auto written, base::parse_json(request.body));
    ASSIGN_OR_RETURN(const auto flag, rollout::flag_from(id, arguments.text("key"), written));
    RETURN_IF_ERROR(change_flag(request, surroundings.now, id, flag, "put", arguments.text("reason")));
    return shown(arguments, words_of(flag) + ".\n", rollout::json_of(flag));
}

}  // namespace

extern const Operation flag_put{
    .id = "flag_put",
    .command = "flag put",
    .route = {Method::put, "/v1/products/{product}/flags/{key}"},
    .scope = base::Scope::edit,
    .summary = "Sets a flag: a threshold, a kill switch, a holdout, or another value that an application asks for.",
    .about = "It is in force when the answer comes, and whoever watches is told. Applications ask by OpenFeature's protocol (POST /ofrep/v1/evaluate/flags/KEY). The ledger says who changed it and why.",
    .parameters = parameters,
    .example = "charter flag put flight-delay-alerts late-threshold flag.json --reason \"fewer false alarms wanted\"",
    .run = run,
};

}  // namespace operations
