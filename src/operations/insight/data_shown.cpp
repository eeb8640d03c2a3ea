#include "operations/insight/data_shown.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>

#include "operations/insight/pictures.h"
#include "operations/shared/plan.h"
#include "report/escape.h"
#include "report/figures.h"
#include "report/json.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using metrics::Kind;
using metrics::Reason;
using observations::ColumnInfo;
using observations::ColumnType;

constexpr std::size_t columns_at_once = 48;
constexpr double level = 0.95;
constexpr std::int64_t hour_micros = 3'600 * base::micros_per_second;

value finite(const std::optional<double>& number) { return number && std::isfinite(*number) ? value(*number) : value(nullptr); }

std::string_view word_for(ColumnType type) {
    switch (type) {
        case ColumnType::number: return "number";
        case ColumnType::integer: return "integer";
        case ColumnType::boolean: return "boolean";
        case ColumnType::text: return "text";
        case ColumnType::time: return "time";
        case ColumnType::other: break;
    }
    return "other";
}

/// What the column is to the task; empty: a column like others.
std::string role_of(const std::string& column, const charter::Columns& columns) {
    for (const auto& [key, named] : charter::column_keys()) {
        if (columns.*named == column) return std::string(key);
    }
    for (const auto& [name, score] : columns.scores) {
        if (score == column) return "score";
    }
    return std::find(columns.features.begin(), columns.features.end(), column) != columns.features.end() ? "feature" : "";
}

/// A document that names no label and no score: whatever stands in them is shown, also where it is neither.
charter::Charter neutral(const charter::Charter& document) {
    charter::Charter reading = document;
    charter::Columns columns;
    columns.time = document.task.columns.time;
    columns.id = document.task.columns.id;
    columns.unit = document.task.columns.unit;
    columns.version = document.task.columns.version;
    reading.task.columns = std::move(columns);
    reading.task.kind = charter::TaskKind::binary;
    reading.late_by = {};
    return reading;
}

/// The questions about one column, by their places in the plans.
struct Asked {
    const ColumnInfo* info = nullptr;
    const charter::ColumnContract* contract = nullptr;
    std::size_t summary = 0;
    std::optional<std::size_t> reference_summary, quality;
    std::optional<Measurement> drift, unseen;
    std::string no_drift;  ///< why it is not measured
    Reason reason = Reason::none;
};

struct Looking {
    const ProductView* view = nullptr;
    const Stretch* stretch = nullptr;
    const metrics::Metric* drift = nullptr;
    std::vector<ColumnInfo> reference_columns;
    bool has_reference = false;
};

std::size_t ask_of_column(Plan& plan, Kind kind, const std::string& column, const charter::ColumnContract* contract = nullptr) {
    observations::Question question;
    question.wish.kind = kind;
    question.wish.column = column;
    if (contract != nullptr) question.contract = *contract;
    return plan.ask(std::move(question));
}

/// As the planner asks, except that a column of a great many texts is left without a distribution instead of ending it all.
Measurement ask_gently(const metrics::Metric& metric, const std::string& column, Plan& current, Plan& reference) {
    Plan here, there;
    Measurement measurement = ask(metric, column, Asking{}, false, here, there);
    const auto gently = [](observations::Question question) {
        question.wish.few_texts = true;
        return question;
    };
    measurement.question = current.ask(gently(here.questions()[measurement.question]));
    if (measurement.reference) measurement.reference = reference.ask(gently(there.questions()[*measurement.reference]));
    return measurement;
}

/// Why a column has no drift before anything is read; nothing: it is asked for.
std::optional<std::pair<Reason, std::string>> obstacle(const ColumnInfo& info, const ColumnInfo* other, const Looking& looking) {
    const auto& document = *looking.view->document;
    const auto& task = document.task.columns;
    if (info.name == task.version) return std::pair(Reason::not_computed, std::string("another version is there on purpose"));
    if (info.name == task.id) return std::pair(Reason::not_computed, std::string("every row has an id of its own"));
    if (!looking.has_reference) return std::pair(Reason::no_reference, std::string("the charter names no reference, or the server was not given its file"));
    if (other == nullptr) return std::pair(Reason::missing_column, std::string("the reference has no such column"));
    if (info.type == ColumnType::time || info.type == ColumnType::other) return std::pair(Reason::wrong_type, std::string("times move by themselves"));
    const bool ripe = looking.stretch->until && looking.stretch->until->micros + document.late_by.micros <= looking.view->complete_until.micros;
    if (info.name == task.label && document.late_by.micros > 0 && !ripe) return std::pair(Reason::not_matured, std::string("outcomes are still to come, and until then the missing ones would look like drift"));
    return std::nullopt;
}

