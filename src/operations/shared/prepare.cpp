#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "operations/shared/amounts.h"
#include "operations/shared/assessment.h"
#include "operations/shared/task_columns.h"
#include "operations/shared/worth_measured.h"

namespace operations {

namespace {

using charter::Promise;
using metrics::Metric;
using metrics::Reason;

/// The first needed column that the data lack, as a sentence; empty when all are there.
std::string lacking(const std::vector<std::string>& needed, const std::vector<observations::ColumnInfo>& columns, std::string_view side) {
    std::vector<std::string> names;
    for (const auto& column : columns) names.push_back(column.name);
    for (const auto& name : needed) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        const auto nearest = base::nearest_name(name, names);
        return fmt::format("the {} have no column \"{}\"{}", side, name, nearest.empty() ? "" : "; nearest is \"" + nearest + "\"");
    }
    return {};
}

/// Columns of the task that the metric reads. The document was checked: those that it must name, it names.
std::vector<std::string> task_columns(const Metric& metric, const charter::Task& task) {
    std::vector<std::string> needed;
    charter::Columns columns = task.columns;
    settle_score(columns, task.positive);
    const std::string score = columns.score;
    // Without a prediction the highest of the classes' scores decides.
    const bool scores_decide = !columns.scores.empty() && columns.prediction.empty() && (metric.takes_classes() || (metric.takes_one_class() && !metric.reads().score));
    if (scores_decide || metric.takes_class_scores()) {
        for (const auto& [one, column] : columns.scores) needed.push_back(column);
        columns.score.clear();
    }
    if (task.kind == charter::TaskKind::multiclass && !columns.prediction.empty()) columns.score.clear();  // the decision is the predicted class
    if (metric.reads().score) columns.score = score;
    for (const auto& key : keys_of(metric.reads())) {
        if (const auto& name = column_for(columns, key); !name.empty()) needed.push_back(name);
    }
    return needed;
}

/// Also of the reference, when it is asked: columns, slices and what the metric reads.
std::vector<std::string> needed_columns(const Promise& promise, const Metric& metric, const charter::Task& task) {
    auto needed = task_columns(metric, task);
    needed.insert(needed.end(), promise.of.begin(), promise.of.end());
    needed.insert(needed.end(), promise.by.begin(), promise.by.end());
    needed.insert(needed.end(), promise.adjusted_by.begin(), promise.adjusted_by.end());
    if (!promise.per.empty()) needed.push_back(promise.per);
    if (promise.where) {
        for (const auto& name : promise.where->columns()) needed.push_back(name);
    }
    return needed;
}

const std::vector<std::string>& features_of(const Promise& promise, const charter::Charter& document) { return promise.of.empty() ? document.task.columns.features : promise.of; }

Asking asking_for(const Promise& promise, const Ground& ground, const Subject& subject) {
    const std::string& column = subject.first;
    const auto& document = *ground.charter;
    Asking asking;
    asking.slice.where = promise.where;
    asking.slice.by = promise.by;
    asking.slice.version = promise.version ? promise.version : ground.version;
    if (promise.over) asking.slice.window = charter::Windowing(*promise.over, document.zone);
    if (promise.over) asking.season = charter::windows_in(promise.season, *promise.over);
    asking.per = promise.per;
    asking.adjusted_by = promise.adjusted_by;
    if (promise.against) asking.against = *promise.against;
    asking.other = subject.second;
    if (const auto* population = document.population(column)) asking.population = population->shares;
    asking.parameters = promise.with;
    asking.parameters.try_emplace("threshold", document.task.threshold);
    asking.classes = document.task.kind == charter::TaskKind::multiclass && (!document.task.columns.prediction.empty() || !document.task.columns.scores.empty());
    asking.class_scores = in_order_of_classes({document.task.columns.scores.begin(), document.task.columns.scores.end()});
    asking.one_class = promise.category.empty() ? document.task.positive : promise.category;
    for (const auto& contract : document.contract) {
        if (contract.name == column) asking.contract = contract;
    }
    asking.features = features_of(promise, document);
    asking.prediction = document.task.columns.prediction;
    asking.label = document.task.columns.label;
    if (promise.estimated) asking.estimated_from = document.task.columns.score;
    return asking;
}

bool has_column(const std::string& name, const std::vector<observations::ColumnInfo>& columns) {
    return !name.empty() && std::any_of(columns.begin(), columns.end(), [&](const auto& column) { return column.name == name; });
}

/// Whether the metric needs outcomes that are never seen.
bool unseen(const Metric& metric, charter::Observed observed) {
    if (observed == charter::Observed::always || !metric.needs_labels()) return false;
    return metric.every_label || metric.of_negatives != (observed == charter::Observed::not_acted);
}

/// What the windows whose outcomes are not in look like. Only where outcomes come late, and a reference has theirs.
bool foreseeable(const Promise& promise, const Metric& metric, const Ground& ground) {
    const auto& document = *ground.charter;
    const auto& columns = document.task.columns;
    const bool over_classes = is_over_classes(metric, asking_for(promise, ground, {}));
    const bool estimable = over_classes || (metric.estimable && !(document.task.kind == charter::TaskKind::multiclass && metric.takes_classes()));
    if (promise.estimated || !estimable || !promise.over || promise.about == charter::About::census || promise.bound.relative) return false;
    if (document.late_by.micros == 0 || document.observed_when != charter::Observed::always || !ground.has_reference) return false;
    auto needed = promise.by;
    if (promise.where) {
        for (const auto& name : promise.where->columns()) needed.push_back(name);
    }
    if (!over_classes) needed.push_back(columns.score);
    for (const auto& [name, column] : columns.scores) {
        if (over_classes) needed.push_back(column);
    }
    for (const auto& name : needed) {
        if (!has_column(name, ground.columns) || !has_column(name, ground.reference_columns)) return false;
    }
    return has_column(columns.time, ground.columns) && has_column(columns.label, ground.reference_columns);
}

/// For a metric that is not identified: which rows have outcomes, by score.
std::optional<Prepared::Labelled> labelled_by_score(const Promise& promise, const Ground& ground, Plan& current) {
    const auto& columns = ground.charter->task.columns;
    if (!has_column(columns.score, ground.columns) || !has_column(columns.label, ground.columns)) return std::nullopt;
    observations::Question question;
    question.slice.where = promise.where;
    question.slice.version = promise.version ? promise.version : ground.version;
    if (promise.over) question.slice.window = charter::Windowing(*promise.over, ground.charter->zone);
    Prepared::Labelled labelled;
    question.wish = {.kind = metrics::Kind::value_runs, .column = columns.score};
    labelled.scores = current.ask(question);
    question.wish = {.kind = metrics::Kind::score_runs};
    labelled.labelled = current.ask(question);
    return labelled;
}

std::optional<Reason> unusable(const Promise& promise, const Metric& metric, const Ground& ground, std::string& detail) {
    const auto& document = *ground.charter;
    const bool worth_of_rows = is_worth_of_rows(metric, document);
    if (worth_of_rows && promise.estimated) {
        detail = "what rows are worth can be said once their outcomes are known";
        return Reason::not_computed;
    }
    if (worth_of_rows && !(detail = lacking_for_worth(ground)).empty()) return Reason::not_computed;
    const bool asks_reference = metric.needs.reference || promise.bound.relative || promise.estimated;
    if (asks_reference && !ground.has_reference) return Reason::no_reference;
    auto needed = needed_columns(promise, metric, document.task);
    const bool over_classes = is_over_classes(metric, asking_for(promise, ground, {}));
    if (promise.estimated && !over_classes && !metric.estimable) {
        detail = "it can be estimated among many classes with a score for each: task.kind: multiclass and task.columns.scores";
        return Reason::not_computed;
    }
    for (const auto& [name, column] : document.task.columns.scores) {
        if (promise.estimated && over_classes) needed.push_back(column);
    }
    if (metric.needs.features) {
        const auto& features = features_of(promise, document);
        needed.insert(needed.end(), features.begin(), features.end());
    }
    if (metric.learns_labels && !(detail = lacking({document.task.columns.label}, ground.reference_columns, "reference data")).empty()) return Reason::missing_column;
    if (asks_reference && !(detail = lacking(needed, ground.reference_columns, "reference data")).empty()) return Reason::missing_column;
    // An estimate is made before there are labels.
    if (promise.estimated) std::erase(needed, document.task.columns.label);
    if (promise.over && !document.task.columns.time.empty()) needed.push_back(document.task.columns.time);
    if ((promise.version || ground.version) && !document.task.columns.version.empty()) needed.push_back(document.task.columns.version);
    if (!(detail = lacking(needed, ground.columns, "data")).empty()) return Reason::missing_column;
    if (!promise.estimated && unseen(metric, document.observed_when)) {
        detail = document.observed_when == charter::Observed::acted ? "outcomes are seen only where the model's decision was acted on" : "outcomes are seen only where the model's decision was not acted on";
        return Reason::not_identified;
    }
    return std::nullopt;
}

}  // namespace

