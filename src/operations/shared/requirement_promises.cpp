#include "operations/shared/requirement_promises.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "metrics/metric.h"

namespace operations {

namespace {

using report::Measure;
using value::Demand;
using How = Beside::How;
namespace json = base::json;

/// Six digits of an end, rounded so that the demand does not get weaker.
std::string strict(double bound, bool low) {
    const double near = std::strtod(fmt::format("{:.6g}", bound).c_str(), nullptr);
    if (near == bound || bound == 0) return base::format_number(near);
    const double step = std::pow(10.0, std::floor(std::log10(std::abs(bound))) - 5);
    const double kept = low ? (near < bound ? near + step : near) : (near > bound ? near - step : near);
    return base::format_number(std::strtod(fmt::format("{:.6g}", kept).c_str(), nullptr));
}

/// `at_least: 0.6`, `between: [-2, 2]`.
std::string bound_written(const Demand& demand) {
    const auto& bound = demand.bound;
    if (std::isfinite(bound.low) && std::isfinite(bound.high)) return fmt::format("between: [{}, {}]", strict(bound.low, true), strict(bound.high, false));
    return is_low(demand) ? "at_least: " + strict(bound.low, true) : "at_most: " + strict(bound.high, false);
}

std::string plain_name(const Demand& demand) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> names{{{"value_per_decision", "the value of a decision"},
                                                                                          {"positive_rate", "the share flagged"},
                                                                                          {"mae", "the mean absolute error"},
                                                                                          {"wape", "the sum of errors over the sum of labels (wape)"},
                                                                                          {"mean_error", "the mean error"},
                                                                                          {"interval_coverage", "the share of ranges that hold what happens"},
                                                                                          {"pinball_loss", "the pinball loss"},
                                                                                          {"ranking_precision", "precision"},
                                                                                          {"ranking_recall", "recall"},
                                                                                          {"hit_rate", "the hit rate"},
                                                                                          {"cost_per_prediction", "the cost of a prediction"},
                                                                                          {"latency", "latency"}}};
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == demand.metric; });
    std::string name(found == names.end() ? std::string_view(demand.metric) : found->second);
    if (!demand.limit->category.empty()) name += " of " + demand.limit->category;
    if (const auto k = demand.with.find("k"); k != demand.with.end() && k->second > 0) name += fmt::format(" at {:g}", k->second);
    if (demand.metric == "pinball_loss") name += fmt::format(" of the quantile {:.4g}", demand.with.at("q"));
    if (demand.by_group()) name += fmt::format(" in every group by {}", fmt::join(demand.limit->by, ", "));
    return name;
}

/// The promise asks the metric with the demand's parameters; one that is not named has its fallback.
bool same_parameters(const charter::Promise& promise, const Demand& demand) {
    const auto* metric = metrics::find(demand.metric);
    if (metric == nullptr) return false;
    const auto fallbacks = metrics::fallbacks_of(*metric);
    return std::all_of(demand.with.begin(), demand.with.end(), [&](const auto& one) {
        const auto said = promise.with.find(one.first);
        const auto fallback = fallbacks.find(one.first);
        return said != promise.with.end() ? said->second == one.second : fallback != fallbacks.end() && fallback->second == one.second;
    });
}

/// The promise is about the same number of the same rows.
bool same_scope(const charter::Promise& promise, const Demand& demand) {
    const bool whole = !promise.where && !promise.version && !promise.estimated && !promise.bound.relative && !promise.with.contains("threshold");
    const bool same_groups = promise.by == demand.limit->by && (promise.compare == charter::Compare::none || promise.compare == charter::Compare::worst);
    return whole && same_groups && promise.metric == demand.metric && promise.category == demand.limit->category && same_parameters(promise, demand) &&
           (demand.limit->column.empty() || promise.of == std::vector<std::string>{demand.limit->column});
}

std::string id_for(const charter::Charter& document, const Demand& demand) {
    std::string id = "limit-" + std::string(charter::name(demand.limit->kind));
    std::replace(id.begin(), id.end(), '_', '-');
    while (document.find(id) != nullptr) id += "-2";
    return id;
}

json::array names_json(const std::vector<std::string>& names) {
    json::array all;
    for (const auto& name : names) all.push_back(json::value(name));
    return all;
}

std::string quoted_text(const std::string& text) { return base::canonical(json::value(text)); }

/// No metric of the catalogue measures what the charter itself says a prediction costs.
bool is_promisable(const Demand& demand) { return demand.metric != "cost_per_prediction"; }

}  // namespace

