#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "delivery/transfer.h"
#include "operations/access/members.h"
#include "report/escape.h"

namespace operations {

namespace {

using records::Delivery;

constexpr std::int64_t shown_max = 200;
constexpr std::array<std::string_view, 4> states{"waiting", "sending", "delivered", "dead"};
constexpr std::array<Parameter, 3> parameters{{
    {.name = "state", .sentence = "Only those that wait, are being sent, were delivered, or were given up (dead).", .choices = states},
    format_parameter,
    json_parameter,
}};

std::optional<Delivery::State> state_in(const Arguments& arguments) {
    for (const auto state : {Delivery::State::waiting, Delivery::State::sending, Delivery::State::delivered, Delivery::State::dead}) {
        if (arguments.text("state") == records::name(state)) return state;
    }
    return std::nullopt;
}

/// An address of a webhook is a secret of its own: its host says enough.
std::string target_of(const Delivery& delivery) { return report::plain(delivery.parcel.channel == "mail" ? delivery.parcel.target : delivery::host_of(delivery.parcel.target)); }

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    ASSIGN_OR_RETURN(const auto found, request.service->registry().outbox().list(state_in(arguments), shown_max));
    std::string text;
    base::json::array list;
    for (const auto& one : found) {
        text += fmt::format("{}  {}  {} to {}: {}{}\n", one.id, base::format(one.created).substr(0, 16), records::name(one.state), target_of(one), report::plain(one.parcel.subject),
                            one.error.empty() ? "" : fmt::format(" ({} attempts: {})", one.attempts, report::plain(one.error)));
        list.push_back(base::json::object{{"id", one.id}, {"state", records::name(one.state)}, {"channel", one.parcel.channel}, {"target", target_of(one)}, {"product", report::well_formed(one.parcel.product)}, {"subject", report::well_formed(one.parcel.subject)},
                                          {"attempts", one.attempts}, {"created", base::format(one.created)}, {"due", base::format(one.due)}, {"error", report::well_formed(one.error)}});
    }
    return shown(arguments, text.empty() ? "Nothing was sent.\n" : std::move(text), list);
}

}  // namespace

extern const Operation delivery_list{
    .id = "delivery_list",
    .command = "delivery list",
    .route = {Method::get, "/v1/deliveries"},
    .scope = base::Scope::administer,
    .summary = "What was sent out, waits to be, or was given up.",
    .about = "The newest 200, each with its last error. What was refused for good, or not taken in delivery_attempts_max attempts over about two days, is dead: it waits for a person.",
    .parameters = parameters,
    .example = "charter delivery list --state dead",
    .run = run,
};

}  // namespace operations
