#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/service/answer_cache.h"
#include "operations/shared/kept_rows.h"
#include "operations/shared/requirement_elsewhere.h"
#include "operations/shared/threshold_steps.h"
#include "operations/shared/worth_elsewhere.h"
#include "report/escape.h"

namespace operations {

namespace {

namespace json = base::json;
using charter::Charter;

/// Without a period: so many days up to the newest row whose outcome can be in. In fewer, money of units that are days is often too
/// skewed for an interval.
constexpr std::int64_t days_shown = 90;
constexpr std::size_t versions_max = 6;

constexpr auto parameters = std::to_array<Parameter>({
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "from", .kind = Parameter::Kind::time, .sentence = "Only rows from this moment on.", .placeholder = "TIME", .fallback = "90 days before the newest day whose outcomes can be in is over"},
    {.name = "until", .kind = Parameter::Kind::time, .sentence = "Only rows before this moment.", .placeholder = "TIME", .fallback = "when that day is over"},
    {.name = "version", .sentence = "Only the decisions of this version.", .placeholder = "V"},
    {.name = "where", .sentence = "Only rows for which this holds.", .placeholder = "CONDITION"},
    {.name = "level", .kind = Parameter::Kind::number, .sentence = "How sure intervals are; each end is wrong with at most half of the rest.", .placeholder = "0.95", .fallback = "0.95"},
});

/// What there is: when, and of which versions.
struct Extent {
    std::optional<base::Time> last;
    struct Version {
        std::string name;
        std::optional<base::Time> first, last;
        std::int64_t rows = 0;
    };
    std::vector<Version> versions;  ///< newest first
};

base::Result<Extent> extent_of(const Charter& document, observations::Source& source) {
    const auto& column = document.task.columns.version;
    const bool versioned = !column.empty() && std::any_of(source.columns().begin(), source.columns().end(), [&](const auto& info) { return info.name == column; });
    observations::Question question{{.kind = metrics::Kind::extent}, {}, {}};
    if (versioned) question.slice.by = {column};
    ASSIGN_OR_RETURN(const auto answers, source.answer({question}));
    Extent all;
    for (const auto& cell : answers.front()) {
        const auto& extent = std::get<metrics::Extent>(cell.statistic);
        if (extent.last && (!all.last || *extent.last > *all.last)) all.last = extent.last;
        if (versioned) all.versions.push_back({cell.group.front(), extent.first, extent.last, extent.rows});
    }
    std::sort(all.versions.begin(), all.versions.end(), [](const auto& a, const auto& b) { return std::tuple(b.last, b.first, b.name) < std::tuple(a.last, a.first, a.name); });
    return all;
}

/// Half-open and of whole days, so that it can be named again by its dates.
KeptRows period_of(const Charter& document, const Extent& extent, const Arguments& arguments) {
    KeptRows which;
    if (arguments.has("from")) which.from = *base::parse_time(arguments.text("from"));
    if (arguments.has("until")) which.until = *base::parse_time(arguments.text("until"));
    if (which.from || which.until || !extent.last) return which;
    const std::int64_t known = extent.last->micros - document.late_by.micros;
    const std::int64_t in_day = (known % base::micros_per_day + base::micros_per_day) % base::micros_per_day;
    which.until = base::Time{known - in_day + base::micros_per_day};
    which.from = base::Time{which.until->micros - days_shown * base::micros_per_day};
    return which;
}

json::value time_json(const std::optional<base::Time>& time) { return time ? json::value(base::format(*time)) : json::value(nullptr); }

/// What the command says; the curve is that of the steps.
json::object worth_json(const Appraisal& appraisal) {
    json::object worth = json_of(appraisal);
    worth.erase("curve");
    worth["headline"] = headline_of(appraisal);
    return worth;
}

/// The newest versions side by side, each by itself. One that decided alone is the whole.
json::array versions_json(const Charter& document, observations::Source& source, Deciding how, const Extent& extent, const Appraisal& whole) {
    json::array all;
    for (std::size_t v = 0; v < std::min(extent.versions.size(), versions_max); ++v) {
        const auto& version = extent.versions[v];
        json::object own{{"version", report::well_formed(version.name)}, {"first", time_json(version.first)}, {"last", time_json(version.last)}, {"rows", version.rows}, {"why", nullptr}, {"worth", nullptr}};
        if (extent.versions.size() == 1) {
            own["worth"] = worth_json(whole);
        } else {
            how.version = version.name;
            const auto decided = read_decisions(document, source, how);
            if (decided) own["worth"] = worth_json(appraise(document, *decided));
            else own["why"] = decided.error().what;
        }
        if (auto* worth = own["worth"].if_object()) worth->erase("decision_curve");
        all.push_back(std::move(own));
    }
    return all;
}

json::object decided_json(const Decided& decided) {
    const auto& outcomes = *decided.outcomes;
    json::array missing;
    for (const auto& id : decided.not_looked_at) missing.emplace_back(report::well_formed(id));
    return {{"rows", decided.rows}, {"decided", static_cast<std::int64_t>(outcomes.rows())}, {"unlabelled", decided.unlabelled}, {"without_amount", decided.without_amount}, {"sampled", decided.sampled},
            {"units", outcomes.clustered() ? json::value(outcomes.units()) : json::value(nullptr)}, {"per_month", decided.per_month ? json::value(*decided.per_month) : json::value(nullptr)}, {"pace", decided.pace},
            {"level", decided.level}, {"threshold", decided.threshold}, {"not_looked_at", std::move(missing)}};
}

/// Of decisions at a threshold: the whole of the page.
base::Result<json::object> of_thresholds(const Charter& document, observations::Source& source, const Deciding& how, const Extent& extent) {
    ASSIGN_OR_RETURN(const Decided decided, read_decisions(document, source, how));
    std::optional<Appraisal> appraisal;
    if (decided.stakes) appraisal = appraise(document, decided);
    json::object all{{"decided", decided_json(decided)}, {"worth", nullptr}, {"required", nullptr}, {"required_why", nullptr}};
    if (appraisal) all["worth"] = worth_json(*appraisal);
    std::optional<Decided> limited;
    std::optional<Requirement> requirement;
    if (!document.business_limits.empty()) {
        Deciding with_limits = how;
        with_limits.limits = true;
        auto read = read_decisions(document, source, with_limits);
        if (read) {
            limited = *std::move(read);
            requirement = require_of(document, *limited);
            all["required"] = json_of(*requirement);
            all["required"].as_object()["headline"] = study_of(*requirement).headline;
        } else {
            all["required_why"] = json::object{{"what", read.error().what}, {"next", read.error().next}};
        }
    }
    all["slider"] = json_of(steps_of(document, decided, appraisal ? &*appraisal : nullptr, requirement ? &*requirement : nullptr));
    all["versions"] = appraisal && !how.version ? versions_json(document, source, how, extent, *appraisal) : json::array();
    return all;
}

/// What the limits of the business demand where no threshold decides.
void put_required(const Charter& document, observations::Source& source, const Deciding& how, json::object& all) {
    const auto required = require_plainly(document, source, how);
    if (!required) {
        all["required_why"] = json::object{{"what", required.error().what}, {"next", required.error().next}};
        return;
    }
    all["required"] = json_of(*required);
    all["required"].as_object()["headline"] = study_of(*required).headline;
}

/// Predicted numbers, rankings and many classes have no threshold.
base::Result<json::object> of_other_tasks(const Charter& document, observations::Source& source, const Deciding& how, const Surroundings& surroundings) {
    const bool valued = document.worth && (document.worth->errors || !document.worth->by_position.empty());
    const bool limited = !document.business_limits.empty() && document.task.kind != charter::TaskKind::generation;
    if (!valued && !limited) return base::Error{base::Fault::input, "what decisions are worth is not known: the charter has no section value:", "add what an error costs, or what a position brings, under value:"};
    json::object all{{"elsewhere", nullptr}, {"required", nullptr}, {"required_why", nullptr}};
    if (valued) {
        Arguments as_json;
        as_json.values["format"] = {"json"};
        ASSIGN_OR_RETURN(const Output output, worth_elsewhere(document, source, how, as_json, surroundings));
        ASSIGN_OR_RETURN(all["elsewhere"], base::parse_json(output.text));
    }
    if (limited) put_required(document, source, how, all);
    return all;
}

base::Result<std::string> make(const Product& product, const Charter& document, const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto whole, open_kept(product.store(), document, {}));
    ASSIGN_OR_RETURN(const Extent extent, extent_of(document, *whole));
    const KeptRows which = period_of(document, extent, arguments);
    ASSIGN_OR_RETURN(const Deciding how, deciding(document, arguments));
    ASSIGN_OR_RETURN(const auto source, open_kept(product.store(), document, which));
    ASSIGN_OR_RETURN(const Extent within, extent_of(document, *source));
    json::object all{{"product", report::well_formed(document.product)}, {"charter", base::format(document.digest)}, {"currency", document.currency.empty() ? json::value(nullptr) : json::value(document.currency)},
                     {"task", std::string(charter::name(document.task.kind))}, {"from", time_json(which.from)}, {"until", time_json(which.until)}, {"newest", time_json(extent.last)},
                     {"version", how.version ? json::value(report::well_formed(*how.version)) : json::value(nullptr)}, {"elsewhere", nullptr}};
    json::array names;
    for (const auto& one : extent.versions) names.emplace_back(report::well_formed(one.name));
    all["known_versions"] = std::move(names);
    const bool binary = document.task.kind == charter::TaskKind::binary;
    auto found = binary ? of_thresholds(document, *source, how, within) : of_other_tasks(document, *source, how, surroundings);
    if (!found) return found.error();
    for (auto& member : *found) all[member.key()] = std::move(member.value());
    return json::serialize(all) + "\n";
}

