#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 6> parameters{{
    {.name = "who", .sentence = "Id, name or e-mail address.", .placeholder = "WHO", .required = true, .positional = true},
    {.name = "scope", .kind = Parameter::Kind::list, .sentence = "What they may do from now on: view, ingest, edit, approve, administer.", .placeholder = "SCOPE", .required = true},
    {.name = "product", .sentence = "Only with this product; else with every one.", .placeholder = "PRODUCT"},
    {.name = "withdraw", .kind = Parameter::Kind::flag, .sentence = "They may do it no longer."},
    format_parameter,
    json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    ASSIGN_OR_RETURN(const auto scopes, scopes_in(arguments));
    auto& people = request.service->registry().people();
    ASSIGN_OR_RETURN(const auto member, people.find(arguments.text("who")));
    const auto grants = grants_of(scopes, arguments.text("product"));
    RETURN_IF_ERROR(arguments.flag("withdraw") ? people.withdraw(member.id, grants) : people.grant(member.id, grants));
    ASSIGN_OR_RETURN(const auto now, people.find(member.id));
    RETURN_IF_ERROR(remember(request, surroundings.now, "member", {{"event", arguments.flag("withdraw") ? "may do less" : "may do more"}, {"who", now.id}, {"grants", json_of(now)["grants"]}}));
    return shown(arguments, fmt::format("{} may {}.\n", report::plain(now.name), words_of(now.grants)), json_of(now));
}

}  // namespace

extern const Operation member_grant{
    .id = "member_grant",
    .command = "member grant",
    .route = {Method::post, "/v1/members/{who}/grants"},
    .scope = base::Scope::administer,
    .summary = "Lets somebody do more, or with --withdraw less.",
    .about = "It holds at once, also for tokens that they have. Somebody stays who may administer everything.",
    .parameters = parameters,
    .example = "charter member grant \"R. Example\" --scope edit --product flight-delay-alerts",
    .run = run,
};

}  // namespace operations
