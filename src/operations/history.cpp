#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/service/service.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::json::object;

constexpr std::array<std::string_view, 3> formats{"text", "json", "columns"};
constexpr std::array<Parameter, 6> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "promise", .sentence = "The promise.", .placeholder = "ID", .required = true, .positional = true},
    {.name = "from", .kind = Parameter::Kind::time, .sentence = "Only windows that end after this moment.", .placeholder = "TIME"},
    {.name = "until", .kind = Parameter::Kind::time, .sentence = "Only windows that start before this moment.", .placeholder = "TIME"},
    {.name = "format", .sentence = "How to write it; columns is JSON for charts, one list for each member and times as milliseconds since 1970.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

base::json::value number(std::optional<double> value) { return value && std::isfinite(*value) ? base::json::value(*value) : base::json::value(nullptr); }
base::json::value limits_of(const std::optional<metrics::Limits>& limits) {
    if (!limits) return nullptr;
    return object{{"low", number(limits->low)}, {"high", number(limits->high)}};
}

/// By what was promised when the window ended.
verdicts::Verdict verdict_of(const HistoryPoint& point) { return point.then.value_or(point.verdict); }

object as_json(const HistoryPoint& point) {
    return {{"start", base::format(point.window.start)}, {"end", base::format(point.window.end)}, {"check", report::well_formed(point.check)}, {"value", number(point.value)}, {"interval", limits_of(point.interval)},
            {"bound", limits_of(point.bound)}, {"verdict", verdicts::name(verdict_of(point))}, {"verdict_now", verdicts::name(point.verdict)}, {"reason", point.reason == metrics::Reason::none ? base::json::value(nullptr) : base::json::value(metrics::name(point.reason))}, {"n", point.rows}, {"matured", point.matured},
            {"estimated", point.estimated}, {"evidence", number(point.evidence)}, {"since_release", limits_of(point.since)}};
}

/// A chart of years takes each member as one list: a quarter of the bytes, and no object for each window.
object as_columns(const std::vector<HistoryPoint>& points) {
    object columns;
    const auto add = [&](std::string_view name, auto member) {
        base::json::array list;
        list.reserve(points.size());
        for (const auto& point : points) list.emplace_back(member(point));
        columns[name] = std::move(list);
    };
    const auto limit = [](const std::optional<metrics::Limits>& limits, double metrics::Limits::*end) { return limits ? number((*limits).*end) : base::json::value(nullptr); };
    add("start", [](const HistoryPoint& point) { return base::json::value(point.window.start.micros / 1000); });
    add("end", [](const HistoryPoint& point) { return base::json::value(point.window.end.micros / 1000); });
    add("check", [](const HistoryPoint& point) { return base::json::value(report::well_formed(point.check)); });
    add("value", [](const HistoryPoint& point) { return number(point.value); });
    add("low", [&](const HistoryPoint& point) { return limit(point.interval, &metrics::Limits::low); });
    add("high", [&](const HistoryPoint& point) { return limit(point.interval, &metrics::Limits::high); });
    add("verdict", [](const HistoryPoint& point) { return base::json::value(verdicts::name(verdict_of(point))); });
    add("n", [](const HistoryPoint& point) { return base::json::value(point.rows); });
    add("matured", [](const HistoryPoint& point) { return base::json::value(point.matured); });
    add("estimated", [](const HistoryPoint& point) { return base::json::value(point.estimated); });
    return columns;
}

/// The bound as steps: by check, from which window on it is which.
base::json::array steps_of(const History& history) {
    const auto same = [](const std::optional<metrics::Limits>& a, const std::optional<metrics::Limits>& b) { return a.has_value() == b.has_value() && (!a || (a->low == b->low && a->high == b->high)); };
    const auto step = [](const std::string& check, base::Time start, const std::optional<metrics::Limits>& bound) {
        return object{{"check", report::well_formed(check)}, {"start", start.micros / 1000}, {"low", bound ? number(bound->low) : base::json::value(nullptr)}, {"high", bound ? number(bound->high) : base::json::value(nullptr)}};
    };
    std::map<std::string, std::pair<base::Time, std::optional<metrics::Limits>>> last;
    base::json::array steps;
    for (const auto& point : history.points) {
        const auto found = last.find(point.check);
        if (found == last.end() || !same(found->second.second, point.bound)) steps.emplace_back(step(point.check, point.window.start, point.bound));
        last[point.check] = {point.window.start, point.bound};
    }
    // What was agreed since the newest window began holds from then on.
    if (history.revisions.empty() || !history.revisions.back().at || !history.revisions.back().bound || history.revisions.back().bound->relative) return steps;
    const base::Time at = *history.revisions.back().at;
    const metrics::Limits now{history.revisions.back().bound->low, history.revisions.back().bound->high};
    for (const auto& [check, newest] : last) {
        if (at > newest.first && !same(newest.second, now)) steps.emplace_back(step(check, at, now));
    }
    return steps;
}

base::json::array revisions_of(const std::vector<PastBound>& revisions) {
    base::json::array list;
    for (const auto& one : revisions) {
        list.emplace_back(object{{"digest", one.digest}, {"noted", base::format(one.noted)}, {"at", one.at ? base::json::value(base::format(*one.at)) : base::json::value(nullptr)}, {"first", &one == &revisions.front()},
                                 {"bound", one.bound ? base::json::value(report::bound_json(*one.bound)) : base::json::value(nullptr)}, {"same", one.same}});
    }
    return list;
}

std::string line_of(const HistoryPoint& point) {
    const std::string value = point.value ? fmt::format("{:.6g}", *point.value) : std::string(metrics::name(point.reason));
    const std::string interval = point.interval ? fmt::format(" ({:.6g} to {:.6g})", point.interval->low, point.interval->high) : "";
    return fmt::format("{}  {:<9} {}{}{}{}{}\n", base::format(point.window.start), verdicts::name(verdict_of(point)), point.check.empty() ? "" : point.check + ": ", value, interval, point.estimated ? ", estimated" : "",
                       point.matured ? "" : ", outcomes are not all in");
}

std::optional<base::Time> time_of(const Arguments& arguments, std::string_view name) { return arguments.has(name) ? std::optional(*base::parse_time(arguments.text(name))) : std::nullopt; }

/// Windows that an earlier release kept say nothing of their bound: it is what stands, unless revisions say that it was another, and then
/// they are judged anew.
void fill_bounds(History& history, const charter::Charter& document) {
    for (const auto& promise : document.promises) {
        if (promise.id != history.promise || promise.bound.relative) continue;
        for (auto& point : history.points) {
            if (!point.bound) point.bound = metrics::Limits{promise.bound.low, promise.bound.high};
        }
    }
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto product, surroundings.request->service->product(arguments.text("product")));
    ASSIGN_OR_RETURN(auto history, product->live().history(arguments.text("promise"), time_of(arguments, "from"), time_of(arguments, "until")));
    fill_bounds(history, *product->document());
    const std::string format = arguments.text("format", "text");
    if (format != "text") {
        object answer{{"product", arguments.text("product")}, {"promise", history.promise}, {"bounds", steps_of(history)}, {"revisions", revisions_of(history.revisions)}};
        if (format == "columns") {
            answer["windows"] = as_columns(history.points);
        } else {
            base::json::array points;
            points.reserve(history.points.size());
            for (const auto& point : history.points) points.emplace_back(as_json(point));
            answer["windows"] = std::move(points);
        }
        return Output{.text = base::json::serialize(answer) + "\n", .type = "application/json"};
    }
    std::string text;
    for (const auto& point : history.points) text += line_of(point);
    return Output{.text = text.empty() ? "no window yet\n" : text};
}

}  // namespace

extern const Operation history{
    .id = "history",
    .command = "history",
    .route = {Method::get, "/v1/products/{product}/promises/{promise}/history"},
    .scope = base::Scope::view,
    .summary = "A promise window by window: value, interval, verdict, and what they have shown together.",
    .about = "Of each window the number as it is known now, held to the bound that stood when it ended (`bounds` has it as steps, `revisions` says which came when, on the product's own clock; `verdict_now` is by what stands), whether its outcomes are in, and what was estimated before they were. `evidence` is the detector's after the window was taken in, `since_release` the limits of the sequence (docs/live.md).",
    .parameters = parameters,
    .example = "charter history flight-delay-alerts useful --from 2001-05-01",
    .run = run,
};

}  // namespace operations