Prepared prepare(const Promise& promise, const Ground& ground, Plan& current, Plan& reference) {
    Prepared prepared;
    prepared.promise = &promise;
    if (promise.metric.empty()) {
        prepared.reason = Reason::no_record;
        return prepared;
    }
    prepared.metric = metrics::find(promise.metric);
    ASSERT(prepared.metric != nullptr);  // the document was checked against the catalogue
    const auto kind = ground.charter->task.kind;
    if (kind != charter::TaskKind::binary && kind != charter::TaskKind::multiclass && prepared.metric->family == metrics::Family::classification) {
        prepared.reason = Reason::not_computed;
        prepared.detail = fmt::format("it is about two outcomes, and the task is of kind {}", charter::name(kind));
        return prepared;
    }
    if (foreseeable(promise, *prepared.metric, ground) && !is_worth_of_rows(*prepared.metric, *ground.charter)) {
        Asking asking = asking_for(promise, ground, {});
        asking.estimated_from = ground.charter->task.columns.score;
        prepared.early = ask(*prepared.metric, "", asking, false, current, reference);
        prepared.early->compare = promise.compare;
        prepared.early->setting.amounts = amounts_of(*ground.charter);
    }
    if (const auto reason = unusable(promise, *prepared.metric, ground, prepared.detail)) {
        prepared.reason = *reason;
        if (*reason == Reason::not_identified) prepared.labelled = labelled_by_score(promise, ground, current);
        return prepared;
    }
    if (prepared.metric->needs.columns) {
        prepared.measurements.push_back(ask_columns(*prepared.metric, promise.of, [&](const std::string& column) { return asking_for(promise, ground, Subject{column, ""}); }, current, reference));
        return prepared;
    }
    if (is_worth_of_rows(*prepared.metric, *ground.charter)) {
        prepared.measurements.push_back(measure_worth(*prepared.metric, *ground.charter, asking_for(promise, ground, {}), promise.bound.relative, current, reference));
        prepared.measurements.back().compare = promise.compare;
        return prepared;
    }
    const auto columns = promise.of.empty() || prepared.metric->needs.features ? std::vector<std::string>{""} : promise.of;
    for (const auto& subject : subjects_of(*prepared.metric, columns)) {
        auto measurement = ask(*prepared.metric, subject.first, asking_for(promise, ground, subject), promise.bound.relative, current, reference);
        measurement.compare = promise.compare;
        if (!promise.category.empty()) measurement.setting.category = promise.category;
        measurement.setting.amounts = amounts_of(*ground.charter);
        measurement.amount_variances = amount_variances(*ground.charter);
        prepared.measurements.push_back(std::move(measurement));
    }
    return prepared;
}

}  // namespace operations
