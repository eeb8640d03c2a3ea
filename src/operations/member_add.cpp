#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"

namespace operations {

namespace {

using records::Actor;

constexpr std::array<std::string_view, 2> kinds{"person", "service"};
constexpr std::array<Parameter, 7> parameters{{
    {.name = "name", .sentence = "The name; nobody else has it.", .placeholder = "NAME", .required = true, .positional = true},
    {.name = "kind", .sentence = "Whether it is a person or a service.", .choices = kinds, .fallback = "person"},
    {.name = "email", .sentence = "The e-mail address, by which an identity provider may know the person.", .placeholder = "ADDRESS"},
    {.name = "scope", .kind = Parameter::Kind::list, .sentence = "What they may do: view, ingest, edit, approve, administer; none holds another.", .placeholder = "SCOPE"},
    {.name = "product", .sentence = "Only with this product; else with every one.", .placeholder = "PRODUCT"},
    format_parameter,
    json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    ASSIGN_OR_RETURN(const auto scopes, scopes_in(arguments));
    const auto kind = arguments.text("kind", "person") == "service" ? Actor::Kind::service : Actor::Kind::person;
    ASSIGN_OR_RETURN(const Actor made, request.service->registry().people().add(kind, arguments.text("name"), arguments.text("email"), grants_of(scopes, arguments.text("product")), surroundings.now));
    RETURN_IF_ERROR(remember(request, surroundings.now, "member", {{"event", "added"}, {"who", made.id}, {"grants", json_of(made)["grants"]}}));
    return shown(arguments, fmt::format("{} {}: {}; may {}.\n", records::name(kind), made.name, made.id, words_of(made.grants)), json_of(made));
}

}  // namespace

extern const Operation member_add{
    .id = "member_add",
    .command = "member add",
    .route = {Method::post, "/v1/members"},
    .scope = base::Scope::administer,
    .summary = "Adds a person or a service.",
    .about = "Whoever is added can do nothing yet but what their scopes say, and is known by a token (`charter token create`), a password (`charter member password`) or the identity provider. The ledger says who was added, under an id that tells "
             "nothing of them.",
    .parameters = parameters,
    .example = "charter member add \"R. Example\" --email r@example.org --scope view --scope approve --product flight-delay-alerts",
    .run = run,
};

}  // namespace operations