/// All that the answer depends on beside the product.
std::string said(const Arguments& arguments) {
    std::string text;
    for (const auto& parameter : parameters) {
        if (arguments.has(parameter.name)) text += fmt::format("{}={}\n", parameter.name, arguments.text(parameter.name));
    }
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Service& service = *surroundings.request->service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const auto document = product->document();
    ASSIGN_OR_RETURN(auto text, service.answers().get(question_about(*product, "worth", said(arguments)), [&] { return make(*product, *document, arguments, surroundings); }));
    return Output{.text = std::move(text), .type = "application/json"};
}

}  // namespace

extern const Operation worth{
    .id = "worth",
    .command = "worth",
    .route = {Method::get, "/v1/products/{product}/value"},
    .scope = base::Scope::view,
    .summary = "What the decisions that a server keeps are worth, at every threshold, with the people and the promises that move with it; as JSON.",
    .about = "Over the rows of a period, the newest 90 days whose outcomes can be in unless another is named: at every step of the threshold the money per decision with its interval, of 1,000 people how many get each outcome, and the verdict of each "
             "promise and the word of each limit of the business that depends on it. Beside that what `charter value` and `charter require` say of the same rows, and the versions one by one. Answered once for a revision and a state of "
             "the data.",
    .parameters = parameters,
    .example = "charter worth flight-delay-alerts --version v2",
    .run = run,
};

}  // namespace operations
