#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "base/nearest.h"
#include "metrics/metric.h"
#include "operations/operation.h"
#include "operations/shared/metric_json.h"
#include "operations/shared/metric_words.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 3> parameters{{
    {.name = "ID", .sentence = "One metric; without it, all of them.", .positional = true},
    {.name = "format", .sentence = "How to write it.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

std::string full_text(const metrics::Metric& metric) {
    std::string text = fmt::format("{} ({})\n{}\n\nEstimand   {}\nFormula    {}\nSource     {}\nInterval   {}\nExample    {}\nNeeds      {}\nPromise    {}\n", metric.id, metrics::name(metric.family), metric.summary, metric.estimand,
                                   metric.formula, metric.source, metric.interval, metric.example.says, needs_of(metric), promise_example(metric));
    if (const auto before = before_labels_of(metric); !before.empty()) text += fmt::format("No labels  {}\n", before);
    for (const auto& parameter : metrics::parameters_of(metric)) text += fmt::format("Parameter  {} ({}): {}\n", parameter.name, range_of(parameter), parameter.sentence);
    for (const auto* one : metrics::as::of_metric(metric.id)) text += fmt::format("--as {}{}  ({} of {} {}) {}\n", name_of(*one), one->estimated ? " --estimated" : "", one->call, one->peer, one->version, remark_of(*one));
    return text;
}

std::string list_text() {
    std::size_t width = 0;
    for (const auto* metric : metrics::catalogue()) width = std::max(width, metric->id.size());
    std::string out;
    std::string_view family;
    for (const auto* metric : by_family()) {
        if (metrics::name(metric->family) != family) {
            family = metrics::name(metric->family);
            out += fmt::format("{}{}\n", out.empty() ? "" : "\n", family);
        }
        out += fmt::format("  {:{}}  {}\n", metric->id, width, metric->summary);
    }
    return out + "\nRun \"charter metrics ID\" for formula, source, interval and an example.\n";
}

base::Result<Output> list(const Arguments& arguments, const Surroundings&) {
    const bool as_object = arguments.text("format", "text") == "json";
    if (!arguments.has("ID")) {
        if (!as_object) return Output{list_text(), 0};
        return Output{base::pretty(catalogue_json()), 0};
    }
    const std::string id = arguments.text("ID");
    const auto* metric = metrics::find(id);
    if (metric == nullptr) {
        std::vector<std::string> names;
        for (const auto* known : metrics::catalogue()) names.emplace_back(known->id);
        const std::string nearest = base::nearest_name(id, names);
        return base::Error{base::Fault::input, "no such metric: " + id, (nearest.empty() ? "" : "did you mean " + nearest + "? ") + std::string("run \"charter metrics\" for the list")};
    }
    return Output{as_object ? base::pretty(json_of(*metric)) : full_text(*metric), 0};
}

}  // namespace

extern const Operation list_metrics{
    .id = "list_metrics",
    .command = "metrics",
    .scope = on_this_machine,
    .summary = "Says what a metric is: its meaning, formula, source, interval and an example.",
    .about = "Every number that Charter computes has one definition, and this is where it stands. The same texts are on the reference pages and, one click away from each number, in the report.",
    .parameters = parameters,
    .example = "charter metrics psi",
    .run = list,
};

}  // namespace operations
