#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/shared/waiting.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{format_parameter, json_parameter}};

std::string words_of(const base::json::object& item) {
    const auto word = [&](const char* key) { return item.contains(key) && item.at(key).is_string() ? report::plain(std::string(item.at(key).as_string())) : std::string(); };
    std::string text = fmt::format("{:<9} {}: {}{}\n", word("kind"), word("product"), word("title"), word("due").empty() ? "" : ", due " + word("due").substr(0, 10));
    for (const auto* key : {"sentence", "money", "next"}) {
        if (const auto more = word(key); !more.empty()) text += "          " + more + "\n";
    }
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(auto items, waiting_for(*request.service, *request.actor, surroundings.now));
    std::string text;
    for (const auto& item : items) text += words_of(item.as_object());
    return shown(arguments, text.empty() ? "Nothing waits for you.\n" : std::move(text), base::json::object{{"items", std::move(items)}});
}

}  // namespace

extern const Operation inbox{
    .id = "inbox",
    .command = "inbox",
    .route = {Method::get, "/v1/inbox"},
    .scope = base::Scope::view,
    .summary = "What waits for whoever asks: approvals that they may give, alerts of their roles, reviews that are missing or expire.",
    .about = "The most urgent first. An approval waits for whoever holds a role that the gate asks, did not ask for it and has not spoken; a weakening for whoever may approve one and did not write it; an alert for the role that owns its promise, until "
             "somebody has acknowledged or snoozed it; a review from thirty days before it expires. Who administers a product sees which of its roles nobody holds.",
    .parameters = parameters,
    .example = "charter inbox",
    .run = run,
};

}  // namespace operations
