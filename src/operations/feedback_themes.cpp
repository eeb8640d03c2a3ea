#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/feedback/summary.h"
#include "operations/feedback/theme_report.h"
#include "operations/service/answer_cache.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 5> parameters{{feedback_product, feedback_from, feedback_until, format_parameter, json_parameter}};

std::string text_of(const base::json::object& found) {
    std::string text = fmt::format("{} texts, {} of them in themes.\n", found.at("texts").to_number<std::int64_t>(), found.at("in_themes").to_number<std::int64_t>());
    for (const auto& theme : found.at("themes").as_array()) {
        std::string words;
        for (const auto& word : theme.at("words").as_array()) words += (words.empty() ? "" : ", ") + report::plain(word.as_string());
        text += fmt::format("{}  {} texts: {}\n", std::string_view(theme.at("id").as_string()), theme.at("size").to_number<std::int64_t>(), words);
        for (const auto& slice : theme.at("slices").as_array()) {
            text += fmt::format("    from {} = {}: {} of {}, else {} of {}\n", report::plain(slice.at("column").as_string()), report::plain(slice.at("value").as_string()), slice.at("here").to_number<std::int64_t>(), slice.at("of").to_number<std::int64_t>(),
                                slice.at("others").to_number<std::int64_t>(), slice.at("of_others").to_number<std::int64_t>());
        }
        const auto& examples = theme.at("examples").as_array();
        if (!examples.empty()) text += "    \"" + report::shortened(report::plain(examples.front().at("text").as_string()), 100) + "\"\n";
    }
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto asked, feedback_asked(request, arguments));
    const auto make = [&]() -> base::Result<std::string> {
        ASSIGN_OR_RETURN(const auto themes, themes_of_feedback(*asked.product, *asked.document, asked.period));
        return base::json::serialize(themes);
    };
    ASSIGN_OR_RETURN(const auto written, request.service->answers().get(question_about(*asked.product, "themes", arguments.text("from") + "|" + arguments.text("until")), make));
    ASSIGN_OR_RETURN(const auto found, base::parse_json(written));
    return shown(arguments, text_of(found.get_object()), found);
}

}  // namespace

extern const Operation feedback_themes{
    .id = "feedback_themes",
    .command = "feedback themes",
    .route = {Method::get, "/v1/products/{product}/feedback/themes"},
    .scope = base::Scope::view,
    .summary = "What people's free texts are about: themes with their words, examples, trend, and the slices they come from.",
    .about = "Texts of like words are put together by their TF-IDF weights; the same texts make the same themes. A slice is a value of a column that the predictions of a theme have more often than those of the other texts, with an interval that holds for "
             "all that were looked at at once. A text that is near to no theme is in none.",
    .parameters = parameters,
    .example = "charter feedback themes flight-delay-alerts",
    .run = run,
};

}  // namespace operations
