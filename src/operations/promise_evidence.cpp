#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/insight/evidence_shown.h"
#include "operations/service/answer_cache.h"

namespace operations {

namespace {

using base::json::object;

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 5> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "promise", .sentence = "The promise.", .placeholder = "ID", .required = true, .positional = true},
    {.name = "slices", .kind = Parameter::Kind::flag, .sentence = "Search for the slices in which it is worst, instead: that takes longer."},
    {.name = "format", .sentence = "How to write it.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

std::string text_of(const object& page) {
    std::string text(page.at("promise").at("sentence").as_string());
    text += "\n";
    for (const auto& picture : page.at("pictures").as_array()) {
        const auto& title = picture.at("title");
        text += fmt::format("{}{}\n", std::string_view(picture.at("kind").as_string()), title.is_string() ? ": " + std::string(title.as_string()) : "");
    }
    if (page.at("people").is_object()) {
        for (const auto& one : page.at("people").at("told").as_array()) text += std::string(one.as_string()) + "\n";
    }
    return text;
}

std::string slices_of(const object& page) {
    const auto& found = page.at("slices").as_object();
    std::string text;
    for (const auto& slice : found.at("slices").as_array()) text += fmt::format("{}{}\n", std::string_view(slice.at("where").as_string()), slice.at("confirmed").as_bool() ? "" : " (not confirmed)");
    if (found.at("why").is_string()) text += std::string(found.at("why").as_string()) + "\n";
    return text.empty() ? "no slice stands out\n" : text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const ProductView view, view_of(request, arguments));
    ASSIGN_OR_RETURN(const auto* result, promise_in(*view.card, arguments.text("promise")));
    const bool slices = arguments.flag("slices");
    const auto kept = request.service->answers().get(kept_under(view, stretch_of(*result, view), slices ? "slices" : "evidence", result->promise.id), [&]() -> base::Result<std::string> {
        ASSIGN_OR_RETURN(const auto read, slices ? evidence_slices(*result, view, surroundings.stop) : evidence_read(*result, view, surroundings.stop));
        return base::json::serialize(read);
    });
    if (!kept) return kept.error();
    ASSIGN_OR_RETURN(auto read, base::parse_json(*kept));
    object page{{"product", view.document->product}, {"charter_digest", base::format(view.document->digest)}, {"as_of", base::format(view.moment)}, {"window", json_of(stretch_of(*result, view))}};
    if (slices) {
        page["promise"] = result->promise.id;
        page["slices"] = std::move(read);
    } else {
        for (auto& [name, one] : evidence_at_hand(*result, *view.card)) page[name] = one;
        for (auto& picture : read.as_object().at("pictures").as_array()) page.at("pictures").as_array().emplace_back(std::move(picture));
        page["people"] = read.as_object().at("people");
    }
    if (arguments.text("format", "text") == "json") return Output{.text = base::json::serialize(page) + "\n", .type = "application/json"};
    return Output{.text = slices ? slices_of(page) : text_of(page)};
}

}  // namespace

extern const Operation promise_evidence{
    .id = "promise_evidence",
    .command = "evidence",
    .route = {Method::get, "/v1/products/{product}/promises/{promise}/evidence"},
    .scope = base::Scope::view,
    .summary = "What stands behind a promise's number: the picture that belongs to its metric, groups, people, and the worst slices.",
    .about = "Of the window that the promise is about: both distributions for drift, scores against what happened for calibration, the ROC curve, the metric at every threshold for decisions, the values themselves for means and quantiles; each check "
             "and group with its interval; the decisions as whole people. With slices, the combinations of up to two conditions in which the metric is worst, searched for in one half of the rows and judged on the other.",
    .parameters = parameters,
    .example = "charter evidence flight-delay-alerts useful",
    .run = run,
};

}  // namespace operations
