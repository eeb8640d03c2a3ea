#include "operations/releases/kept_looks.h"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>

#include "base/json.h"

namespace operations {

namespace {

using base::Done;
using base::Result;
using base::json::array;
using base::json::object;
using base::json::value;
using rollout::Look;
using rollout::MetricLook;
using rollout::Verdict;

constexpr std::size_t kept_max = 400;
constexpr std::int64_t apart_min = 5 * base::micros_per_second;

std::string place_of(const Release& release) { return "release_looks/" + release.record.product + "/" + release.record.id; }

value number(const std::optional<double>& one) { return one && std::isfinite(*one) ? value(*one) : value(nullptr); }

std::optional<double> number_in(const object& from, const char* name) {
    const auto* found = from.if_contains(name);
    return found != nullptr && found->is_number() ? std::optional(found->to_number<double>()) : std::nullopt;
}

Verdict verdict_in(const object& from) {
    const auto* word = from.if_contains("verdict");
    for (const Verdict one : {Verdict::pass, Verdict::fail, Verdict::inconclusive}) {
        if (word != nullptr && word->is_string() && rollout::name(one) == std::string_view(word->get_string())) return one;
    }
    return Verdict::no_data;
}

/// All but when it was.
object json_of(const charter::RolloutPlan& plan, const Look& look) {
    object metrics;
    for (std::size_t i = 0; i < plan.metrics.size(); ++i) {
        const MetricLook& one = look.metrics[i];
        metrics[plan.metrics[i].id] = object{{"difference", number(one.difference)}, {"low", number(one.low)}, {"high", number(one.high)}, {"verdict", rollout::name(one.verdict)}, {"units", one.units}};
    }
    return {{"candidate", look.met.candidate}, {"control", look.met.control}, {"mismatch", number(look.mismatch_evidence)}, {"metrics", std::move(metrics)}};
}

/// A metric that the plan did not have then has nothing.
Look look_from(const charter::RolloutPlan& plan, const object& from) {
    Look look;
    look.met = {.candidate = number_in(from, "candidate").value_or(0), .control = number_in(from, "control").value_or(0)};
    look.mismatch_evidence = number_in(from, "mismatch").value_or(0);
    const auto* metrics = from.if_contains("metrics");
    for (const auto& metric : plan.metrics) {
        const auto* one = metrics != nullptr && metrics->is_object() ? metrics->get_object().if_contains(metric.id) : nullptr;
        if (one == nullptr || !one->is_object()) {
            look.metrics.emplace_back();
            continue;
        }
        const object& kept = one->get_object();
        look.metrics.push_back({.difference = number_in(kept, "difference"), .low = number_in(kept, "low"), .high = number_in(kept, "high"), .verdict = verdict_in(kept), .units = number_in(kept, "units").value_or(0)});
    }
    return look;
}

std::int64_t time_of(const value& entry) { return entry.get_object().at("at").to_number<std::int64_t>(); }

Result<array> read(Service& service, const Release& release) {
    ASSIGN_OR_RETURN(const auto text, service.registry().setting(place_of(release)));
    if (!text || text->empty()) return array();
    ASSIGN_OR_RETURN(auto all, base::parse_json(*text));
    if (!all.is_array()) return array();
    return std::move(all.get_array());
}

/// Every second one from the newest backwards, so that the newest stays.
void thin(array& all) {
    array left;
    for (std::size_t i = (all.size() - 1) % 2; i < all.size(); i += 2) left.push_back(std::move(all[i]));
    all = std::move(left);
}

bool shows_nothing_new(const value& before, const object& look) {
    object same = before.get_object();
    same.erase("at");
    return base::json::serialize(same) == base::json::serialize(look);
}

}  // namespace

Result<Done> keep_look(Service& service, const Release& release, const rollout::Summary& seen, base::Time now, Moved moved) {
    ASSIGN_OR_RETURN(array all, read(service, release));
    object look = json_of(release.plan, rollout::look_at(release.plan, release.state.attempt, seen));
    if (!all.empty() && moved == Moved::no) {
        const std::int64_t since = now.micros - time_of(all.back());
        const std::int64_t apart = std::max(apart_min, (now.micros - release.record.begun.micros) / static_cast<std::int64_t>(kept_max));
        if (since < apart || shows_nothing_new(all.back(), look)) return Done{};
    }
    look["at"] = now.micros;
    all.push_back(std::move(look));
    if (all.size() > kept_max) thin(all);
    return service.registry().set(place_of(release), base::json::serialize(all));
}

Result<std::vector<TimedLook>> kept_looks(Service& service, const Release& release, std::size_t count) {
    ASSIGN_OR_RETURN(const array all, read(service, release));
    std::vector<TimedLook> looks;
    const std::size_t taken = std::min(all.size(), count);
    for (std::size_t i = 0; i < taken; ++i) {
        // The last is all.size() - 1, the others as evenly before it as whole numbers allow.
        const value& entry = all[(i + 1) * all.size() / taken - 1];
        looks.push_back({{time_of(entry)}, look_from(release.plan, entry.get_object())});
    }
    return looks;
}

}  // namespace operations
