#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    format_parameter, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    const auto standing = product->document();
    ASSIGN_OR_RETURN(const auto proposal, request.service->proposal(standing->product));
    if (!proposal) return shown(arguments, "No revision waits for an approval.\n", base::json::object{{"digest", nullptr}, {"changes", base::json::array()}});
    ASSIGN_OR_RETURN(const auto document, request.service->parsed(proposal->text, standing->product));
    std::string text = fmt::format("{} waits for the approval of a weakening:\n", proposal->digest);
    base::json::array changes;
    for (const auto& change : charter::compare(*standing, *document)) {
        text += fmt::format("  {} {}: {}\n", charter::name(change.kind), report::plain(change.id), report::plain(change.what));
        changes.emplace_back(base::json::object{{"kind", charter::name(change.kind)}, {"promise", change.id}, {"what", change.what}});
    }
    return shown(arguments, std::move(text), base::json::object{{"digest", proposal->digest}, {"by", proposal->by}, {"document", proposal->text}, {"changes", std::move(changes)}});
}

}  // namespace

extern const Operation revision_show{
    .id = "revision_show",
    .command = "revision show",
    .route = {Method::get, "/v1/products/{product}/revision"},
    .scope = base::Scope::view,
    .summary = "The revision of a charter that waits for the approval of a weakening, and what it changes.",
    .about = "One waits at a time: a newer one takes the place of the one before, and a revision that counts ends it.",
    .parameters = parameters,
    .example = "charter revision show flight-delay-alerts",
    .run = run,
};

}  // namespace operations
