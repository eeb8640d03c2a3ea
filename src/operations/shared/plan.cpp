#include "operations/shared/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/digest.h"
#include "metrics/statistics/joined.h"

namespace operations {

namespace {

using metrics::Estimate;
using metrics::Kind;
using metrics::Reason;
using observations::Answer;
using observations::Cell;

/// A question as text: equal texts are equal questions.
std::string key_of(const observations::Question& question) {
    const auto& wish = question.wish;
    const auto& slice = question.slice;
    std::string key = fmt::format("{}|{}|{}|{:.17g}|{}", static_cast<int>(wish.kind), wish.column, static_cast<int>(wish.expression), wish.threshold, wish.bins);
    key += fmt::format("|{:.17g}", wish.at);
    key += fmt::format("|{}|{}|{}", slice.where ? charter::format(*slice.where) : "", slice.version.value_or("\x01"), fmt::join(slice.by, "\x02"));
    if (slice.window.length()) key += fmt::format("|{}|{}", base::format(*slice.window.length()), slice.window.zone().name());
    if (question.contract) key += "|contract " + question.contract->name;
    return key;
}

/// What was kept of the reference may not answer a question; why not holds for every group.
const Cell* unanswered(const Answer& answer) {
    return answer.size() == 1 && std::holds_alternative<metrics::Unanswered>(answer.front().statistic) ? &answer.front() : nullptr;
}

const Cell* cell_of(const Answer& answer, std::int64_t window, const std::string& group) {
    if (const Cell* cell = unanswered(answer)) return cell;
    for (const auto& cell : answer) {
        if (cell.window == window && group_name(cell.group) == group) return &cell;
    }
    return nullptr;
}

std::vector<const Cell*> cells_of(const Answer& answer, std::int64_t window) {
    std::vector<const Cell*> cells;
    for (const auto& cell : answer) {
        if (cell.window == window) cells.push_back(&cell);
    }
    return cells;
}

/// The reference's statistic for a group; the reference is one window.
const metrics::Statistic* reference_statistic(const Measurement& measurement, const Answers& reference, const std::string& group) {
    if (!measurement.reference || *measurement.reference >= reference.size()) return nullptr;
    const Cell* cell = cell_of(reference[*measurement.reference], 0, group);
    return cell == nullptr ? nullptr : &cell->statistic;
}

metrics::Setting setting_for(const Measurement& measurement, const std::string& group) {
    metrics::Setting setting = measurement.setting;
    setting.seed = seed_for(fmt::format("{}/{}/{}", measurement.metric->id, measurement.column, group));
    return setting;
}

Estimate estimate_of(const Measurement& measurement, const Cell& cell, const Answers& reference, const std::string& group) {
    const auto* reference_side = measurement.needs.reference ? reference_statistic(measurement, reference, group) : nullptr;
    if (measurement.needs.reference && measurement.reference && reference_side == nullptr) return Estimate::absent(Reason::no_reference, "the reference has no rows of this slice");
    return metrics::evaluate(measurement.evaluate, cell.statistic, reference_side, setting_for(measurement, group));
}

/// Each group beside the others together: their statistics are added up, and its own is taken away again.
Estimate from_overall(const Measurement& measurement, const std::vector<const Cell*>& cells, const std::vector<metrics::NamedEstimate>& groups) {
    std::vector<const metrics::Statistic*> parts;
    for (const auto* cell : cells) parts.push_back(&cell->statistic);
    const auto all = measurement.needs.reference ? std::nullopt : metrics::joined(parts);
    if (!all) return Estimate::absent(Reason::not_computed, "groups can be compared with all rows only by what adds up: counts, means and reliability");
    const Estimate overall = metrics::evaluate(measurement.evaluate, *all, nullptr, setting_for(measurement, ""));
    std::vector<metrics::Beside> beside;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto rest = metrics::without(*all, cells[i]->statistic);
        beside.push_back({groups[i], metrics::evaluate(measurement.evaluate, rest, nullptr, setting_for(measurement, groups[i].name + " rest")), overall});
    }
    return metrics::largest_from_overall(beside, measurement.metric->highest - measurement.metric->lowest);
}

Measured compared(const Measurement& measurement, const std::vector<const Cell*>& cells, const Answers& reference) {
    Measured measured;
    for (const auto* cell : cells) {
        const std::string name = group_name(cell->group);
        measured.groups.push_back({name, estimate_of(measurement, *cell, reference, name)});
    }
    const metrics::Metric& metric = *measurement.metric;
    switch (measurement.compare) {
        case charter::Compare::ratio: measured.estimate = metrics::smallest_ratio(measured.groups); break;
        case charter::Compare::to_overall: measured.estimate = from_overall(measurement, cells, measured.groups); break;
        case charter::Compare::worst:
            measured.estimate = metrics::worst_group(measured.groups, metric.better == metrics::Better::higher ? metrics::Worst::lowest : metrics::Worst::highest, metric.lowest, metric.highest);
            break;
        case charter::Compare::none:
        case charter::Compare::difference: measured.estimate = metrics::largest_difference(measured.groups, metric.highest - metric.lowest); break;
    }
    return measured;
}

/// The metric whose value by group a fairness metric compares, to be shown beside it.
const metrics::Metric* shown_by_group(const metrics::Metric& metric) {
    if (metric.id.starts_with("demographic") || metric.id == "impact_ratio") return metrics::find("positive_rate");
    return metrics::find(metric.id.starts_with("predictive") ? "precision" : "recall");
}

Measured between_groups(const Measurement& measurement, const std::vector<const Cell*>& cells) {
    Measured measured;
    std::vector<metrics::GroupStatistic> groups;
    const auto* shown = shown_by_group(*measurement.metric);
    for (const auto* cell : cells) {
        const std::string name = group_name(cell->group);
        groups.push_back({name, &cell->statistic});
        measured.groups.push_back({name, metrics::evaluate(*shown, cell->statistic, nullptr, setting_for(measurement, name))});
    }
    measured.estimate = metrics::evaluate_groups(measurement.evaluate, groups, setting_for(measurement, ""));
    return measured;
}

/// No rows is an answer for counts, and no answer for everything else.
Measured nothing(const Measurement& measurement) {
    Measured measured;
    if (measurement.metric->needs.kind == Kind::extent) measured.estimate = metrics::evaluate(*measurement.metric, metrics::Extent{}, nullptr, measurement.setting);
    else measured.estimate = Estimate::absent(Reason::no_rows);
    return measured;
}

/// A metric of several columns, for each group from the estimates of all of them.
std::vector<Measured> over_columns(const Measurement& measurement, const Answers& current, const Answers& reference, std::int64_t window) {
    std::map<std::string, std::vector<metrics::NamedEstimate>> by_group;
    for (const auto& of : measurement.of_columns) {
        for (auto& measured : estimates_in(of, current, reference, window)) by_group[measured.group].push_back({of.column, std::move(measured.estimate)});
    }
    std::vector<Measured> all;
    for (auto& [group, columns] : by_group) {
        Measured measured;
        measured.group = group;
        measured.estimate = metrics::evaluate_columns(*measurement.metric, columns, setting_for(measurement, group));
        measured.groups = std::move(columns);
        all.push_back(std::move(measured));
    }
    return all;
}

/// Every parameter that the metric has.
std::map<std::string, double, std::less<>> numbers_for(const metrics::Metric& metric, const std::map<std::string, double>& given) {
    std::map<std::string, double, std::less<>> numbers;
    for (const auto& parameter : metrics::parameters_of(metric)) {
        const auto found = given.find(std::string(parameter.name));
        numbers.emplace(parameter.name, found == given.end() ? parameter.fallback : found->second);
    }
    return numbers;
}

}  // namespace