Asked ask_about(const ColumnInfo& info, const Looking& looking, Plan& current, Plan& reference) {
    Asked asked;
    asked.info = &info;
    const auto other = std::find_if(looking.reference_columns.begin(), looking.reference_columns.end(), [&](const auto& column) { return column.name == info.name; });
    const bool has_other = looking.has_reference && other != looking.reference_columns.end();
    for (const auto& contract : looking.view->document->contract) {
        if (contract.name == info.name) asked.contract = &contract;
    }
    asked.summary = ask_of_column(current, Kind::summary, info.name);
    if (asked.contract != nullptr) asked.quality = ask_of_column(current, Kind::quality, info.name, asked.contract);
    if (has_other) asked.reference_summary = ask_of_column(reference, Kind::summary, info.name);
    if (const auto reason = obstacle(info, has_other ? &*other : nullptr, looking)) {
        asked.reason = reason->first;
        asked.no_drift = reason->second;
        return asked;
    }
    asked.drift = ask_gently(*looking.drift, info.name, current, reference);
    if (info.type == ColumnType::text && other->type == ColumnType::text) asked.unseen = ask_gently(*metrics::find("unseen_category_share"), info.name, current, reference);
    return asked;
}

template <class S>
const S* only(const observations::Answer& answer) {
    return answer.empty() ? nullptr : std::get_if<S>(&answer.front().statistic);
}

object json_of(const metrics::Summary* summary) {
    if (summary == nullptr) return {{"rows", 0}, {"missing", 0}, {"distinct", 0}, {"distinct_exact", true}, {"min", nullptr}, {"max", nullptr}, {"mean", nullptr}, {"standard_deviation", nullptr}};
    return {{"rows", summary->rows}, {"missing", summary->missing}, {"distinct", summary->distinct.value()}, {"distinct_exact", summary->distinct.exact()},
            {"min", finite(summary->min)}, {"max", finite(summary->max)}, {"mean", finite(summary->mean())}, {"standard_deviation", finite(summary->standard_deviation())}};
}

/// What is invalid by the contract, the most frequent reason first.
value json_of(const metrics::Quality* quality) {
    if (quality == nullptr) return nullptr;
    std::vector<std::pair<std::string, std::int64_t>> reasons(quality->reasons.begin(), quality->reasons.end());
    std::stable_sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    array listed;
    for (const auto& [why, rows] : reasons) listed.emplace_back(object{{"why", report::well_formed(why)}, {"rows", rows}});
    return object{{"rows", quality->rows}, {"missing", quality->missing}, {"invalid", quality->invalid}, {"reasons", std::move(listed)}};
}

object column_json(const Asked& asked, const Looking& looking, const Answers& current, const Answers& reference) {
    const ColumnInfo& info = *asked.info;
    object column{{"name", report::well_formed(info.name)}, {"type", word_for(info.type)}, {"declared", report::well_formed(info.declared)}, {"role", nullptr}};
    if (const std::string role = role_of(info.name, looking.view->document->task.columns); !role.empty()) column["role"] = role;
    column["current"] = json_of(only<metrics::Summary>(current[asked.summary]));
    column["reference"] = asked.reference_summary ? value(json_of(only<metrics::Summary>(reference[*asked.reference_summary]))) : value(nullptr);
    column["quality"] = asked.quality ? json_of(only<metrics::Quality>(current[*asked.quality])) : value(nullptr);
    column["unseen"] = nullptr;
    column["picture"] = nullptr;
    if (!asked.drift) {
        column["drift"] = report::estimate_json(metrics::Estimate::absent(asked.reason, asked.no_drift), level);
        return column;
    }
    const auto measured = estimates_in(*asked.drift, current, reference, 0);
    const Measured& whole = measured.front();
    column["drift"] = report::estimate_json(whole.estimate, level);
    const auto figure = whole.current == nullptr ? std::nullopt : report::figure_of(*looking.drift, *whole.current, whole.reference.get(), asked.drift->setting.bins);
    if (figure) column["picture"] = picture_json(*figure);
    if (asked.unseen) {
        const auto estimate = estimates_in(*asked.unseen, current, reference, 0).front().estimate;
        if (estimate.value) column["unseen"] = object{{"share", *estimate.value}, {"names", report::well_formed(estimate.detail)}};
    }
    return column;
}

