#include <fmt/format.h>

#include <array>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/retraining/retrainings.h"
#include "operations/retraining/starting.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .positional = true},
    format_parameter,
    json_parameter,
}};

base::json::value amount(const std::optional<plan::Amount>& one) {
    if (!one) return nullptr;
    return object{{"value", one->value}, {"low", one->limits.low}, {"high", one->limits.high}};
}

object json_of(const plan::Payoff& payoff) {
    object all{{"advice", plan::name(payoff.advice)}, {"windows", payoff.decay.windows}, {"days_since_training", payoff.age}, {"cost", payoff.costing.cost}, {"lost", amount(payoff.lost)}, {"lost_by_waiting", amount(payoff.waiting)},
               {"horizon_days", payoff.costing.horizon_days}};
    all["slope_per_day"] = payoff.decay.slope ? base::json::value(*payoff.decay.slope) : base::json::value(nullptr);
    if (payoff.decay.interval) all["slope_limits"] = object{{"low", payoff.decay.interval->low}, {"high", payoff.decay.interval->high}};
    if (payoff.pays_at) all["pays_after_days"] = *payoff.pays_at;
    if (payoff.more_windows > 0) all["more_windows"] = payoff.more_windows;
    return all;
}

object json_of(const RetrainingNow& now, const std::string& product) {
    array policies, runs;
    for (const auto& one : now.say.policies) policies.emplace_back(object{{"policy", one.policy}, {"calls", one.calls}, {"sentence", report::well_formed(one.sentence)}});
    for (const auto& run : now.runs) runs.emplace_back(json_of(run));
    object all{{"product", report::well_formed(product)}, {"registered_model", report::well_formed(now.retraining.registered_model)}, {"policies", std::move(policies)}, {"held", now.held.empty() ? base::json::value(nullptr) : base::json::value(now.held)}};
    if (now.say.payoff) all["pays"] = json_of(*now.say.payoff);
    all["retrainings"] = std::move(runs);
    return all;
}

std::string text_of(const RetrainingNow& now) {
    std::string text;
    for (const auto& one : now.say.policies) text += fmt::format("{:<9} {}  {}\n", one.policy, one.calls ? "now" : " - ", report::plain(one.sentence));
    if (now.say.policies.empty()) text += "No policy: a person starts it.\n";
    if (now.retraining.only_says()) text += "The charter names neither a command nor a webhook: nothing is started.\n";
    if (!now.held.empty()) text += "Held: " + report::plain(now.held) + "\n";
    text += now.runs.empty() ? "\nThere was no retraining yet.\n" : "\n";
    for (const auto& run : now.runs) text += line_of(run);
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    if (!arguments.has("product")) return base::Error{base::Fault::input, "no product is named", "charter retraining PRODUCT"};
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const std::lock_guard deciding(service.retrainings().deciding());
    ASSIGN_OR_RETURN(const auto now, retraining_now(service, *product));
    if (!now) return base::Error{base::Fault::input, "the charter does not say when to retrain: " + arguments.text("product"), "add a section: retraining: {registered_model: ..., schedule: 30d}"};
    return shown(arguments, text_of(*now), json_of(*now, arguments.text("product")));
}

}  // namespace

extern const Operation retraining{
    .id = "retraining",
    .command = "retraining",
    .route = {Method::get, "/v1/products/{product}/retraining"},
    .scope = base::Scope::view,
    .summary = "What the policies for training again say now, and every retraining there was.",
    .about = "Of each policy of the charter whether it calls for a retraining and why, in money where it is about money; what holds it back; and the retrainings, the newest first (docs/retraining.md).",
    .parameters = parameters,
    .example = "charter retraining flight-delay-alerts",
    .run = run,
};

}  // namespace operations
