#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "charter/gates.h"
#include "charter/values.h"
#include "operations/access/members.h"
#include "operations/feedback/improvement.h"
#include "operations/feedback/summary.h"
#include "operations/feedback/theme_report.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::size_t title_characters_max = 200, proposal_characters_max = 12'000, feedback_max = 5'000;
constexpr std::array<Parameter, 11> parameters{{
    feedback_product,
    {.name = "title", .sentence = "What is to become better.", .placeholder = "WORDS", .required = true},
    {.name = "owner", .sentence = "The role that answers for it.", .placeholder = "ROLE", .required = true},
    {.name = "theme", .sentence = "A theme (feedback themes): what was said in it, and the predictions that this was about, become part of the improvement.", .placeholder = "ID"},
    {.name = "feedback", .kind = Parameter::Kind::list, .sentence = "Ids of single pieces of feedback, beside or in place of a theme.", .placeholder = "ID"},
    {.name = "prediction", .kind = Parameter::Kind::list, .sentence = "Predictions that later versions are tested on; else those of the theme.", .placeholder = "ID"},
    {.name = "proposal", .sentence = "A promise, as it would be written in the charter; else one about the predictions.", .placeholder = "YAML"},
    feedback_from,
    feedback_until,
    format_parameter,
    json_parameter,
}};

base::Result<base::Done> check(const charter::Charter& document, const Arguments& arguments) {
    const auto too_long = [&](const char* name, std::size_t most) { return report::length_of(arguments.text(name)) > most; };
    if (arguments.text("title").find_first_not_of(" \t\r\n") == std::string::npos) return base::Error{base::Fault::input, "an improvement needs a title", "say in a few words what is to become better"};
    if (too_long("title", title_characters_max)) return base::Error{base::Fault::input, fmt::format("the title has more than {} characters", title_characters_max), "say it shorter"};
    if (too_long("proposal", proposal_characters_max)) return base::Error{base::Fault::input, fmt::format("the proposed promise has more than {} characters", proposal_characters_max), "propose one promise"};
    const std::string owner = arguments.text("owner");
    if (document.role(owner) != nullptr) return base::Done{};
    std::string known;
    for (const auto& role : document.roles) known += (known.empty() ? "" : ", ") + role.id;
    return base::Error{base::Fault::input, "the charter has no such role: " + owner.substr(0, 60), known.empty() ? "declare it: roles: {" + owner.substr(0, 60) + ": {}}" : "the roles: " + known};
}

std::vector<std::string> texts_at(const base::json::value& list, std::size_t most) {
    std::vector<std::string> texts;
    for (const auto& one : list.as_array()) {
        if (texts.size() < most) texts.emplace_back(one.as_string());
    }
    return texts;
}

base::Result<base::Done> take_theme(const FeedbackAsked& asked, const std::string& id, Improvement& improvement) {
    if (id.empty()) return base::Done{};
    ASSIGN_OR_RETURN(const auto found, themes_of_feedback(*asked.product, *asked.document, asked.period));
    for (const auto& theme : found.at("themes").as_array()) {
        if (theme.at("id").as_string() != id) continue;
        improvement.theme = id;
        improvement.words = texts_at(theme.at("words"), feedback_max);
        improvement.feedback = texts_at(theme.at("feedback"), feedback_max);
        improvement.predictions = texts_at(theme.at("predictions"), case_rows_max);
        return base::Done{};
    }
    return base::Error{base::Fault::missing, "there is no such theme: " + id.substr(0, 60), "\"charter feedback themes\" shows those that there are now, in the same period"};
}

/// A name that nobody has: that of the title, and a number where there is one already.
base::Result<std::string> free_id(Service& service, const std::string& product, const std::string& title) {
    std::string name = charter::id_of(title).substr(0, 60);
    if (name.empty()) name = "improvement";
    for (int number = 1;; ++number) {
        const std::string id = number == 1 ? name : name + "-" + std::to_string(number);
        ASSIGN_OR_RETURN(const auto taken, service.registry().improvements().find(product, id));
        if (!taken) return id;
    }
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto asked, feedback_asked(request, arguments));
    RETURN_IF_ERROR(check(*asked.document, arguments));
    Improvement improvement{.id = {}, .title = report::well_formed(arguments.text("title")), .owner = arguments.text("owner"), .theme = {}, .words = {}, .feedback = {}, .predictions = {}, .proposal = report::well_formed(arguments.text("proposal")),
                            .by = request.actor->id, .created = surroundings.now, .solved = {}, .solved_by = {}, .version = {}, .message = {}};
    RETURN_IF_ERROR(take_theme(asked, arguments.text("theme"), improvement));
    for (const auto& id : arguments.list("feedback")) {
        if (improvement.feedback.size() < feedback_max && std::find(improvement.feedback.begin(), improvement.feedback.end(), id) == improvement.feedback.end()) improvement.feedback.push_back(id);
    }
    if (arguments.has("prediction")) improvement.predictions = arguments.list("prediction");
    if (improvement.predictions.size() > case_rows_max) return base::Error{base::Fault::input, fmt::format("a case has at most {} predictions", case_rows_max), "name the most telling ones"};
    ASSIGN_OR_RETURN(improvement.id, free_id(*request.service, asked.document->product, improvement.title));
    if (improvement.proposal.empty()) improvement.proposal = proposal_for(*asked.document, improvement);
    RETURN_IF_ERROR(remember(request, surroundings.now, "improvement", {{"event", "added"}, {"product", report::well_formed(asked.document->product)}, {"improvement", improvement.id}, {"owner", improvement.owner}, {"feedback", improvement.feedback.size()}, {"predictions", improvement.predictions.size()}}, improvement.title));
    RETURN_IF_ERROR(request.service->registry().improvements().put(kept_of(improvement, asked.document->product, surroundings.now)));
    ASSIGN_OR_RETURN(const auto json, json_of(*request.service, *asked.document, improvement));
    std::string text = fmt::format("{}: {} answers by {}, owner {}.\n", improvement.id, improvement.feedback.size(), improvement.theme.empty() ? "id" : improvement.theme, improvement.owner);
    if (!improvement.proposal.empty()) text += "Proposed:\n" + improvement.proposal + (improvement.proposal.ends_with('\n') ? "" : "\n");
    return shown(arguments, text, json);
}

}  // namespace

extern const Operation improvement_add{
    .id = "improvement_add",
    .command = "improvement add",
    .route = {Method::post, "/v1/products/{product}/improvements"},
    .scope = base::Scope::edit,
    .summary = "Makes an improvement of what people said: with an owner, a proposed promise, and a case that later versions are tested on.",
    .about = "The case is the predictions that were spoken of, as a condition that a promise's `where` takes and `charter measure --where`: a version that is scored on the same rows is held to it, at a gate as everywhere. Those who left an address are told "
             "when it is solved (improvement solve).",
    .parameters = parameters,
    .example = "charter improvement add flight-delay-alerts --title \"Warn before the train to the airport leaves\" --owner product --theme theme-4f0c2a9d",
    .run = run,
};

}  // namespace operations