/// Hours of a few days, days of a year, else weeks.
base::Duration step_of(const Stretch& stretch) {
    if (!stretch.from || !stretch.until) return {.micros = base::micros_per_day};
    const std::int64_t days = (stretch.until->micros - stretch.from->micros) / base::micros_per_day;
    return {.micros = days <= 3 ? hour_micros : days <= 400 ? base::micros_per_day : 7 * base::micros_per_day};
}

object volume_json(const observations::Answer& answer, const charter::Windowing& windowing) {
    array steps;
    for (const auto& cell : answer) steps.emplace_back(object{{"start", base::format(windowing.start_of(cell.window))}, {"end", base::format(windowing.end_of(cell.window))}, {"rows", std::get<metrics::Extent>(cell.statistic).rows}});
    return {{"step", base::format(*windowing.length())}, {"steps", std::move(steps)}};
}

base::Result<array> read_columns(const std::vector<ColumnInfo>& columns, const Looking& looking, observations::Source& current_rows, observations::Source* reference_rows, const std::atomic<bool>* stop) {
    array shown;
    for (std::size_t first = 0; first < columns.size(); first += columns_at_once) {
        if (stop != nullptr && *stop) return base::Error{base::Fault::interrupted, "stopped before all columns were read", "ask again"};
        Plan current, reference;
        std::vector<Asked> asked;
        for (std::size_t i = first; i < std::min(columns.size(), first + columns_at_once); ++i) asked.push_back(ask_about(columns[i], looking, current, reference));
        ASSIGN_OR_RETURN(const Answers answers, current_rows.answer(current.questions()));
        Answers reference_answers;
        if (reference_rows != nullptr && !reference.questions().empty()) {
            ASSIGN_OR_RETURN(reference_answers, reference_rows->answer(reference.questions()));
        }
        for (const auto& one : asked) shown.emplace_back(column_json(one, looking, answers, reference_answers));
    }
    return shown;
}

}  // namespace

std::vector<std::string> column_drift_metrics() {
    std::vector<std::string> ids;
    for (const auto* metric : metrics::catalogue()) {
        const auto& needs = metric->needs;
        if (metric->family == metrics::Family::drift && needs.kind == Kind::histogram && needs.reference && needs.column && !needs.columns && !needs.population && !needs.pair) ids.emplace_back(metric->id);
    }
    return ids;
}

base::Result<object> look_at_data(const ProductView& view, const Stretch& stretch, const metrics::Metric& drift, const std::atomic<bool>* stop) {
    const charter::Charter reading = neutral(*view.document);
    ASSIGN_OR_RETURN(const ViewedRows rows, open_rows(view, reading, stretch, stop));
    Looking looking{.view = &view, .stretch = &stretch, .drift = &drift, .reference_columns = {}, .has_reference = rows.reference != nullptr};
    if (rows.reference) looking.reference_columns = rows.reference->columns();
    std::vector<ColumnInfo> columns = rows.current->columns();
    std::erase_if(columns, [](const auto& column) { return is_ours(column.name); });

    object data{{"volume", nullptr}};
    observations::Question extent;
    const bool timed = !view.document->task.columns.time.empty();
    if (timed) extent.slice.window = charter::Windowing(step_of(stretch), view.document->zone);
    ASSIGN_OR_RETURN(const auto extents, rows.current->answer({extent}));
    if (timed) data["volume"] = volume_json(extents.front(), extent.slice.window);

    ASSIGN_OR_RETURN(auto shown, read_columns(columns, looking, *rows.current, rows.reference.get(), stop));
    data["rows"] = rows.current->rows();
    data["timeless"] = rows.current->timeless();
    data["unreadable"] = rows.current->unreadable();
    data["rejected"] = rows.current->rejected();
    data["newest"] = rows.current->newest() ? value(base::format(*rows.current->newest())) : value(nullptr);
    data["reference"] = rows.reference ? value(object{{"rows", rows.reference->rows()}, {"newest", rows.reference->newest() ? value(base::format(*rows.reference->newest())) : value(nullptr)},
                                                      {"from", view.document->reference_file ? "file" : "period"}})
                                       : value(nullptr);
    data["columns"] = std::move(shown);
    return data;
}

}  // namespace operations
