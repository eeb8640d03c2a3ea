#include <array>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/service/answer_cache.h"
#include "operations/shared/comparison.h"
#include "operations/versions/version_sides.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::object;
using base::json::value;

constexpr double level = 0.95;

constexpr std::array<Parameter, 5> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "version", .sentence = "The version that takes the other's place.", .placeholder = "VERSION", .required = true, .positional = true},
    {.name = "from", .sentence = "The version whose place it takes.", .placeholder = "VERSION", .required = true},
    format_parameter, json_parameter,
}};

value money_json(const std::optional<metrics::Estimate>& money) {
    if (!money) return nullptr;
    const auto number = [](std::optional<double> of) { return of && std::isfinite(*of) ? value(*of) : value(nullptr); };
    const auto limits = money->interval(level);
    return object{{"value", number(money->value)}, {"low", number(limits ? std::optional(limits->low) : std::nullopt)}, {"high", number(limits ? std::optional(limits->high) : std::nullopt)}, {"rows", money->rows},
                  {"method", money->method.empty() ? value(nullptr) : value(money->method)}, {"why", money->reason == metrics::Reason::none ? value(nullptr) : value(metrics::sentence(money->reason))}};
}

object json_of(const VersionSides& sides, const charter::Charter& document, const std::string& before, const std::string& after) {
    return {{"product", document.product}, {"currency", document.currency.empty() ? value(nullptr) : value(report::well_formed(document.currency))}, {"money", money_json(sides.money)}, {"no_money", sides.no_money.empty() ? value(nullptr) : value(sides.no_money)}, {"before", report::well_formed(before)}, {"after", report::well_formed(after)}, {"why_none", sides.why_none.empty() ? value(nullptr) : value(report::well_formed(sides.why_none))}, {"pairs", sides.pairs},
            {"joined_by", sides.joined_by.empty() ? value(nullptr) : value(report::well_formed(sides.joined_by))}, {"level", level}, {"changes", sides.changes ? value(json_of(*sides.changes, level)) : value(nullptr)}};
}

std::string words_of(const object& all) {
    const auto* changes = all.at("changes").if_object();
    if (changes == nullptr) return std::string(all.at("why_none").as_string()) + "\n";
    const auto& thousand = changes->at("sides").as_array().front().at("of_1000");
    std::string money;
    if (const auto* of = all.at("money").if_object(); of != nullptr && of->at("value").is_number()) {
        money = fmt::format("A decision is worth {:.4g} {} more", of->at("value").to_number<double>(), all.at("currency").is_string() ? report::plain(std::string(all.at("currency").as_string())) : "");
        money += of->at("low").is_number() && of->at("high").is_number() ? fmt::format(" ({:.4g} to {:.4g}).\n", of->at("low").to_number<double>(), of->at("high").to_number<double>()) : ".\n";
    }
    return money + fmt::format("Of 1,000 people {} newly get a yes and {} lose it, over {} rows that both versions scored.\n", thousand.at("newly_get").to_number<int>(), thousand.at("lose").to_number<int>(), all.at("pairs").to_number<std::int64_t>());
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const std::string after = arguments.text("version"), before = arguments.text("from");
    if (before == after) return base::Error{base::Fault::input, "a version is compared with another, not with itself: " + report::plain(after), "name the one whose place it takes: --from VERSION"};
    const std::string which = base::json::serialize(base::json::array{report::well_formed(before), report::well_formed(after)});
    ASSIGN_OR_RETURN(const auto text, service.answers().get(question_about(*product, "version_changes", which), [&]() -> base::Result<std::string> {
        ASSIGN_OR_RETURN(const auto sides, version_sides(*product, before, after, surroundings));
        return base::json::serialize(json_of(sides, *product->document(), before, after));
    }));
    if (arguments.text("format", "text") == "json") return Output{.text = text, .type = "application/json"};
    ASSIGN_OR_RETURN(const auto all, base::parse_json(text));
    return Output{.text = words_of(all.as_object())};
}

}  // namespace

extern const Operation version_changes{
    .id = "version_changes",
    .command = "versions changes",
    .route = {Method::get, "/v1/products/{product}/versions/{version}/changes"},
    .scope = base::Scope::view,
    .summary = "Who changes sides when one version takes the place of another: who newly gets a yes, who loses it, how many of them rightly, and what it is worth.",
    .about = "As `charter compare` says it of files (docs/compare.md), over predictions that a server keeps of both versions for the same unit at the same time, such as a shadow makes. Where there are none it says why.",
    .parameters = parameters,
    .example = "charter versions changes flight-delay-alerts 3 --from 2",
    .run = run,
};

}  // namespace operations
