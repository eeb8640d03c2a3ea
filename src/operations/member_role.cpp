#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "role", .sentence = "A role of its charter.", .placeholder = "ROLE", .required = true, .positional = true},
    {.name = "who", .sentence = "Id, name or e-mail address of a person.", .placeholder = "WHO", .required = true, .positional = true},
    {.name = "withdraw", .kind = Parameter::Kind::flag, .sentence = "They hold it no longer."},
}};

base::Result<base::Done> expect_declared(const charter::Charter& document, const std::string& role) {
    if (document.role(role) != nullptr) return base::Done{};
    std::string known;
    for (const auto& one : document.roles) known += (known.empty() ? "" : ", ") + one.id;
    return base::Error{base::Fault::missing, "the charter has no such role: " + role.substr(0, 60), known.empty() ? "declare it, roles: {risk: {title: ...}}" : "it has " + known};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    const std::string role = arguments.text("role");
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const auto document = product->document();
    ASSIGN_OR_RETURN(const auto member, request.service->registry().people().find(arguments.text("who")));
    const bool given = !arguments.flag("withdraw");
    if (given) RETURN_IF_ERROR(expect_declared(*document, role));
    if (member.kind != records::Actor::Kind::person) return base::Error{base::Fault::input, "a service cannot hold a role: " + member.name, "roles are people's: somebody answers for what they approve"};
    bool holds = false;
    RETURN_IF_ERROR(request.service->ledger().read([&](const records::State& state) { holds = state.roles_of(document->product, member.id).contains(role); }));
    const std::string words = fmt::format("{} {} the role {} of {}", report::plain(member.name), given ? "holds" : "does not hold", report::plain(role), document->product);
    if (holds == given) return Output{.text = words + " already.\n"};
    RETURN_IF_ERROR(remember(request, surroundings.now, "role", {{"product", report::well_formed(document->product)}, {"charter", base::format(document->digest)}, {"role", report::well_formed(role)}, {"who", member.id}, {"outcome", given ? "given" : "withdrawn"}}));
    return Output{.text = words + " from now on.\n"};
}

}  // namespace

extern const Operation member_role{
    .id = "member_role",
    .command = "member role",
    .route = {Method::post, "/v1/products/{product}/roles"},
    .scope = base::Scope::administer,
    .summary = "Gives a person a role of a product's charter, or with --withdraw takes it back.",
    .about = "The ledger says who held which role when; nothing else does. A role says whose word counts (`charter approve`), a scope what somebody may ask the server for.",
    .parameters = parameters,
    .example = "charter member role flight-delay-alerts risk \"R. Example\"",
    .run = run,
};

}  // namespace operations
