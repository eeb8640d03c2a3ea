#include <array>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/service/service.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;

constexpr std::array<base::Scope, 5> scopes{base::Scope::view, base::Scope::ingest, base::Scope::edit, base::Scope::approve, base::Scope::administer};

array scopes_of(const records::Actor& actor, std::string_view product) {
    array list;
    for (const auto scope : scopes) {
        if (actor.may(scope, product)) list.emplace_back(base::name(scope));
    }
    return list;
}

array roles_of(const charter::Charter& document, const std::set<std::string>& held) {
    array list;
    for (const auto& role : document.roles) {
        if (held.contains(role.id)) list.emplace_back(object{{"id", report::well_formed(role.id)}, {"title", report::well_formed(role.title.empty() ? role.id : role.title)}});
    }
    return list;
}

base::Result<base::json::value> expiry_of(Service& service, const records::Actor& actor) {
    if (actor.token.empty()) return base::json::value(nullptr);
    ASSIGN_OR_RETURN(const auto token, service.registry().people().token(actor.token));
    return base::json::value(base::format(token.expires));
}

base::Result<Output> run(const Arguments&, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    const records::Actor& actor = *surroundings.request->actor;
    ASSIGN_OR_RETURN(auto expires, expiry_of(service, actor));
    array list;
    for (const auto& id : service.products()) {
        if (!actor.may(base::Scope::view, id)) continue;
        ASSIGN_OR_RETURN(const auto product, service.product(id));
        const auto document = product->document();
        std::set<std::string> held;
        RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) { held = state.roles_of(id, actor.id); }));
        list.emplace_back(object{{"product", id}, {"vision", report::well_formed(document->vision)}, {"scopes", scopes_of(actor, id)}, {"roles", roles_of(*document, held)}});
    }
    const object answer{{"id", actor.id}, {"name", report::well_formed(actor.name)}, {"kind", records::name(actor.kind)}, {"expires", std::move(expires)}, {"everywhere", scopes_of(actor, {})}, {"products", std::move(list)}};
    return Output{.text = base::pretty(answer) + "\n", .type = "application/json"};
}

}  // namespace

extern const Operation session_show{
    .id = "session_show",
    .command = "whoami",
    .route = {Method::get, "/v1/session"},
    .scope = base::Scope::view,
    .summary = "Who asks: their name, until when they are known, what they may do and which roles they hold.",
    .about = "Scopes are those of the token or session that asks, which may be fewer than its owner's: `everywhere` holds for every product, also those to come. Roles are those of each product's charter.",
    .parameters = {},
    .example = "charter whoami",
    .run = run,
};

}  // namespace operations
