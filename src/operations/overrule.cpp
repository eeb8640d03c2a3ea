#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "promise", .sentence = "The promise that is broken or unproven.", .placeholder = "ID", .required = true},
    {.name = "version", .sentence = "The version of the model that goes on all the same.", .placeholder = "VERSION"},
    {.name = "reason", .sentence = "Why; kept beside the ledger, where it can be erased.", .placeholder = "WORDS", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const auto document = product->document();
    const std::string id = arguments.text("promise"), version = arguments.text("version");
    const charter::Promise* promise = document->find(id);
    if (promise == nullptr) return base::Error{base::Fault::missing, "the charter has no promise of this id: " + id.substr(0, 60), "GET /v1/products/{product}/charter shows it"};
    std::set<std::string> roles;
    std::string verdict;
    RETURN_IF_ERROR(request.service->ledger().read([&](const records::State& state) {
        roles = state.roles_of(document->product, request.actor->id);
        verdict = state.verdict_of(document->product, id, version);
    }));
    const bool may = std::any_of(document->roles.begin(), document->roles.end(), [&](const charter::Role& role) {
        return roles.contains(role.id) && std::find(role.approves.begin(), role.approves.end(), "release") != role.approves.end();
    });
    if (!may) return base::Error{base::Fault::denied, request.actor->name + " holds no role that approves releases of " + document->product, "roles: {risk: {approves: [release]}} says which do, and charter member role gives one"};
    if (verdict == "kept") return base::Error{base::Fault::conflict, "the promise is kept, and there is nothing to override: " + id, "releases go on by themselves"};
    RETURN_IF_ERROR(remember(request, surroundings.now, "override", {{"product", report::well_formed(document->product)}, {"charter", base::format(document->digest)}, {"promise", report::well_formed(id)}, {"version", report::well_formed(version)}, {"verdict", verdict.empty() ? "unproven" : verdict}},
                             arguments.text("reason")));
    return Output{.text = fmt::format("The ledger says that {} is overridden, by whom and why. Its verdict stays as it is.\n", report::plain(id))};
}

}  // namespace

extern const Operation overrule{
    .id = "overrule",
    .command = "override",
    .route = {Method::post, "/v1/products/{product}/overrides"},
    .scope = base::Scope::approve,
    .summary = "Writes into the ledger that something goes on although a promise is broken or unproven, and why.",
    .about = "For whoever holds a role that approves releases. No verdict and no gate changes for it: it says who has taken it upon themselves.",
    .parameters = parameters,
    .example = "charter override flight-delay-alerts --promise useful --reason \"strike of 3 March: no flights to be late\"",
    .run = run,
};

}  // namespace operations
