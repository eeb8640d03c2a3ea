#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/gates/gate_evidence.h"
#include "operations/service/answer_cache.h"
#include "operations/versions/seen_versions.h"
#include "report/escape.h"
#include "report/json.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "version", .sentence = "The version of the model, as observations call it.", .placeholder = "VERSION", .required = true, .positional = true},
    format_parameter, json_parameter,
}};

/// Those that can be measured of one version's rows: not what rests on somebody's word, and not what is about another version.
std::vector<const charter::Promise*> measurable(const charter::Charter& document, const std::string& version) {
    std::vector<const charter::Promise*> promises;
    for (const auto& promise : document.promises) {
        if (promise.evidence.empty() && (!promise.version || *promise.version == version)) promises.push_back(&promise);
    }
    return promises;
}

object unmeasured(const std::string& product, const std::string& version, const std::string& why) {
    return {{"product", product}, {"version", report::well_formed(version)}, {"why_none", report::well_formed(why)}, {"currency", nullptr}, {"rows", 0}, {"from", nullptr}, {"as_of", nullptr}, {"promises", array{}}};
}

base::Result<std::string> measured(Service& service, const Product& product, const std::string& version, const SeenVersions& seen) {
    const auto document = product.document();
    const auto found = seen.of.find(version);
    if (found == seen.of.end()) return base::json::serialize(value(unmeasured(document->product, version, seen.why_none.empty() ? "No prediction of this version is kept." : seen.why_none)));
    const auto& [rows, first, last] = found->second;
    const auto promises = measurable(*document, version);
    ASSIGN_OR_RETURN(const auto results, judged_since(service, product, promises, version, first.value_or(base::Time{}), last));
    report::Scorecard card;
    card.product = document->product;
    card.currency = document->currency;
    card.as_of = last;
    card.version = version;
    array list;
    for (const auto& result : results) list.emplace_back(report::promise_json(result, card));
    const auto moment = [](const std::optional<base::Time>& time) { return time ? value(base::format(*time)) : value(nullptr); };
    return base::json::serialize(value(object{{"product", document->product}, {"version", report::well_formed(version)}, {"why_none", nullptr}, {"currency", document->currency.empty() ? value(nullptr) : value(report::well_formed(document->currency))}, {"rows", rows},
                                              {"from", moment(first)}, {"as_of", moment(last)}, {"promises", std::move(list)}}));
}

std::string words_of(const object& all) {
    if (all.at("why_none").is_string()) return std::string(all.at("why_none").as_string()) + "\n";
    std::string text;
    for (const auto& one : all.at("promises").as_array()) text += fmt::format("{}: {}\n", std::string(one.at("id").as_string()), report::plain(std::string(one.at("sentence").as_string())));
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const std::string version = arguments.text("version");
    // Asked before, and not within the making of the other answer: makings are few, and must not wait for each other.
    ASSIGN_OR_RETURN(const auto seen, seen_versions(service, *product));
    ASSIGN_OR_RETURN(const auto text, service.answers().get(question_about(*product, "version_promises", version), [&] { return measured(service, *product, version, seen); }));
    if (arguments.text("format", "text") == "json") return Output{.text = text, .type = "application/json"};
    ASSIGN_OR_RETURN(const auto all, base::parse_json(text));
    return Output{.text = words_of(all.as_object())};
}

}  // namespace

extern const Operation version_promises{
    .id = "version_promises",
    .command = "versions promises",
    .route = {Method::get, "/v1/products/{product}/versions/{version}/promises"},
    .scope = base::Scope::view,
    .summary = "Every promise as it is measured on the predictions of one version alone.",
    .about = "By the charter that stands, over what is kept of the version, as of its last prediction: what a gate sees of a canary, for every promise. The scorecard says how the product keeps them; this says what one version contributes, so that versions can be held against each other.",
    .parameters = parameters,
    .example = "charter versions promises flight-delay-alerts 3",
    .run = run,
};

}  // namespace operations