std::size_t Plan::ask(observations::Question question) {
    const auto [at, added] = numbers_.emplace(key_of(question), questions_.size());
    if (added) questions_.push_back(std::move(question));
    return at->second;
}

Measurement ask(const metrics::Metric& metric, const std::string& column, const Asking& asking, bool relative, Plan& current, Plan& reference) {
    Measurement measurement;
    measurement.metric = &metric;
    measurement.as = asking.as;
    measurement.needs = asking.as != nullptr ? asking.as->needs : metric.needs;
    measurement.evaluate = asking.as != nullptr ? asking.as->evaluate : metric.evaluate;
    if (asking.as != nullptr && asking.text && asking.as->evaluate_text) {
        measurement.needs.kind = Kind::histogram;
        measurement.evaluate = *asking.as->evaluate_text;
    }
    const metrics::Need& needs = measurement.needs;
    observations::Question question;
    question.wish.kind = needs.kind;
    question.wish.column = column;
    // Only what a statistic depends on is part of its question, so that promises share it.
    if (needs.kind == Kind::moments) question.wish.expression = needs.expression;
    const auto numbers = numbers_for(metric, asking.parameters);
    if (needs.kind == Kind::confusion) question.wish.threshold = numbers.at("threshold");
    if (needs.kind == Kind::reliability) question.wish.bins = static_cast<int>(numbers.at("bins"));
    if (!needs.at.empty()) question.wish.at = numbers.find(needs.at)->second;
    if (needs.kind == Kind::quality) question.contract = asking.contract;
    question.slice = asking.slice;

    measurement.column = column;
    measurement.setting.numbers = numbers;
    if (const auto bins = numbers.find("bins"); bins != numbers.end()) measurement.setting.bins = static_cast<int>(bins->second);
    if (needs.reference || relative) {
        observations::Question same = question;
        same.slice.window = {};
        same.slice.version.reset();
        measurement.reference = reference.ask(std::move(same));
    }
    measurement.question = current.ask(std::move(question));
    return measurement;
}

