#include <algorithm>
#include <array>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/releases/releases.h"
#include "operations/service/product_time.h"
#include "operations/versions/product_entries.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    format_parameter, json_parameter,
}};

std::string number(const std::optional<double>& one) { return one && std::isfinite(*one) ? fmt::format("{:.4g}", *one) : "unknown"; }

std::string words_of(const rollout::Decision& decision) {
    std::string text = decision.reason + "\n";
    for (const auto& metric : decision.metrics) {
        text += fmt::format("  {} ({}): {}; candidate {}, control {}, difference {} ({} to {}), {:.0f} units\n", metric.id, charter::name(metric.role), rollout::name(metric.verdict), number(metric.candidate), number(metric.control), number(metric.difference), number(metric.low), number(metric.high), metric.units);
    }
    if (decision.more) text += fmt::format("  {:.0f} more units would decide as likely as not, which this traffic {} within the longest stay.\n", std::ceil(*decision.more), decision.reachable.value_or(false) ? "brings" : "does not bring");
    return text;
}

/// Who did a step and why, where a person did.
void add_people(base::json::object& release, const ProductEntries& told_steps) {
    for (auto& step : release.at("steps").as_array()) {
        auto& object = step.as_object();
        const auto entry = std::find_if(told_steps.entries.begin(), told_steps.entries.end(), [&](const auto& one) { return one.sequence == object.at("entry").to_number<std::uint64_t>(); });
        if (entry == told_steps.entries.end()) continue;
        const auto all = told(*entry, told_steps.texts);
        for (const char* member : {"by", "who", "words"}) object[member] = all.at(member);
        // What a step was decided on: the sums are the ledger's, the decision is for readers.
        const auto* decision = entry->body.if_contains("decision");
        object["decision"] = decision == nullptr ? base::json::value(nullptr) : *decision;
    }
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    ASSIGN_OR_RETURN(const auto all, releases_of(*request.service, *product->document()));
    ASSIGN_OR_RETURN(const auto told_steps, product_entries(*request.service, product->document()->product, {"release_step"}));
    const std::string id = product->document()->product;
    const base::json::object may{{"act", request.actor->may(base::Scope::edit, id)}, {"continue", request.actor->may(base::Scope::edit, id) && request.actor->may(base::Scope::approve, id)}};
    std::string text;
    base::json::array list;
    for (const auto& release : all) {
        text += fmt::format("Release {}: version {} beside {}, {}\n", release.record.id, report::plain(release.record.version), report::plain(release.record.current), rollout::name(release.state.phase));
        for (const auto& step : release.record.steps) text += fmt::format("  {}  {} {:.1f} %: {}{}\n", base::format(step.time), step.step, static_cast<double>(step.share) / rollout::everyone * 100, step.phase, step.why.empty() ? "" : ", " + report::plain(step.why));
        base::json::object one = json_of(release);
        add_people(one, told_steps);
        if (release.record.is_open()) {
            const base::Time now = product_time(*request.service, *product);
            ASSIGN_OR_RETURN(const auto seen, seen_by(*product, release, now));
            const auto decision = rollout::decide(release.plan, release.state, seen, now);
            text += words_of(decision);
            one["decision"] = rollout::json_of(decision);
        }
        list.emplace_back(std::move(one));
    }
    if (all.empty()) text = "Nothing was released yet: charter release PRODUCT VERSION begins.\n";
    return shown(arguments, std::move(text), base::json::object{{"releases", std::move(list)}, {"may", may}});
}

}  // namespace

extern const Operation release_show{
    .id = "release_show",
    .command = "releases show",
    .route = {Method::get, "/v1/products/{product}/releases"},
    .scope = base::Scope::view,
    .summary = "The releases of a product: every step with its reason, and of the one that runs what is known by now.",
    .about = "Of each metric the difference between the candidate and its control with limits that hold at every look, and of what is undecided how many more units would decide, and whether this traffic brings them.",
    .parameters = parameters,
    .example = "charter releases show flight-delay-alerts",
    .run = run,
};

}  // namespace operations
