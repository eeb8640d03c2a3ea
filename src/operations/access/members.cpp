#include "operations/access/members.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <map>

#include "base/nearest.h"
#include "report/escape.h"

namespace operations {

namespace {

std::vector<std::string> scope_words() {
    std::vector<std::string> words;
    for (const auto& [scope, word] : base::scope_names) words.emplace_back(word);
    return words;
}

/// Whoever looks at the product sees at once what somebody else did.
void tell(Service& service, const records::Draft& draft, std::uint64_t entry) {
    const auto* product = draft.body.if_contains("product");
    if (product == nullptr || !product->is_string()) return;
    base::json::object message{{"kind", draft.kind}, {"product", *product}, {"entry", entry}};
    for (const char* member : {"gate", "version", "promise"}) {
        if (const auto* found = draft.body.if_contains(member)) message[member] = *found;
    }
    service.feed().publish(std::string(product->get_string()), base::json::serialize(message));
}

}  // namespace

base::Result<base::Done> must_administer(const Request& request) {
    if (request.actor->may(base::Scope::administer)) return base::Done{};
    return base::Error{base::Fault::denied, request.actor->name + " may not administer every product", "ask somebody who may"};
}

base::Result<std::vector<base::Scope>> scopes_in(const Arguments& arguments) {
    std::vector<base::Scope> scopes;
    for (const auto& word : arguments.list("scope")) {
        const auto scope = base::scope_of(word);
        if (!scope) {
            const auto nearest = base::nearest_name(word, scope_words());
            return base::Error{base::Fault::input, "there is no such scope: " + word.substr(0, 60), (nearest.empty() ? "" : "did you mean " + nearest + "? ") + fmt::format("there are {}", fmt::join(scope_words(), ", "))};
        }
        scopes.push_back(*scope);
    }
    return scopes;
}

std::vector<records::Grant> grants_of(const std::vector<base::Scope>& scopes, const std::string& product) {
    std::vector<records::Grant> grants;
    for (const auto scope : scopes) grants.push_back({scope, product});
    return grants;
}

base::json::object json_of(const records::Actor& actor) {
    base::json::array grants;
    for (const auto& grant : actor.grants) grants.push_back(base::json::object{{"scope", base::name(grant.scope)}, {"product", grant.product.empty() ? base::json::value(nullptr) : base::json::value(report::well_formed(grant.product))}});
    return {{"id", actor.id}, {"kind", records::name(actor.kind)}, {"name", report::well_formed(actor.name)}, {"email", report::well_formed(actor.email)}, {"grants", std::move(grants)}};
}

base::json::object json_of(const records::Token& token, const std::string& owner) {
    const auto moment = [](std::optional<base::Time> time) { return time ? base::json::value(base::format(*time)) : base::json::value(nullptr); };
    base::json::array scopes;
    for (const auto scope : token.scopes) scopes.push_back(base::json::value(base::name(scope)));
    return {{"id", token.id}, {"owner", report::well_formed(owner)}, {"label", report::well_formed(token.label)}, {"session", token.session}, {"scopes", std::move(scopes)},
            {"created", moment(token.created)}, {"expires", moment(token.expires)}, {"revoked", moment(token.revoked)}, {"used", moment(token.used)}};
}

std::string words_of(const std::vector<records::Grant>& grants) {
    std::map<std::string, std::string> by_product;
    for (const auto& grant : grants) by_product[grant.product] += (by_product[grant.product].empty() ? "" : ", ") + std::string(base::name(grant.scope));
    std::string text;
    for (const auto& [product, scopes] : by_product) text += (text.empty() ? "" : "; ") + scopes + " (" + (product.empty() ? "every product" : report::plain(product)) + ")";
    return text.empty() ? "nothing" : text;
}

base::Result<base::Done> remember(const Request& request, base::Time now, const std::string& kind, base::json::object body, const std::string& reason) {
    records::Plan plan;
    body["by"] = request.actor->id;
    const auto beside = [&](const char* name, const std::string& text) {
        plan.asides.push_back(records::aside_of(report::well_formed(text), records::new_salt()));
        body[name] = records::reference_to(plan.asides.back());
    };
    beside("actor", request.actor->name);
    if (!reason.empty()) beside("reason", reason);
    plan.drafts.push_back({kind, std::move(body)});
    ASSIGN_OR_RETURN(const auto added, request.service->ledger().append([&](const records::State&) { return plan; }, now));
    tell(*request.service, plan.drafts.back(), added.first);
    return base::Done{};
}

Output shown(const Arguments& arguments, std::string text, const base::json::value& value) {
    if (arguments.text("format", "text") == "json" || arguments.flag("json")) return Output{.text = base::pretty(value) + "\n", .type = "application/json"};
    return Output{.text = std::move(text)};
}

}  // namespace operations
