#include "operations/shared/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "base/digest.h"
#include "metrics/intervals/class_foresight.h"
#include "metrics/statistics/joined.h"
#include "metrics/statistics/joined_runs.h"
#include "operations/shared/learner.h"
#include "operations/shared/question_key.h"

namespace operations {

namespace {

using metrics::Estimate;
using metrics::Kind;
using metrics::Reason;
using observations::Answer;
using observations::Cell;

constexpr double infinity = std::numeric_limits<double>::infinity();

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

using Shared = std::shared_ptr<const metrics::Statistic>;

/// What lives in the answers, which outlive all that is made of them.
Shared borrowed(const metrics::Statistic& statistic) { return {Shared{}, &statistic}; }

/// The reference's windows of the same time of the season, together.
Shared seasonal(const Answer& answer, std::int64_t window, std::int64_t season, const std::string& group) {
    std::vector<const metrics::Statistic*> parts;
    for (const auto& cell : answer) {
        if ((cell.window - window) % season == 0 && group_name(cell.group) == group) parts.push_back(&cell.statistic);
    }
    if (parts.empty()) return nullptr;
    using Pointer = std::shared_ptr<const metrics::Runs>;
    if (!std::holds_alternative<Pointer>(*parts.front())) return std::make_shared<const metrics::Statistic>(metrics::joined(parts).value());
    std::vector<const metrics::Runs*> runs;
    for (const auto* part : parts) runs.push_back(std::get<Pointer>(*part).get());
    return std::make_shared<const metrics::Statistic>(Pointer(std::make_shared<metrics::JoinedRuns>(std::move(runs))));
}

/// The reference's statistic for a group. Without a season the reference is one window.
Shared reference_statistic(const Measurement& measurement, const Answers& reference, const std::string& group, std::int64_t window) {
    if (!measurement.reference || *measurement.reference >= reference.size()) return nullptr;
    const Answer& answer = reference[*measurement.reference];
    if (const Cell* cell = unanswered(answer)) return borrowed(cell->statistic);
    if (measurement.season > 0) return seasonal(answer, window, measurement.season, group);
    const Cell* cell = cell_of(answer, 0, group);
    return cell == nullptr ? nullptr : borrowed(cell->statistic);
}

metrics::Setting setting_for(const Measurement& measurement, const std::string& group) {
    metrics::Setting setting = measurement.setting;
    setting.seed = seed_for(fmt::format("{}/{}/{}", measurement.metric->id, measurement.column, group));
    return setting;
}

using Sample = std::shared_ptr<const metrics::RowSample>;

/// The scores by the names of their classes, and what stands behind them as what it is.
Sample by_class(const metrics::Statistic& statistic, const std::vector<std::string>& classes, std::string_view behind) {
    auto sample = std::make_shared<metrics::RowSample>(*std::get<Sample>(statistic));
    for (std::size_t i = 0; i < sample->columns.size(); ++i) sample->columns[i].name = i < classes.size() ? classes[i] : std::string(behind);
    return sample;
}

Estimate estimate_over_classes(const Measurement& measurement, const metrics::Statistic& current, const metrics::Statistic& reference, const metrics::Setting& setting) {
    const Sample labelled = by_class(reference, measurement.classes, metrics::happened_column);
    const Sample scores = by_class(current, measurement.classes, metrics::decided_column);
    if (measurement.as == nullptr) return metrics::estimate_classes_before_labels(*measurement.metric, {*labelled}, {*scores}, setting);
    const metrics::Statistic before = labelled;
    return metrics::evaluate(measurement.evaluate, scores, &before, setting);
}

/// With what is not known of the amounts themselves.
void widen_for_amounts(const Measurement& measurement, const Cell& cell, const Answers& current, Estimate& estimate) {
    const auto* decisions = std::get_if<metrics::Split<metrics::Confusion>>(&cell.statistic);
    if (measurement.amount_variance != nullptr && estimate.value) {
        const Cell* beside = measurement.beside && *measurement.beside < current.size() ? cell_of(current[*measurement.beside], cell.window, group_name(cell.group)) : nullptr;
        widen(estimate, measurement.amount_variance(cell.statistic, beside == nullptr ? nullptr : &beside->statistic, measurement.setting, measurement.amount_variances));
    } else if (measurement.needs.amounts && decisions != nullptr) {
        widen(estimate, decisions->total, measurement.amount_variances);
    }
}

Estimate estimate_of(const Measurement& measurement, const Cell& cell, const Answers& current, const Answers& reference, const std::string& group) {
    const bool compares = measurement.needs.reference || measurement.estimated;
    const Shared shared = compares ? reference_statistic(measurement, reference, group, cell.window) : nullptr;
    const auto* reference_side = shared.get();
    if (compares && measurement.reference && reference_side == nullptr) return Estimate::absent(Reason::no_reference, measurement.season > 0 ? "the reference has no rows of this slice at the same time" : "the reference has no rows of this slice");
    if (measurement.estimated) {
        using Pointer = std::shared_ptr<const metrics::Runs>;
        ASSERT(reference_side != nullptr);
        if (const auto* why = std::get_if<metrics::Unanswered>(reference_side)) return Estimate::absent(Reason::not_computed, why->why);
        if (!measurement.classes.empty()) return estimate_over_classes(measurement, cell.statistic, *reference_side, setting_for(measurement, group));
        const auto& labelled = *std::get<Pointer>(*reference_side);
        const auto& scores = *std::get<Pointer>(cell.statistic);
        if (measurement.as != nullptr) return metrics::evaluate(measurement.evaluate, cell.statistic, reference_side, setting_for(measurement, group));
        return measurement.foresight->estimate(*measurement.metric, {labelled}, {scores}, setting_for(measurement, group));
    }
    Estimate estimate = metrics::evaluate(measurement.evaluate, cell.statistic, reference_side, setting_for(measurement, group));
    widen_for_amounts(measurement, cell, current, estimate);
    return estimate;
}

/// Each group beside the others together: their statistics are added up, and its own is taken away again.
Estimate from_overall(const Measurement& measurement, const std::vector<const Cell*>& cells, const std::vector<metrics::NamedEstimate>& groups) {
    std::vector<const metrics::Statistic*> parts;
    for (const auto* cell : cells) parts.push_back(&cell->statistic);
    const auto all = measurement.needs.reference || measurement.estimated ? std::nullopt : metrics::joined(parts);
    if (!all) return Estimate::absent(Reason::not_computed, "groups can be compared with all rows only by what adds up: counts, means and reliability");
    const Estimate overall = metrics::evaluate(measurement.evaluate, *all, nullptr, setting_for(measurement, ""));
    std::vector<metrics::Beside> beside;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto rest = metrics::without(*all, cells[i]->statistic);
        beside.push_back({groups[i], metrics::evaluate(measurement.evaluate, rest, nullptr, setting_for(measurement, groups[i].name + " rest")), overall});
    }
    return metrics::largest_from_overall(beside, measurement.metric->highest - measurement.metric->lowest);
}

Measured compared(const Measurement& measurement, const std::vector<const Cell*>& cells, const Answers& current, const Answers& reference) {
    Measured measured;
    for (const auto* cell : cells) {
        const std::string name = group_name(cell->group);
        measured.groups.push_back({name, estimate_of(measurement, *cell, current, reference, name)});
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
    if (measurement.estimated) measured.estimate.standing = metrics::Standing::estimated;
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
    auto numbers = metrics::fallbacks_of(metric);
    for (auto& [name, number] : numbers) {
        if (const auto found = given.find(name); found != given.end()) number = found->second;
    }
    return numbers;
}

/// Decisions about one of many classes, and about all of them, come from one table; a table of two classes from decisions.
Kind kind_asked(Kind kind, const Asking& asking) {
    if (kind != Kind::confusion && kind != Kind::classes) return kind;
    return asking.classes ? Kind::classes : Kind::confusion;
}

/// A peer's number is that of all rows, however many; ours may be that of a sample.
constexpr double all_rows = 1e12;

/// Whole rows of every class's score, and of the column behind them where one is named.
metrics::Wish class_scores_of(const Asking& asking, const std::string& behind) {
    metrics::Wish wish{.kind = Kind::row_sample, .at = asking.as != nullptr ? all_rows : asking.slice.window.length() ? metrics::class_rows_sampled / 10 : metrics::class_rows_sampled};
    for (const auto& [name, column] : asking.class_scores) wish.columns.push_back(column);
    if (!behind.empty()) wish.columns.push_back(behind);
    return wish;
}

/// The range alone, of the parameters or else of the contract; what it is becomes known to the formula too.
charter::ColumnContract ranged(const std::optional<charter::ColumnContract>& contract, const std::string& column, std::map<std::string, double, std::less<>>& numbers) {
    charter::ColumnContract range;
    range.name = column;
    double& low = numbers.at("min");
    double& high = numbers.at("max");
    if (std::isinf(low) && contract && contract->min) low = *contract->min;
    if (std::isinf(high) && contract && contract->max) high = *contract->max;
    if (std::isfinite(low)) range.min = low;
    if (std::isfinite(high)) range.max = high;
    return range;
}

}  // namespace

std::string key_of(const observations::Question& question) {
    const auto& wish = question.wish;
    const auto& slice = question.slice;
    std::string key = fmt::format("{}|{}|{}|{:.17g}|{}", static_cast<int>(wish.kind), wish.column, static_cast<int>(wish.expression), wish.threshold, wish.bins);
    if (wish.reduction != nullptr) {
        key += fmt::format("|{}|{}|{}|{}|{}|{}", wish.reduction->name, wish.per, wish.covariate, wish.covariate_per, wish.version, wish.against);
        for (const auto& [name, value] : wish.parameters) key += fmt::format("|{}={:.17g}", name, value);
    }
    key += fmt::format("|{}|{:.17g}|{}|{}|{}|{}|{}", wish.names, wish.at, fmt::join(wish.columns, "\x02"), wish.other, static_cast<int>(wish.x), static_cast<int>(wish.y), slice.by_hour);
    key += fmt::format("|{}|{}|{}", slice.where ? charter::format(*slice.where) : "", slice.version.value_or("\x01"), fmt::join(slice.by, "\x02"));
    if (slice.window.length()) key += fmt::format("|{}|{}", base::format(*slice.window.length()), slice.window.zone().name());
    if (question.contract) {
        const auto& contract = *question.contract;
        key += fmt::format("|contract {} {:.17g} {:.17g}", contract.name, contract.min.value_or(-infinity), contract.max.value_or(infinity));
    }
    return key;
}

std::size_t Plan::ask(observations::Question question) {
    const auto [at, added] = numbers_.emplace(key_of(question), questions_.size());
    if (added) questions_.push_back(std::move(question));
    return at->second;
}

std::vector<Subject> subjects_of(const metrics::Metric& metric, const std::vector<std::string>& columns) {
    std::vector<Subject> subjects;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!metric.needs.pair) subjects.emplace_back(columns[i], "");
        for (std::size_t j = i + 1; metric.needs.pair && j < columns.size(); ++j) subjects.emplace_back(columns[i], columns[j]);
    }
    return subjects;
}

