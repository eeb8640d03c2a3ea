#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/insight/product_view.h"
#include "report/escape.h"
#include "report/json.h"

namespace operations {

namespace {

using base::json::object;
using base::json::value;

constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "promise", .sentence = "The promise.", .placeholder = "ID", .required = true, .positional = true},
    format_parameter, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const ProductView view, view_of(*surroundings.request, arguments));
    const report::Scorecard& card = *view.card;
    ASSIGN_OR_RETURN(const auto* result, promise_in(card, arguments.text("promise")));
    std::string text = view.before_restart ? std::string(before_restart_note) + "\n" : "";
    text += std::string(verdicts::name(result->verdict)) + ": " + report::plain(result->sentence) + "\n";
    return shown(arguments, std::move(text), object{{"product", report::well_formed(card.product)}, {"currency", card.currency.empty() ? value(nullptr) : value(report::well_formed(card.currency))},
                                                    {"as_of", card.as_of ? value(base::format(*card.as_of)) : value(nullptr)}, {"before_restart", view.before_restart}, {"promise", report::promise_json(*result, card)}});
}

}  // namespace

extern const Operation promise_show{
    .id = "promise_show",
    .command = "promises show",
    .route = {Method::get, "/v1/products/{product}/promises/{promise}"},
    .scope = base::Scope::view,
    .summary = "One promise as the scorecard has it: its verdict and why, every check, its last windows.",
    .about = "Where a server has just started and not judged yet, this is the verdict of before (`before_restart`).",
    .parameters = parameters,
    .example = "charter promises show flight-delay-alerts useful",
    .run = run,
};

}  // namespace operations