bool is_low(const Demand& demand) { return std::isfinite(demand.bound.low) && !std::isfinite(demand.bound.high); }
double bound_of(const Demand& demand) { return is_low(demand) ? demand.bound.low : demand.bound.high; }

Measure measure_for(const charter::Charter& document, const Demand& demand, std::vector<double> values) {
    const auto* metric = metrics::find(demand.metric);
    const bool money = demand.metric == "value_per_decision" || demand.metric == "cost_per_prediction";
    const bool share = metric != nullptr && metric->scale == metrics::Scale::share;
    values.push_back(bound_of(demand));
    return report::measure(money ? Measure::Kind::money : share ? Measure::Kind::share : Measure::Kind::number, document.currency, values, {});
}

std::string sentence_of(const charter::Charter& document, const Demand& demand) { return plain_name(demand) + " is " + report::write(measure_for(document, demand, {}), demand.bound); }

Beside beside_of(const charter::Charter& document, const Demand& demand) {
    Beside weaker;
    for (const auto& promise : document.promises) {
        if (!same_scope(promise, demand)) continue;
        if (promise.bound.low >= demand.bound.low && promise.bound.high <= demand.bound.high) return {How::promised, &promise};
        if (promise.bound.low > demand.bound.high || promise.bound.high < demand.bound.low) return {How::contradicted, &promise};
        weaker = {How::weaker, &promise};
    }
    return weaker;
}

json::object json_of(const Beside& beside) {
    static constexpr std::array<std::string_view, 4> hows{"lacking", "promised", "weaker", "contradicted"};
    return {{"how", std::string(hows[static_cast<std::size_t>(beside.how)])}, {"id", beside.promise == nullptr ? json::value(nullptr) : json::value(beside.promise->id)}};
}

report::Items beside_items(const std::vector<Demand>& demands, const std::vector<Beside>& beside) {
    report::Items items;
    for (std::size_t d = 0; d < demands.size(); ++d) {
        const auto& [how, promise] = beside[d];
        const auto& says = demands[d].limit->text;
        const auto& needed = demands[d].bound.text;
        if (how == How::promised) items.push_back(fmt::format("Already promised: \"{}\" by {} ({}).", says, promise->id, promise->bound.text));
        if (how == How::weaker) items.push_back(fmt::format("{} promises less than \"{}\": {}, and {} is needed.", promise->id, says, promise->bound.text, needed));
        if (how == How::contradicted) items.push_back(fmt::format("{} contradicts \"{}\": it promises {}, and {} is needed. Change one of them.", promise->id, says, promise->bound.text, needed));
    }
    return items;
}

json::object demand_json(const Demand& demand) {
    json::object own{{"limit", std::string(charter::name(demand.limit->kind))}, {"says", demand.limit->text}, {"line", demand.limit->place.line}, {"metric", demand.metric}};
    if (std::isfinite(demand.bound.low)) own["at_least"] = demand.bound.low;
    if (std::isfinite(demand.bound.high)) own["at_most"] = demand.bound.high;
    json::object with;
    for (const auto& [name, number] : demand.with) with[name] = number;
    own["with"] = std::move(with);
    own["category"] = demand.limit->category.empty() ? json::value(nullptr) : json::value(demand.limit->category);
    own["by"] = names_json(demand.limit->by);
    return own;
}

std::string proposals(const charter::Charter& document, const std::vector<Demand>& demands, const std::vector<Beside>& beside) {
    std::string text;
    for (std::size_t d = 0; d < demands.size(); ++d) {
        const Demand& demand = demands[d];
        const auto& limit = *demand.limit;
        if (beside[d].how == How::promised || !demand.no_model.empty() || !is_promisable(demand)) continue;
        text += fmt::format("  - {{id: {}, metric: {}", id_for(document, demand), demand.metric);
        if (!limit.category.empty()) text += ", category: " + quoted_text(limit.category);
        if (!limit.by.empty()) text += ", by: " + (limit.by.size() == 1 ? quoted_text(limit.by[0]) : base::canonical(names_json(limit.by)));
        if (!limit.column.empty()) text += ", of: " + quoted_text(limit.column);
        std::vector<std::string> with;
        for (const auto& [name, number] : demand.with) with.push_back(name + ": " + base::format_number(number));
        if (!with.empty()) text += fmt::format(", with: {{{}}}", fmt::join(with, ", "));
        text += ", " + bound_written(demand);
        if (!limit.owner.empty()) text += ", owner: " + limit.owner;
        text += fmt::format(", breach: {}, statement: {}}}\n", limit.breach, quoted_text(limit.text));
    }
    return text.empty() ? text : "promises:\n" + text;
}

}  // namespace operations
