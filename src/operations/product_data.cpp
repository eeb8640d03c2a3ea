#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>

#include <boost/json.hpp>

#include "base/nearest.h"
#include "operations/insight/data_page.h"
#include "operations/insight/data_shown.h"
#include "operations/service/answer_cache.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<std::string_view, 4> orders{"worst", "drift", "missing", "name"};
constexpr std::size_t limit_max = 500;
constexpr std::array<Parameter, 10> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "window", .sentence = "The newest finished window of this length, or all.", .placeholder = "LENGTH", .fallback = "the one that most promises about data have"},
    {.name = "until", .kind = Parameter::Kind::time, .sentence = "The newest window that was over by then.", .placeholder = "TIME", .fallback = "now"},
    {.name = "metric", .sentence = "How drift is measured, the same for all columns.", .placeholder = "M", .fallback = "drift"},
    {.name = "sort", .sentence = "Which columns come first.", .choices = orders, .fallback = "worst"},
    {.name = "find", .sentence = "Only columns whose name holds this.", .placeholder = "TEXT"},
    {.name = "offset", .kind = Parameter::Kind::number, .sentence = "Columns to leave out before the first that is shown.", .placeholder = "N", .fallback = "0"},
    {.name = "limit", .kind = Parameter::Kind::number, .sentence = "Columns to show, up to 500.", .placeholder = "N", .fallback = "50"},
    {.name = "format", .sentence = "How to write it.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};

base::Result<std::size_t> whole(const Arguments& arguments, std::string_view name, double fallback, double lowest, double highest) {
    const double number = arguments.number(name).value_or(fallback);
    if (number >= lowest && number <= highest && std::floor(number) == number) return static_cast<std::size_t>(number);
    return base::Error{base::Fault::input, fmt::format("{} cannot be {}", name, arguments.text(name)), fmt::format("give a whole number from {:g} to {:g}", lowest, highest)};
}

base::Result<Shown> shown_of(const Arguments& arguments) {
    Shown shown;
    shown.find = arguments.text("find");
    const std::string order = arguments.text("sort", "worst");
    shown.order = static_cast<ColumnOrder>(std::find(orders.begin(), orders.end(), order) - orders.begin());
    ASSIGN_OR_RETURN(shown.offset, whole(arguments, "offset", 0, 0, 1e6));
    ASSIGN_OR_RETURN(shown.limit, whole(arguments, "limit", 50, 1, limit_max));
    return shown;
}

base::Result<const metrics::Metric*> metric_of(const Arguments& arguments) {
    const std::string id = arguments.text("metric", "drift");
    const auto known = column_drift_metrics();
    if (std::find(known.begin(), known.end(), id) != known.end()) return metrics::find(id);
    const auto nearest = base::nearest_name(id, known);
    return base::Error{base::Fault::input, "not a metric of drift that is measured of every column: " + id, (nearest.empty() ? "" : "did you mean " + nearest + "? ") + fmt::format("these are: {}", fmt::join(known, ", "))};
}

bool about_data(const charter::Promise& promise) {
    const auto* metric = metrics::find(promise.metric);
    return metric != nullptr && (metric->family == metrics::Family::drift || metric->family == metrics::Family::data);
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto shown, shown_of(arguments));
    ASSIGN_OR_RETURN(const auto* metric, metric_of(arguments));
    ASSIGN_OR_RETURN(const ProductView view, view_of(request, arguments));
    const auto until = arguments.has("until") ? std::optional(*base::parse_time(arguments.text("until"))) : std::nullopt;
    ASSIGN_OR_RETURN(const Stretch stretch, stretch_of(view, arguments.text("window"), until, {}, usual_window(*view.document, about_data)));
    const auto measured = request.service->answers().get(kept_under(view, stretch, "data", std::string(metric->id)), [&]() -> base::Result<std::string> {
        ASSIGN_OR_RETURN(const auto data, look_at_data(view, stretch, *metric, surroundings.stop));
        return base::json::serialize(data);
    });
    if (!measured) return measured.error();
    ASSIGN_OR_RETURN(auto parsed, base::parse_json(*measured));
    base::json::object data = std::move(parsed.as_object());
    data["window"] = json_of(stretch);
    data["metric"] = base::json::object{{"id", metric->id}, {"summary", metric->summary}, {"formula", metric->formula}, {"source", metric->source}, {"interval", metric->interval}};
    const auto page = data_page(view, std::move(data), shown);
    if (arguments.text("format", "text") == "json") return Output{.text = base::json::serialize(page) + "\n", .type = "application/json"};
    return Output{.text = data_text(page)};
}

}  // namespace

extern const Operation product_data{
    .id = "product_data",
    .command = "data",
    .route = {Method::get, "/v1/products/{product}/data"},
    .scope = base::Scope::view,
    .summary = "A product's data: what was promised of them, and every column beside the reference.",
    .about = "The lines of the data contract, the populations and the promises of drift as they stand; of each column what is missing and invalid, its range, and how far it moved from the reference, with the shares of both sides for a picture. "
             "Drift is measured of every column in the same way, over one window; the promises keep their own metrics and windows. The worst columns come first.",
    .parameters = parameters,
    .example = "charter data flight-delay-alerts --sort drift",
    .run = run,
};

}  // namespace operations
