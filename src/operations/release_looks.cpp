#include <algorithm>
#include <array>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/releases/kept_looks.h"
#include "operations/service/answer_cache.h"
#include "operations/service/product_time.h"
#include "report/escape.h"
#include "rollout/budget.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::size_t looks_usual = 60, looks_max = 400;
/// Of a release that runs the picture is made anew when something came, and otherwise so often.
constexpr std::int64_t fresh_micros = 15 * base::micros_per_second;

constexpr std::array<Parameter, 5> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "release", .sentence = "Which release; charter releases show numbers them.", .placeholder = "RELEASE", .required = true, .positional = true},
    {.name = "count", .kind = Parameter::Kind::number, .sentence = "How many moments at most, 2 to 400.", .placeholder = "N", .fallback = "60"},
    format_parameter, json_parameter,
}};

value number(const std::optional<double>& one) { return one && std::isfinite(*one) ? value(*one) : value(nullptr); }

object step_json(const charter::RolloutStep& step) {
    return {{"kind", charter::name(step.kind)}, {"share", step.share}, {"at_least", step.at_least}, {"stay_at_least", base::format(step.stay_at_least)}, {"stay_at_most", base::format(step.stay_at_most)},
            {"pass", charter::name(step.pass)}, {"fail", charter::name(step.fail)}, {"inconclusive", charter::name(step.inconclusive)}, {"no_data", charter::name(step.no_data)}};
}

object metric_json(const charter::RolloutMetric& metric, const rollout::Budget& budget) {
    return {{"id", report::well_formed(metric.id)}, {"role", charter::name(metric.role)}, {"kind", charter::name(metric.kind)}, {"column", report::well_formed(metric.column)}, {"per", metric.per.empty() ? value(nullptr) : value(report::well_formed(metric.per))},
            {"earlier", metric.earlier.empty() ? value(nullptr) : value(report::well_formed(metric.earlier))}, {"better", metric.higher_is_better ? "higher" : "lower"}, {"margin", metric.margin}, {"relative", metric.relative}, {"weight", metric.weight},
            {"bound", rollout::bound_of(metric)}, {"may_fail_wrongly", budget.fail(metric)}, {"may_pass_wrongly", metric.role == charter::RolloutMetric::Role::signal ? value(nullptr) : value(budget.pass)}};
}

object plan_json(const Release& release) {
    const auto& plan = release.plan;
    const auto budget = rollout::budget_of(plan, release.state.attempt);
    array steps, metrics;
    for (const auto& step : plan.steps) steps.emplace_back(step_json(step));
    for (const auto& metric : plan.metrics) metrics.emplace_back(metric_json(metric, budget));
    return {{"id", plan.id}, {"unit", report::well_formed(plan.unit)}, {"level", plan.level}, {"holdout", plan.holdout}, {"fresh_within", base::format(plan.fresh_within)}, {"mismatch", charter::name(plan.mismatch)}, {"steps", std::move(steps)}, {"metrics", std::move(metrics)},
            {"error", object{{"all", 1 - plan.level}, {"of_this_candidate", 2 * budget.pass}, {"attempt", release.state.attempt}, {"pass", budget.pass}, {"sizes", budget.mismatch}, {"metrics", budget.metrics}}}};
}

/// A list for each member: a picture takes them as they are. Times are milliseconds since 1970.
object columns_of(const Release& release, const std::vector<TimedLook>& looks) {
    const auto list = [&](auto member) {
        array all;
        all.reserve(looks.size());
        for (const auto& look : looks) all.emplace_back(member(look));
        return all;
    };
    object metrics;
    for (std::size_t i = 0; i < release.plan.metrics.size(); ++i) {
        const auto of = [i](std::optional<double> rollout::MetricLook::*member) { return [i, member](const TimedLook& look) { return number(look.look.metrics[i].*member); }; };
        metrics[report::well_formed(release.plan.metrics[i].id)] = object{{"difference", list(of(&rollout::MetricLook::difference))}, {"low", list(of(&rollout::MetricLook::low))}, {"high", list(of(&rollout::MetricLook::high))},
            {"units", list([i](const TimedLook& look) { return look.look.metrics[i].units; })}, {"verdict", list([i](const TimedLook& look) { return value(rollout::name(look.look.metrics[i].verdict)); })}};
    }
    return {{"time", list([](const TimedLook& look) { return look.time.micros / 1000; })}, {"candidate", list([](const TimedLook& look) { return look.look.met.candidate; })}, {"control", list([](const TimedLook& look) { return look.look.met.control; })},
            {"mismatch", list([](const TimedLook& look) { return look.look.mismatch_evidence; })}, {"metrics", std::move(metrics)}};
}

