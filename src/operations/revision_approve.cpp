#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "charter/gates.h"
#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 6> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "digest", .sentence = "The digest of the revision that was seen: charter apply printed it, charter revision show prints it again.", .placeholder = "DIGEST", .required = true},
    {.name = "refuse", .kind = Parameter::Kind::flag, .sentence = "It was looked at and refused: what stands goes on."},
    {.name = "comment", .sentence = "Why; kept beside the ledger, where it can be erased.", .placeholder = "WORDS"},
    format_parameter, json_parameter,
}};

base::Result<base::Done> must_decide(const Request& request, const charter::Charter& standing, const Proposal& proposal, bool refuse) {
    const auto roles = charter::roles_that_approve(standing, "weaken-promise");
    std::set<std::string> held;
    RETURN_IF_ERROR(request.service->ledger().read([&](const records::State& state) { held = state.roles_of(standing.product, request.actor->id); }));
    if (std::none_of(roles.begin(), roles.end(), [&](const std::string& role) { return held.contains(role); })) {
        return base::Error{base::Fault::denied, fmt::format("{} holds no role that approves weakenings of {}", request.actor->name, standing.product), fmt::format("these do: {}; an administrator gives them: charter member role", fmt::join(roles, ", "))};
    }
    if (!refuse && proposal.by == request.actor->id) return base::Error{base::Fault::denied, "whoever wrote a weakening does not approve it", fmt::format("somebody else can, with one of the roles {}", fmt::join(roles, ", "))};
    return base::Done{};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const auto standing = product->document();
    ASSIGN_OR_RETURN(const auto proposal, request.service->proposal(standing->product));
    if (!proposal) return base::Error{base::Fault::missing, "no revision of " + standing->product + " waits for an approval", "charter apply sends one"};
    if (proposal->digest != arguments.text("digest")) return base::Error{base::Fault::conflict, "another revision waits: " + proposal->digest, "look at it: charter revision show " + standing->product};
    if (proposal->before != base::format(standing->digest)) return base::Error{base::Fault::conflict, "the charter has changed since this revision was made from it", "send it again: charter apply"};
    const bool refuse = arguments.flag("refuse");
    RETURN_IF_ERROR(must_decide(request, *standing, *proposal, refuse));
    RETURN_IF_ERROR(remember(request, surroundings.now, "charter_approval", {{"product", report::well_formed(standing->product)}, {"digest", proposal->digest}, {"before", proposal->before}, {"outcome", refuse ? "refused" : "given"}}, arguments.text("comment")));
    if (refuse) {
        RETURN_IF_ERROR(request.service->withdraw_proposal(standing->product));
        return shown(arguments, "Refused: what stands goes on.\n", base::json::object{{"outcome", "refused"}, {"entry", nullptr}});
    }
    ASSIGN_OR_RETURN(const auto document, request.service->parsed(proposal->text, standing->product));
    ASSIGN_OR_RETURN(const auto applied, request.service->apply(document, proposal->text, *request.actor, Approved::yes));
    return shown(arguments, fmt::format("{}: the revision counts from now on, entry {} of the ledger.\n", report::plain(standing->product), applied.entry.value_or(0)), base::json::object{{"outcome", "given"}, {"entry", applied.entry.value_or(0)}});
}

}  // namespace

extern const Operation revision_approve{
    .id = "revision_approve",
    .command = "revision approve",
    .route = {Method::post, "/v1/products/{product}/revision"},
    .scope = base::Scope::approve,
    .summary = "Approves, or with --refuse refuses, a revision that weakens what a charter promises; from then on it counts.",
    .about = "For whoever holds a role of the charter that stands with approves: [weaken-promise], and did not write the revision. The approval is of its digest and of what it was made from: where either has changed it is void.",
    .parameters = parameters,
    .example = "charter revision approve flight-delay-alerts --digest sha256:4f1c9a0b77de1c5cf0a17b0cbb3a3a2b5f9d4a6e7b8c9d0e1f2a3b4c5d6e7f80",
    .run = run,
};

}  // namespace operations