std::vector<std::pair<std::string, std::string>> in_order_of_classes(std::vector<std::pair<std::string, std::string>> scores) {
    metrics::ClassTable::Names names;
    for (const auto& [name, column] : scores) names.push_back(name);
    metrics::in_order(names);
    const auto place = [&](const std::string& name) { return std::find(names.begin(), names.end(), name); };
    std::sort(scores.begin(), scores.end(), [&](const auto& a, const auto& b) { return place(a.first) < place(b.first); });
    return scores;
}

bool is_over_classes(const metrics::Metric& metric, const Asking& asking) { return asking.classes && !asking.class_scores.empty() && metrics::estimable_over_classes(metric); }

Measurement ask(const metrics::Metric& metric, const std::string& column, const Asking& asking, bool relative, Plan& current, Plan& reference) {
    Measurement measurement;
    measurement.estimated = asking.estimated_from.has_value();
    measurement.foresight = reference.foresight();
    measurement.metric = &metric;
    measurement.as = asking.as;
    measurement.needs = asking.as != nullptr ? asking.as->needs : metric.needs;
    measurement.evaluate = asking.as != nullptr ? asking.as->evaluate : metric.evaluate;
    if (asking.as != nullptr && asking.text && asking.as->evaluate_text) {
        measurement.needs.kind = Kind::histogram;
        measurement.evaluate = *asking.as->evaluate_text;
    }
    measurement.needs.kind = kind_asked(measurement.needs.kind, asking);
    const metrics::Need& needs = measurement.needs;
    if (needs.kind == Kind::classes && asking.as == nullptr && metric.of_classes != nullptr) measurement.evaluate = metric.of_classes;
    observations::Question question;
    question.wish.kind = needs.kind;
    question.wish.column = column;
    question.wish.names = needs.population;
    // Only what a statistic depends on is part of its question, so that promises share it.
    if (needs.kind == Kind::moments) question.wish.expression = needs.expression;
    auto numbers = numbers_for(metric, asking.parameters);
    if (needs.kind == Kind::confusion) question.wish.threshold = numbers.at("threshold");
    if (needs.kind == Kind::reliability) question.wish.bins = static_cast<int>(numbers.at("bins"));
    if (!needs.at.empty()) question.wish.at = numbers.find(needs.at)->second;
    if (needs.kind == Kind::quality) question.contract = asking.contract;
    if (needs.kind == Kind::quality && numbers.contains("min")) question.contract = ranged(asking.contract, column, numbers);
    if (metrics::of_row_values(needs.kind)) {
        question.wish.x = needs.x;
        question.wish.y = needs.y;
        question.wish.other = asking.other;
        if (metric.reads().decision) question.wish.threshold = numbers.at("threshold");
    }
    question.slice = asking.slice;
    if (needs.reduction != nullptr) {
        question.wish.reduction = needs.reduction;
        question.wish.parameters = numbers;
        question.wish.per = asking.per;
        if (!asking.adjusted_by.empty()) question.wish.covariate = asking.adjusted_by.front();
        if (asking.adjusted_by.size() > 1) question.wish.covariate_per = asking.adjusted_by[1];
    }
    if (needs.versions) {
        question.wish.version = question.slice.version.value_or("");
        question.wish.against = asking.against;
        question.slice.version.reset();  // both are looked at
    }
    question.slice.by_hour = needs.hourly;
    if (needs.features) question.wish.columns = asking.features;
    if (needs.features && needs.reads.prediction) {
        std::erase(question.wish.columns, asking.prediction);
        question.wish.columns.push_back(asking.prediction);
    }
    const bool over_classes = measurement.estimated && is_over_classes(metric, asking);
    if (over_classes) {
        for (const auto& [of_class, score] : asking.class_scores) measurement.classes.push_back(of_class);
        question.wish = class_scores_of(asking, asking.prediction);
    } else if (measurement.estimated) {
        question.wish = {.kind = Kind::value_runs, .column = *asking.estimated_from};
    }

    measurement.column = needs.pair ? column + " and " + asking.other : column;
    measurement.season = needs.reference ? asking.season : 0;
    measurement.setting.population = asking.population;
    measurement.setting.numbers = numbers;
    if (question.wish.kind == Kind::classes || over_classes) measurement.setting.category = asking.one_class;
    measurement.setting.ratio = !asking.per.empty();
    measurement.setting.covariate = !asking.adjusted_by.empty();
    if (metric.needs.features) measurement.setting.learner = boosted_learner();
    if (const auto bins = numbers.find("bins"); bins != numbers.end()) measurement.setting.bins = static_cast<int>(bins->second);
    if (needs.reference || relative || measurement.estimated) {
        observations::Question same = question;
        if (measurement.estimated) same.wish = over_classes ? class_scores_of(asking, asking.label) : metrics::Wish{.kind = Kind::score_runs};
        if (metric.learns_labels) same.wish.columns.push_back(asking.label);
        if (measurement.season == 0) same.slice.window = {};
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
    if (measurement.compare != charter::Compare::none) return {compared(measurement, cells, current, reference)};
    std::vector<Measured> all;
    for (const auto* cell : cells) {
        Measured measured;
        measured.group = group_name(cell->group);
        measured.estimate = estimate_of(measurement, *cell, current, reference, measured.group);
        measured.current = &cell->statistic;
        measured.reference = reference_statistic(measurement, reference, measured.group, cell->window);
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
    on_reference.beside.reset();  // a bound is relative to what the reference's rows were worth at the means of the amounts
    on_reference.setting.seconds.reset();  // the reference is one whole, however long
    const auto all = estimates_in(on_reference, reference, {}, 0);
    for (const auto& measured : all) {
        if (measured.group == group) return measured.estimate;
    }
    return Estimate::absent(Reason::no_reference, "the reference has no rows of this group");
}

std::string group_name(const std::vector<std::string>& values) { return fmt::format("{}", fmt::join(values, " & ")); }

std::uint64_t seed_for(const std::string& what) { return base::seed_of(base::digest_of(what)); }

}  // namespace operations