base::Result<Release> release_named(Service& service, const Product& product, const std::string& id) {
    const auto document = product.document();
    ASSIGN_OR_RETURN(const auto all, releases_of(service, *document));
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.record.id == id; });
    if (found != all.end()) return *found;
    return base::Error{base::Fault::missing, "there is no release " + report::plain(id.substr(0, 40)) + " of " + document->product, all.empty() ? "nothing was released yet" : fmt::format("they are numbered up to {}", all.back().record.id)};
}

base::Result<std::string> picture_of(Service& service, const Product& product, const Release& release, base::Time now, std::size_t count) {
    const bool open = release.record.is_open();
    ASSIGN_OR_RETURN(auto looks, kept_looks(service, release, count - (open ? 1 : 0)));
    const bool kept = !looks.empty();
    if (!kept || open) {
        // Of a release that runs the last is what is known now.
        ASSIGN_OR_RETURN(const auto anew, looks_of(product, release, now, kept ? 1 : count));
        looks.insert(looks.end(), anew.begin(), anew.end());
    }
    object all = json_of(release);
    all["plan_now"] = plan_json(release);
    all["mismatch_bound"] = rollout::mismatch_bound(release.plan, release.state.attempt);
    all["looks"] = columns_of(release, looks);
    all["looks_are"] = kept ? "as they were decided" : "made anew";
    return base::json::serialize(value(std::move(all)));
}

std::string words_of(const object& all) {
    const auto& looks = all.at("looks").as_object();
    std::string text = fmt::format("Release {}: {} looks, {}\n", all.at("release").as_string().c_str(), looks.at("time").as_array().size(), all.at("looks_are").as_string().c_str());
    for (const auto& [id, metric] : looks.at("metrics").as_object()) {
        const auto last = [&, of = metric.as_object()](const char* name) { return of.at(name).as_array().empty() ? value(nullptr) : of.at(name).as_array().back(); };
        const auto shown_number = [](const value& one) { return one.is_number() ? fmt::format("{:.4g}", one.to_number<double>()) : std::string("unknown"); };
        text += fmt::format("  {}: {}, difference {} ({} to {})\n", report::plain(std::string(id)), std::string(last("verdict").as_string()), shown_number(last("difference")), shown_number(last("low")), shown_number(last("high")));
    }
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const double wanted = arguments.has("count") ? arguments.number("count").value_or(0) : static_cast<double>(looks_usual);
    if (!(wanted >= 2 && wanted <= static_cast<double>(looks_max)) || std::floor(wanted) != wanted) return base::Error{base::Fault::input, "count cannot be " + arguments.text("count"), fmt::format("give a whole number from 2 to {}", looks_max)};
    ASSIGN_OR_RETURN(const Release release, release_named(service, *product, arguments.text("release")));
    const base::Time now = product_time(service, *product);
    const std::int64_t moment = release.record.is_open() ? now.micros / fresh_micros : 0;
    const std::string which = fmt::format("{}\n{}\n{}\n{}\n{}", release.record.id, release.record.steps.size(), rollout::name(release.state.phase), wanted, moment);
    ASSIGN_OR_RETURN(const auto text, service.answers().get(question_about(*product, "release_looks", which), [&] { return picture_of(service, *product, release, now, static_cast<std::size_t>(wanted)); }));
    if (arguments.text("format", "text") == "json") return Output{.text = text, .type = "application/json"};
    ASSIGN_OR_RETURN(const auto all, base::parse_json(text));
    return Output{.text = words_of(all.as_object())};
}

}  // namespace

extern const Operation release_looks{
    .id = "release_looks",
    .command = "releases looks",
    .route = {Method::get, "/v1/products/{product}/releases/{release}/looks"},
    .scope = base::Scope::view,
    .summary = "How the comparison of a release went: at each of many moments the limits that decide, beside the rule that they are held against.",
    .about = "At each look that it was decided by: units in each arm, the evidence that their sizes are wrong, and of each metric the difference with the two limits that decide, as they were then, and of a release that runs what is known now. They hold at every look. Of a release from before looks were kept they are made "
             "anew, at evenly spaced moments, from what is known today of what had come by each; `looks_are` says which. Beside it stand the plan and who may err how often.",
    .parameters = parameters,
    .example = "charter releases looks flight-delay-alerts 1 --json",
    .run = run,
};

}  // namespace operations
