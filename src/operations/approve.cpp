#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/shared/consent.h"
#include "operations/shared/recording.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "promise", .sentence = "The promise that rests on a record: evidence: approval.", .placeholder = "ID", .required = true},
    {.name = "comment", .sentence = "Why; kept beside the ledger, where it can be erased.", .placeholder = "WORDS"},
    {.name = "refuse", .kind = Parameter::Kind::flag, .sentence = "It was looked at and refused: the promise is broken until somebody gives it."},
}};

base::Result<base::Done> must_hold(Service& service, const charter::Charter& document, const std::string& role, const records::Actor& actor) {
    bool holds = false;
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) { holds = state.roles_of(document.product, actor.id).contains(role); }));
    if (holds) return base::Done{};
    return base::Error{base::Fault::denied, actor.name + " does not hold the role " + role + " of " + document.product, "an administrator gives it: charter member role " + document.product + " " + role + " WHO"};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const auto document = product->document();
    ASSIGN_OR_RETURN(const charter::Promise* promise, promise_on_record(*document, arguments.text("promise")));
    RETURN_IF_ERROR(must_hold(*request.service, *document, promise->evidence_by, *request.actor));
    ASSIGN_OR_RETURN(const auto revision, charter_entry(*document));
    const Consent consent{.refused = arguments.flag("refuse"), .by_name = request.actor->name, .by = request.actor->id, .comment = arguments.text("comment")};
    ASSIGN_OR_RETURN(const auto added, request.service->ledger().append([&](const records::State& state) { return plan_of(*promise, *document, consent, revision, state); }, surroundings.now));
    return Output{.text = words_of(*promise, consent, added) + ".\n"};
}

}  // namespace

extern const Operation approve{
    .id = "approve",
    .command = "approve",
    .route = {Method::post, "/v1/products/{product}/records"},
    .scope = base::Scope::approve,
    .summary = "Gives, or with --refuse refuses, what a promise rests on: a review, an approval.",
    .about = "Only whoever holds the role that the promise names may: `charter member role`. The entry of the ledger holds who it was, by an id that is theirs whichever token they use, and the revision of the charter that counts at that moment.",
    .parameters = parameters,
    .example = "charter approve flight-delay-alerts --promise reviewed --comment \"looked at June\"",
    .run = run,
};

}  // namespace operations
