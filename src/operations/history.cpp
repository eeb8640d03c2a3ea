#include <fmt/format.h>

#include <array>
#include <cmath>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/operation.h"
#include "operations/service/service.h"
#include "report/escape.h"
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

object as_json(const HistoryPoint& point) {
    return {{"start", base::format(point.window.start)}, {"end", base::format(point.window.end)}, {"check", report::well_formed(point.check)}, {"value", number(point.value)}, {"interval", limits_of(point.interval)},
            {"verdict", verdicts::name(point.verdict)}, {"reason", point.reason == metrics::Reason::none ? base::json::value(nullptr) : base::json::value(metrics::name(point.reason))}, {"n", point.rows}, {"matured", point.matured},
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
    add("verdict", [](const HistoryPoint& point) { return base::json::value(verdicts::name(point.verdict)); });
    add("n", [](const HistoryPoint& point) { return base::json::value(point.rows); });
    add("matured", [](const HistoryPoint& point) { return base::json::value(point.matured); });
    add("estimated", [](const HistoryPoint& point) { return base::json::value(point.estimated); });
    return columns;
}

std::string line_of(const HistoryPoint& point) {
    const std::string value = point.value ? fmt::format("{:.6g}", *point.value) : std::string(metrics::name(point.reason));
    const std::string interval = point.interval ? fmt::format(" ({:.6g} to {:.6g})", point.interval->low, point.interval->high) : "";
    return fmt::format("{}  {:<9} {}{}{}{}{}\n", base::format(point.window.start), verdicts::name(point.verdict), point.check.empty() ? "" : point.check + ": ", value, interval, point.estimated ? ", estimated" : "",
                       point.matured ? "" : ", outcomes are not all in");
}

std::optional<base::Time> time_of(const Arguments& arguments, std::string_view name) { return arguments.has(name) ? std::optional(*base::parse_time(arguments.text(name))) : std::nullopt; }

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto product, surroundings.request->service->product(arguments.text("product")));
    ASSIGN_OR_RETURN(const auto history, product->live().history(arguments.text("promise"), time_of(arguments, "from"), time_of(arguments, "until")));
    const std::string format = arguments.text("format", "text");
    if (format != "text") {
        object answer{{"product", arguments.text("product")}, {"promise", history.promise}};
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
    .about = "Of each window the number as it is known now, whether its outcomes are in, and what was estimated before they were. `evidence` is the detector's after the window was taken in, `since_release` the limits of the sequence (docs/live.md).",
    .parameters = parameters,
    .example = "charter history flight-delay-alerts useful --from 2001-05-01",
    .run = run,
};

}  // namespace operations
