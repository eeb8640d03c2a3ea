#include "charter/building.h"

/// What the model does and how the truth becomes known: task, outcomes, reference.
namespace charter {

namespace {

Columns columns_of(const Node* node) {
    if (node == nullptr) return {};
    Columns columns;
    for (const auto& [key, column] : column_keys()) columns.*column = text_of(node->find(key));
    if (const Node* features = node->find("features")) columns.features = names_of(*features);
    if (const Node* scores = node->find("scores"); scores != nullptr && scores->is_map()) {
        for (const Node& score : scores->items) columns.scores[score.key] = score.text;
    }
    return columns;
}

/// A label that is also the prediction would make every promise true.
void expect_own_label(Building& building, const Node* columns) {
    const Columns& named = building.charter.task.columns;
    if (named.label.empty() || (named.label != named.score && named.label != named.prediction)) return;
    building.faults.add(columns->place_of("label"), "the label is also the score or the prediction: " + named.label.substr(0, 60), "name the column that says what really happened");
}

void build_kind(Building& building, const Node& task) {
    building.charter.task.kind =
        choice_of(task.find("kind"), TaskKind::binary, {TaskKind::binary, TaskKind::multiclass, TaskKind::regression, TaskKind::ranking, TaskKind::generation});
}

void build_decision(Building& building) {
    const Node* task = building.root.find("task");
    if (task == nullptr || !task->is_map()) return;
    build_kind(building, *task);
    if (const Node* positive = task->find("positive"); positive != nullptr && positive->is_scalar()) {
        building.charter.task.positive = positive->text;
        building.charter.task.positive_named = true;
    }
    const Node* columns = task->find("columns");
    building.charter.task.columns = columns_of(columns);
    expect_own_label(building, columns);
    if (const Node* scores = columns == nullptr ? nullptr : columns->find("scores"); scores != nullptr && building.charter.task.kind != TaskKind::multiclass) {
        building.faults.add(scores->key_place, "a score for each class needs a task of many classes: scores", "set task.kind to multiclass, or name the one score under score");
    }
    if (const Node* decide = task->find("decide")) {
        const Node* threshold = decide->find("threshold");
        if (threshold != nullptr) building.charter.task.threshold = number_of(*threshold).value_or(building.charter.task.threshold);
    }
}

void build_outcomes(Building& building) {
    const Node* outcomes = building.root.find("outcomes");
    if (outcomes == nullptr) return;
    if (const Node* late_by = outcomes->find("late_by")) {
        building.charter.late_by = length_of(*late_by).value_or(base::Duration{});
        if (building.charter.late_by.months != 0) building.faults.add(late_by->place, "late_by needs a fixed length, and months differ: " + late_by->text, "write days: 31d");
        expect_column(building, late_by->key_place, building.charter.task.columns.time, "time", "outcomes can only be late after a time");
    }
    building.charter.absent_means = choice_of(outcomes->find("absent_means"), Absent::unknown, {Absent::unknown, Absent::negative, Absent::positive});
    if (building.charter.task.kind == TaskKind::multiclass && building.charter.absent_means != Absent::unknown) {
        building.faults.add(outcomes->place_of("absent_means"), "among many classes an absent outcome is none of them: absent_means", "remove it; rows without an outcome are left out");
    }
    building.charter.observed_when = choice_of(outcomes->find("observed_when"), Observed::always, {Observed::always, Observed::acted, Observed::not_acted});
}

void build_period(Building& building, const Node& period) {
    const Node* from = period.find("from");
    const Node* to = period.find("to");
    if (from == nullptr || to == nullptr) return;
    const auto first = time_of(*from, building.charter.zone);
    const auto end = time_of(*to, building.charter.zone);
    if (!first || !end) return;
    if (*first >= *end) building.faults.add(to->place, "the reference period ends before it begins: " + to->text, "from is its first moment, to the moment after its last");
    building.charter.reference_period = ReferencePeriod{*first, *end};
    expect_column(building, period.key_place, building.charter.task.columns.time, "time", "a period needs times");
}

void build_reference(Building& building) {
    const Node* reference = building.root.find("reference");
    if (reference == nullptr) return;
    if (const Node* period = reference->find("period")) build_period(building, *period);
    if (const Node* file = reference->find("file"); file != nullptr && file->is_scalar()) building.charter.reference_file = file->text;
}

}  // namespace

void build_task(Building& building) {
    build_decision(building);
    build_outcomes(building);
    build_reference(building);
}

void expect_column(Building& building, Place place, const std::string& column, std::string_view key, const std::string& why) {
    if (!column.empty()) return;
    building.faults.add(place, why + ", and no column is named for it: " + std::string(key), "name the column, task: {columns: {" + std::string(key) + ": ...}}");
}

}  // namespace charter
