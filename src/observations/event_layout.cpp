#include "observations/event_layout.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "charter/feedback.h"
#include "charter/rollout_plan.h"

namespace observations {

namespace {

using charter::Charter;
using charter::ColumnContract;

/// Every column that the document names but as the time or the id of an event, each once, in the order of the document.
std::vector<std::string> names_in(const Charter& document) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    const auto add_all = [&](const std::vector<std::string>& some) { std::for_each(some.begin(), some.end(), add); };
    const charter::Columns& columns = document.task.columns;
    for (const auto& [key, column] : charter::column_keys()) {
        if (key != "time" && key != "id") add(columns.*column);
    }
    add_all(columns.features);
    for (const auto& [name, column] : columns.scores) add(column);
    for (const auto& contract : document.contract) add(contract.name);
    for (const auto& population : document.populations) add(population.column);
    for (const auto& limit : document.business_limits) {
        add_all(limit.by);
        add(limit.column);
    }
    if (document.worth) {
        for (const auto& [key, money] : charter::money_keys()) add(((*document.worth).*money).column);
    }
    for (const auto& promise : document.promises) {
        add_all(promise.of);
        add_all(promise.by);
        add_all(promise.adjusted_by);
        add(promise.per);
        if (promise.where) add_all(promise.where->columns());
    }
    for (const auto& plan : charter::rollouts_of(document)) {
        add(plan.unit);
        for (const auto& metric : plan.metrics) {
            for (const auto& column : {metric.column, metric.per, metric.earlier}) add(column);
        }
    }
    add_all(document.intake.pseudonymise);
    if (const auto feedback = charter::feedback_of(document)) {
        add(feedback->seeded);
        for (const auto& column : charter::answer_columns()) add(std::string(column.name));
        // Nobody sends these: they are what reading makes of answers.
        for (const auto& column : charter::derived_answer_columns()) std::erase(names, column.name);
    }
    return names;
}

StoredType type_of(charter::AnswerType type) {
    switch (type) {
        case charter::AnswerType::number: return StoredType::number;
        case charter::AnswerType::truth: return StoredType::truth;
        case charter::AnswerType::text: return StoredType::text;
    }
    return StoredType::text;
}

std::optional<AnswerLayout> answers_of(const Charter& document) {
    const auto feedback = charter::feedback_of(document);
    if (!feedback) return std::nullopt;
    const auto& task = document.task;
    AnswerLayout answers{.corrections_count = feedback->corrections_count,
                         .numbers = task.kind == charter::TaskKind::regression,
                         .positive = task.kind == charter::TaskKind::binary ? task.positive : "",
                         .prediction = task.columns.prediction,
                         .score = task.kind == charter::TaskKind::binary ? task.columns.score : "",
                         .threshold = base::format_number(task.threshold),
                         .seeded = feedback->seeded,
                         .subject = {},
                         .surveys = {}};
    if (feedback->keep_text) answers.keep_text_micros = feedback->keep_text->micros;
    return answers;
}

StoredType type_of(const Charter& document, const std::string& name) {
    for (const auto& column : charter::answer_columns()) {
        if (column.name == name && charter::feedback_of(document).has_value()) return type_of(column.type);
    }
    const charter::Columns& columns = document.task.columns;
    const bool numbers = document.task.kind == charter::TaskKind::regression && (name == columns.label || name == columns.prediction);
    const bool score = std::any_of(columns.scores.begin(), columns.scores.end(), [&](const auto& item) { return item.second == name; });
    if (numbers || score || name == columns.score || name == columns.lower || name == columns.upper) return StoredType::number;
    if (name == columns.label || name == columns.prediction) return StoredType::text;
    const auto contract = std::find_if(document.contract.begin(), document.contract.end(), [&](const auto& one) { return one.name == name; });
    if (contract == document.contract.end()) return StoredType::text;
    switch (contract->type) {
        case ColumnContract::Type::number:
        case ColumnContract::Type::integer: return StoredType::number;
        case ColumnContract::Type::boolean: return StoredType::truth;
        case ColumnContract::Type::time: return StoredType::time;
        default: return StoredType::text;
    }
}

/// Where people stand, and what they are asked beside any prediction.
void find_surveys(EventLayout& layout, const std::string& subject) {
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
        const std::string& name = layout.columns[i].name;
        if (name == subject) layout.answers->subject = i;
        for (const char* survey : {"feedback_nps", "feedback_csat", "feedback_ces", "feedback_sus"}) {
            if (name == survey) layout.answers->surveys.push_back(i);
        }
    }
}

}  // namespace

EventLayout layout_of(const Charter& document) {
    using Role = EventField::Role;
    EventLayout layout;
    const charter::Columns& columns = document.task.columns;
    const auto& hidden = document.intake.pseudonymise;
    const auto is_hidden = [&](const std::string& name) { return std::find(hidden.begin(), hidden.end(), name) != hidden.end(); };
    layout.zone = document.zone;
    layout.answers = answers_of(document);
    layout.id_name = columns.id;
    layout.time_name = columns.time;
    layout.id_pseudonym = !columns.id.empty() && is_hidden(columns.id);
    for (const auto& name : names_in(document)) {
        const std::size_t place = layout.columns.size();
        if (name == columns.id) continue;  // kept as the event's id
        if (name == columns.time) layout.written_time = place;
        if (name == columns.label) layout.label = place;
        const bool pseudonym = is_hidden(name);
        layout.columns.push_back({name, pseudonym || name == columns.time ? StoredType::text : type_of(document, name), pseudonym});
        layout.fields[name] = {name == columns.label ? Role::label : Role::column, place};
    }
    if (layout.answers) find_surveys(layout, columns.subject);
    if (!columns.id.empty()) layout.fields[columns.id] = {Role::id};
    if (!columns.time.empty()) layout.fields[columns.time] = {Role::time};
    const std::pair<const char*, Role> words[] = {{"kind", Role::kind}, {"id", Role::id}, {"time", Role::time}, {"prediction_id", Role::prediction}, {"predicted_at", Role::predicted_at}, {"label", Role::label}, {"product", Role::ignored}};
    for (const auto& [word, role] : words) {
        layout.fields.try_emplace(word, EventField{role});
        layout.fields[std::string("charter_") + word] = {role};
    }
    // Only the charter says which column is the label.
    if (!layout.label) layout.fields.erase("label");
    for (auto& [name, field] : layout.fields) {
        if (field.role == Role::label) field.column = layout.label.value_or(0);
    }
    if (!layout.label) layout.fields.erase("charter_label");
    return layout;
}

}  // namespace observations
