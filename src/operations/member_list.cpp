#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{format_parameter, json_parameter}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    ASSIGN_OR_RETURN(const auto members, request.service->registry().people().list());
    std::string text;
    base::json::array list;
    std::map<std::string, std::string> roles;
    for (const auto& member : members) {
        std::string held;
        base::json::array all;
        RETURN_IF_ERROR(request.service->ledger().read([&](const records::State& state) {
            for (const auto& product : request.service->products()) {
                for (const auto& role : state.roles_of(product, member.id)) {
                    held += (held.empty() ? "; role " : ", ") + role + " of " + product;
                    all.push_back(base::json::object{{"product", product}, {"role", role}});
                }
            }
        }));
        text += fmt::format("{}  {}{}: {}{}\n", member.id, report::plain(member.name), member.email.empty() ? "" : " <" + report::plain(member.email) + ">", words_of(member.grants), held);
        auto one = json_of(member);
        one["roles"] = std::move(all);
        list.push_back(std::move(one));
    }
    return shown(arguments, std::move(text), list);
}

}  // namespace

extern const Operation member_list{
    .id = "member_list",
    .command = "member list",
    .route = {Method::get, "/v1/members"},
    .scope = base::Scope::administer,
    .summary = "Who there is, what they may do, and which roles they hold.",
    .about = "People and services. Scopes are kept beside the ledger; roles are what its entries say.",
    .parameters = parameters,
    .example = "charter member list",
    .run = run,
};

}  // namespace operations