Measurement ask_columns(const metrics::Metric& metric, const std::vector<std::string>& columns, const std::function<Asking(const std::string& column)>& asking_of, Plan& current, Plan& reference) {
    ASSERT(metric.of_each != nullptr && !columns.empty());
    Measurement measurement;
    measurement.metric = &metric;
    measurement.needs = metric.needs;
    measurement.evaluate = metric.evaluate;
    for (const auto& column : columns) measurement.of_columns.push_back(ask(*metric.of_each, column, asking_of(column), false, current, reference));
    measurement.setting.numbers = numbers_for(metric, asking_of(columns.front()).parameters);
    return measurement;
}

std::vector<Measured> estimates_in(const Measurement& measurement, const Answers& current, const Answers& reference, std::int64_t window) {
    if (measurement.needs.columns) return over_columns(measurement, current, reference, window);
    ASSERT(measurement.question < current.size());
    const auto cells = cells_of(current[measurement.question], window);
    if (cells.empty()) return {nothing(measurement)};
    if (measurement.metric->needs.groups) return {between_groups(measurement, cells)};
    if (measurement.compare != charter::Compare::none) return {compared(measurement, cells, reference)};
    std::vector<Measured> all;
    for (const auto* cell : cells) {
        Measured measured;
        measured.group = group_name(cell->group);
        measured.estimate = estimate_of(measurement, *cell, reference, measured.group);
        measured.current = &cell->statistic;
        measured.reference = reference_statistic(measurement, reference, measured.group);
        all.push_back(std::move(measured));
    }
    return all;
}

metrics::Estimate reference_estimate(const Measurement& measurement, const Answers& reference, const std::string& group) {
    if (!measurement.reference || *measurement.reference >= reference.size()) return Estimate::absent(Reason::no_reference);
    if (const Cell* cell = unanswered(reference[*measurement.reference])) return Estimate::absent(Reason::not_computed, std::get<metrics::Unanswered>(cell->statistic).why);
    Measurement on_reference = measurement;
    on_reference.question = *measurement.reference;
    on_reference.reference.reset();
    const auto all = estimates_in(on_reference, reference, {}, 0);
    for (const auto& measured : all) {
        if (measured.group == group) return measured.estimate;
    }
    return Estimate::absent(Reason::no_reference, "the reference has no rows of this group");
}

std::string group_name(const std::vector<std::string>& values) { return fmt::format("{}", fmt::join(values, " & ")); }

std::uint64_t seed_for(const std::string& what) { return base::seed_of(base::digest_of(what)); }

}  // namespace operations
