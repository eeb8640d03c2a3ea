#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "owner", .sentence = "Only of this person or service; for whoever does not administer, oneself.", .placeholder = "WHO"},
    format_parameter,
    json_parameter,
}};

std::string state_of(const records::Token& token, base::Time now) {
    if (token.revoked) return "revoked " + base::format(*token.revoked).substr(0, 10);
    return (token.expires <= now ? "expired " : "until ") + base::format(token.expires).substr(0, 10) + (token.used ? ", used " + base::format(*token.used).substr(0, 10) : ", never used");
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    auto& people = request.service->registry().people();
    std::vector<records::Actor> owners;
    if (arguments.has("owner") || !request.actor->may(base::Scope::administer)) {
        ASSIGN_OR_RETURN(auto owner, people.find(arguments.text("owner", request.actor->id)));
        if (owner.id != request.actor->id) RETURN_IF_ERROR(must_administer(request));
        owners.push_back(std::move(owner));
    } else {
        ASSIGN_OR_RETURN(owners, people.list());
    }
    std::string text;
    base::json::array list;
    for (const auto& owner : owners) {
        ASSIGN_OR_RETURN(const auto tokens, people.tokens(owner.id));
        for (const auto& token : tokens) {
            text += fmt::format("{}  {}{}: {}\n", token.id, report::plain(owner.name), token.session ? " (signed in)" : token.label.empty() ? "" : " (" + report::plain(token.label) + ")", state_of(token, surroundings.now));
            list.push_back(json_of(token, owner.name));
        }
    }
    return shown(arguments, text.empty() ? "There is no token.\n" : std::move(text), list);
}

}  // namespace

extern const Operation token_list{
    .id = "token_list",
    .command = "token list",
    .route = {Method::get, "/v1/tokens"},
    .scope = base::Scope::view,
    .summary = "The tokens there are, without their secrets.",
    .about = "One's own; for an administrator everybody's.",
    .parameters = parameters,
    .example = "charter token list",
    .run = run,
};

}  // namespace operations
