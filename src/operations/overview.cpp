#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/shared/standing.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "Only this product.", .placeholder = "PRODUCT", .positional = true},
    format_parameter, json_parameter,
}};

/// `flights: 3 broken, 2 unproven, 12 kept`, and below it what does not hold.
std::string words_of(const base::json::object& standing) {
    const auto& counts = standing.at("counts").as_object();
    const auto word = [](const base::json::value& of) { return of.is_string() ? report::plain(std::string(of.as_string())) : std::string(); };
    std::string text = fmt::format("{}: {} broken, {} unproven, {} kept{}\n", word(standing.at("product")), counts.at("broken").to_number<int>(), counts.at("unproven").to_number<int>(), counts.at("kept").to_number<int>(),
                                   standing.at("judged").as_bool() ? "" : " (nothing has been judged yet)");
    for (const auto& one : standing.at("failing").as_array()) {
        const auto& failing = one.as_object();
        text += fmt::format("  {:<9} {}{}{}\n", word(failing.at("verdict")), word(failing.at("promise")), failing.at("since").is_null() ? "" : ", since " + word(failing.at("since")), failing.at("owner").is_null() ? "" : ", " + word(failing.at("owner")));
        if (const auto money = word(failing.at("money")); !money.empty()) text += "            " + money + "\n";
    }
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    if (arguments.has("product")) RETURN_IF_ERROR(request.service->product(arguments.text("product")));
    std::string text;
    base::json::array products;
    for (const auto& id : request.service->products()) {
        if (!request.actor->may(base::Scope::view, id) || (arguments.has("product") && arguments.text("product") != id)) continue;
        ASSIGN_OR_RETURN(const auto product, request.service->product(id));
        ASSIGN_OR_RETURN(auto standing, standing_of(*request.service, *product));
        text += words_of(standing);
        products.emplace_back(std::move(standing));
    }
    return shown(arguments, text.empty() ? "There is no product yet; send a charter: charter apply FILE\n" : std::move(text), base::json::object{{"products", std::move(products)}});
}

}  // namespace

extern const Operation overview{
    .id = "overview",
    .command = "overview",
    .route = {Method::get, "/v1/overview"},
    .scope = base::Scope::view,
    .summary = "Of every product what does not hold: since when, what it costs, who must act, and what is about to break.",
    .about = "Of the products that whoever asks may view. Failing is what is not kept, broken first; `since` is the start of the first window of those that have had the same verdict without interruption. What is about to break has an alarm, half of "
             "the evidence for one, or a forecast of a breach of at least one in four (docs/live.md).",
    .parameters = parameters,
    .example = "charter overview",
    .run = run,
};

}  // namespace operations
