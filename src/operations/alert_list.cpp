#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "charter/alerting.h"
#include "operations/access/members.h"
#include "report/alert_json.h"
#include "report/alert_words.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::int64_t shown_max = 500;
constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "Only of this product.", .placeholder = "PRODUCT", .positional = true},
    {.name = "all", .kind = Parameter::Kind::flag, .sentence = "Also those that have ended."},
    format_parameter,
    json_parameter,
}};

std::string words_of(Service& service, const std::string& product, const report::Alert& alert) {
    const auto event = alert.state == report::Alert::State::cleared ? report::Event::cleared : report::Event::raised;
    std::string text = fmt::format("{}  {}  {}: {}", alert.id, base::format(alert.raised).substr(0, 16), report::plain(product), report::headline_of({event, alert}));
    if (alert.state == report::Alert::State::snoozed) text += ", snoozed until " + base::format(*alert.until);
    if (alert.state == report::Alert::State::acknowledged) text += ", acknowledged";
    if (!alert.by.empty()) {
        const auto name = service.registry().people().name_of(alert.by);
        text += " by " + (name && !name->empty() ? report::plain(*name) : alert.by) + (alert.reason.empty() ? "" : " (" + report::plain(alert.reason) + ")");
    }
    const auto known = service.product(product);
    if (known && !charter::contacts_of(*(*known)->document()).contains(alert.finding.owner)) text += alert.finding.owner.empty() ? "; nobody is told: the promise has no owner" : "; nobody is told: the charter has no contacts of " + report::plain(alert.finding.owner);
    return text + "\n" + (alert.finding.sentence.empty() ? "" : "              " + report::plain(alert.finding.sentence) + "\n") + (alert.finding.money.empty() ? "" : "              " + report::plain(alert.finding.money) + "\n") +
           (alert.finding.next.empty() ? "" : "              Next: " + report::plain(alert.finding.next) + "\n");
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto kept, request.service->registry().alerts().list(arguments.text("product"), arguments.flag("all"), shown_max));
    std::string text;
    base::json::array list;
    for (const auto& one : kept) {
        if (!request.actor->may(base::Scope::view, one.product)) continue;
        ASSIGN_OR_RETURN(const auto content, base::parse_json(one.content));
        const auto alert = report::alert_of(content);
        if (!alert) return base::Error{base::Fault::corrupt, "an alert cannot be read: " + one.id, "restore the registry from a backup"};
        text += words_of(*request.service, one.product, *alert);
        auto value = report::json_of(*alert);
        value["product"] = report::well_formed(one.product);
        list.push_back(std::move(value));
    }
    return shown(arguments, text.empty() ? "No alert is open.\n" : std::move(text), list);
}

}  // namespace

extern const Operation alert_list{
    .id = "alert_list",
    .command = "alert list",
    .route = {Method::get, "/v1/alerts"},
    .scope = base::Scope::view,
    .summary = "The alerts that are open.",
    .about = "What failed, since when, what it costs and what to do; who has seen it or wants to hear nothing of it until when, and why; and where nobody is told because the charter has no contacts of the owner.",
    .parameters = parameters,
    .example = "charter alert list",
    .run = run,
};

}  // namespace operations
