#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/feedback/improvement.h"
#include "operations/feedback/summary.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::int64_t list_max = 500;
constexpr std::array<Parameter, 3> parameters{{feedback_product, format_parameter, json_parameter}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const auto document = product->document();
    ASSIGN_OR_RETURN(const auto kept, service.registry().improvements().list(document->product, list_max));
    std::string text;
    base::json::array all;
    for (const auto& one : kept) {
        ASSIGN_OR_RETURN(const auto improvement, improvement_from(one));
        ASSIGN_OR_RETURN(auto json, json_of(service, *document, improvement));
        const auto& told = json.at("told").as_object();
        text += fmt::format("{:<8} {}: {} (owner {}; {} answers, {} addresses)\n", improvement.solved ? "solved" : "open", report::plain(improvement.id), report::plain(improvement.title), report::plain(improvement.owner), improvement.feedback.size(),
                            told.at("addresses").to_number<std::int64_t>());
        all.emplace_back(std::move(json));
    }
    if (all.empty()) text = "There is no improvement yet.\n";
    return shown(arguments, text, base::json::object{{"improvements", std::move(all)}});
}

}  // namespace

extern const Operation improvement_list{
    .id = "improvement_list",
    .command = "improvement list",
    .route = {Method::get, "/v1/products/{product}/improvements"},
    .scope = base::Scope::view,
    .summary = "What was asked for, who answers for it, what would be promised, and what became of it.",
    .about = "Of each its case: the predictions that later versions are tested on, as a condition; and how many of those who asked were told.",
    .parameters = parameters,
    .example = "charter improvement list flight-delay-alerts",
    .run = run,
};

}  // namespace operations
