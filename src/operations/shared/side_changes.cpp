#include "operations/shared/side_changes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <thread>

#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/multiplicity.h"
#include "metrics/intervals/proportion.h"
#include "metrics/slices/judge.h"
#include "metrics/slices/search.h"
#include "operations/shared/slice_halves.h"
#include "operations/shared/slice_words.h"
#include "verdicts/curve.h"

namespace operations {

namespace {

using Label = metrics::Confusion::Label;
using metrics::Confusion;
using metrics::Split;
namespace search = metrics::slices;

/// A group's rows, by what the old version decided.
struct Cells {
    const Split<Confusion>* not_before = nullptr;
    const Split<Confusion>* before = nullptr;
};

std::int64_t rows_of(metrics::Mass mass) { return mass / metrics::mass_one; }
std::int64_t flagged(const Confusion& of) { return rows_of(of.true_positive + of.false_positive + of.unlabelled_positive); }

void count(metrics::PairedTable& table, const Split<Confusion>* split, bool before) {
    if (split == nullptr) return;
    const Confusion& of = split->total;
    table.at(Label::positive, before, true) += rows_of(of.true_positive);
    table.at(Label::positive, before, false) += rows_of(of.false_negative);
    table.at(Label::negative, before, true) += rows_of(of.false_positive);
    table.at(Label::negative, before, false) += rows_of(of.true_negative);
    table.at(Label::unknown, before, true) += rows_of(of.unlabelled_positive);
    table.at(Label::unknown, before, false) += rows_of(of.unlabelled_negative);
}

/// Rows that changed, and all rows, by unit.
struct Parts {
    std::map<std::uint64_t, std::pair<double, double>> by_unit;

    void add(const Split<Confusion>* split, bool counts, bool flagged_counts) {
        if (split == nullptr) return;
        for (std::size_t i = 0; i < split->parts.size(); ++i) {
            auto& [changed, rows] = by_unit[split->keys[i]];
            const Confusion& part = split->parts[i];
            const auto all = static_cast<double>(part.all.rows), yes = static_cast<double>(flagged(part));
            rows += all;
            if (counts) changed += flagged_counts ? yes : all - yes;
        }
    }
};

/// The share of all rows that changed in one direction.
metrics::Estimate share_of(const Cells& cells, const metrics::PairedTable& table, bool gets, bool independent) {
    metrics::Estimate estimate;
    const auto rows = static_cast<double>(table.all());
    double changed = 0;
    for (const Label label : {Label::negative, Label::positive, Label::unknown}) changed += static_cast<double>(table.at(label, !gets, gets));
    if (rows == 0) return metrics::Estimate::absent(metrics::Reason::no_rows);
    estimate.value = changed / rows;
    estimate.rows = estimate.units = table.all();
    if (independent) {
        estimate.method = "mid-P";
        estimate.limits = [=](double tail) { return metrics::share_limits(changed, rows, tail); };
        return estimate;
    }
    Parts parts;
    parts.add(cells.not_before, gets, true);
    parts.add(cells.before, !gets, false);
    std::vector<metrics::Replicate> replicates;
    for (const auto& [unit, part] : parts.by_unit) {
        const double left = rows - part.second;
        replicates.push_back({unit, left > 0 ? (changed - part.first) / left : *estimate.value, part.second / rows});
    }
    estimate.units_named = true;
    estimate.units = static_cast<std::int64_t>(replicates.size());
    metrics::jackknife(estimate, std::move(replicates), metrics::Transform::logit, 0, 1);
    return estimate;
}

Sides sides_of(const Cells& cells, bool independent) {
    Sides sides;
    count(sides.table, cells.not_before, false);
    count(sides.table, cells.before, true);
    sides.gets = share_of(cells, sides.table, true, independent);
    sides.loses = share_of(cells, sides.table, false, independent);
    sides.few = sides.rows() < group_rows_min;
    return sides;
}

/// The groups of an answer whose cells are divided by group and by the old decision.
std::vector<Sides> sides_in(const observations::Answer& answer, const std::string& by, bool independent) {
    std::map<std::string, Cells> groups;
    for (const auto& cell : answer) {
        const auto* split = &std::get<Split<Confusion>>(cell.statistic);
        Cells& cells = groups[by.empty() ? "" : cell.group.front()];
        (cell.group.back() == "1" ? cells.before : cells.not_before) = split;
    }
    std::vector<Sides> all;
    for (const auto& [group, cells] : groups) {
        all.push_back(sides_of(cells, independent));
        all.back().by = by;
        all.back().group = group;
    }
    return all;
}

std::vector<Moved> moved_rows(const std::vector<std::vector<std::string>>& lines) {
    std::vector<Moved> all;
    for (const auto& line : lines) all.push_back({line[0], std::strtod(line[1].c_str(), nullptr), std::strtod(line[2].c_str(), nullptr), line[3]});
    return all;
}

/// The column of changes as a metric of its own: more is better.
const metrics::Metric& change_metric() {
    static const metrics::Metric metric = [] {
        metrics::Metric one = *metrics::find("mean");
        one.better = metrics::Better::higher;
        return one;
    }();
    return metric;
}

struct Halved {
    search::Table searched;
    search::HeldOut held_out;
};

/// The loss of a row is how far its change lies below the best one.
Halved halve(observations::CodedRows& rows, std::uint64_t seed) {
    const auto marked = halves(rows.keys, seed);
    Halved both;
    const double best = rows.values.empty() ? 0 : *std::max_element(rows.values.begin(), rows.values.end());
    std::vector<double> losses, first_losses, first_values;
    for (const double value : rows.values) losses.push_back(best - value);
    std::vector<std::uint8_t> first_outcomes;
    std::vector<std::uint64_t> first_units;
    split(losses, marked, first_losses, both.held_out.losses);
    split(rows.values, marked, first_values, both.held_out.values);
    split(rows.outcomes, marked, first_outcomes, both.held_out.outcomes);
    if (!rows.units.empty()) split(rows.units, marked, first_units, both.held_out.units);
    both.searched.codes.resize(rows.codes.size());
    both.held_out.codes.resize(rows.codes.size());
    for (std::size_t column = 0; column < rows.codes.size(); ++column) {
        both.searched.features.push_back(feature_of(rows.columns[column]));
        split(rows.codes[column], marked, both.searched.codes[column], both.held_out.codes[column]);
    }
    both.searched.losses = search::in_steps(first_losses);
    both.held_out.metric = &change_metric();
    both.held_out.setting.numbers = metrics::fallbacks_of(change_metric());
    return both;
}

/// Of "no worse than before in this slice".
double p_value_of(const metrics::Estimate& change, double tail) {
    if (!change.value || change.reason != metrics::Reason::none) return 1;
    charter::Bound no_worse;
    no_worse.low = 0;
    return verdicts::smallest_broken_tail(change, no_worse, tail);
}

base::Result<base::Done> search_worse(SideChanges& changes, const charter::Charter& document, const JudgedSide& side, const std::vector<std::string>& features, const std::string& contender, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto source, seen_by(contender, document, side, surroundings, Independent::without_parts));
    Plan plan, nothing;
    Asking asking;
    ask(*metrics::find("mean"), observations::change_column, asking, false, plan, nothing);
    observations::Coding coding;
    coding.question = plan.questions().front();
    coding.scores = true;
    coding.outcomes = {true, true, true, true, false, false};
    coding.columns = features;
    coding.seed = 1;
    ASSIGN_OR_RETURN(auto rows, source->coded(coding));
    const bool changes_at_all = std::any_of(rows.values.begin(), rows.values.end(), [](double value) { return value != 0; });
    if (rows.rows() < 2 * static_cast<std::size_t>(group_rows_min) || !changes_at_all) {
        changes.no_slices = changes_at_all ? "too few rows to search in one half and judge on the other" : "no decision changes for better or worse";
        return base::Done{};
    }
    const auto columns = rows.columns;
    const Halved both = halve(rows, coding.seed);
    search::Rules rules;
    rules.depth = 2;  // two conditions are still said in one breath
    rules.at_most = 5;
    rules.rows_min = std::max(50.0, 0.01 * static_cast<double>(both.searched.rows()));
    rules.threads = std::max(1u, std::thread::hardware_concurrency());
    rules.stop = surroundings.stop;
    const auto findings = search::search(both.searched, rules);
    if (surroundings.stop != nullptr && *surroundings.stop) return base::Error{base::Fault::interrupted, "stopped before the search was done", "run it again"};
    const search::Jury jury(both.held_out);
    changes.overall = jury.overall();
    constexpr double tail = 0.025;
    std::vector<double> p_values;
    for (const auto& found : findings.slices) {
        WorseSlice& slice = changes.worse.emplace_back();
        slice.where = condition_of(found.slice, columns);
        slice.change = jury.judge(found.slice).inside;
        slice.rows = slice.change.rows;
        p_values.push_back(p_value_of(slice.change, tail));
    }
    const auto rejected = metrics::holm(p_values, tail);
    for (std::size_t i = 0; i < rejected.size(); ++i) changes.worse[i].confirmed = rejected[i];
    // Slices in which less was gained than elsewhere are none in which anything was lost.
    std::erase_if(changes.worse, [](const WorseSlice& one) { return !one.change.value || *one.change.value >= 0; });
    return base::Done{};
}

}  // namespace

std::pair<std::int64_t, std::int64_t> Sides::rightly_gets() const {
    const std::int64_t rightly = table.at(Label::positive, false, true);
    return {rightly, rightly + table.at(Label::negative, false, true)};
}

std::pair<std::int64_t, std::int64_t> Sides::rightly_loses() const {
    const std::int64_t rightly = table.at(Label::negative, true, false);
    return {rightly, rightly + table.at(Label::positive, true, false)};
}

std::array<int, 4> Sides::of_a_thousand() const {
    std::array<double, 4> exact{};
    for (const Label label : {Label::negative, Label::positive, Label::unknown}) {
        exact[0] += static_cast<double>(table.at(label, true, true));
        exact[1] += static_cast<double>(table.at(label, false, true));
        exact[2] += static_cast<double>(table.at(label, true, false));
        exact[3] += static_cast<double>(table.at(label, false, false));
    }
    std::array<int, 4> whole{};
    if (rows() == 0) return whole;
    // The largest remainders are rounded up, so that the parts add up to the whole.
    std::array<std::size_t, 4> order{0, 1, 2, 3};
    for (std::size_t i = 0; i < 4; ++i) {
        exact[i] *= 1000 / static_cast<double>(rows());
        whole[i] = static_cast<int>(std::floor(exact[i]));
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return exact[a] - std::floor(exact[a]) > exact[b] - std::floor(exact[b]); });
    const int left = 1000 - std::accumulate(whole.begin(), whole.end(), 0);
    for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++whole[order[i % 4]];
    return whole;
}

base::Result<SideChanges> change_of_sides(const Contest& contest, const charter::Charter& document, const JudgedSide& side, const std::vector<std::string>& by, const std::vector<std::string>& features,
                                          const Surroundings& surroundings) {
    SideChanges changes;
    changes.before = contest.contenders.front().name;
    changes.after = contest.contenders[contest.product].name;
    ASSIGN_OR_RETURN(const auto source, seen_by(changes.after, document, side, surroundings));
    std::vector<observations::Question> questions;
    for (std::size_t i = 0; i <= by.size(); ++i) {
        observations::Question& question = questions.emplace_back();
        question.wish.kind = metrics::Kind::confusion;
        question.wish.threshold = document.task.threshold;
        if (i > 0) question.slice.by.push_back(by[i - 1]);
        question.slice.by.push_back(observations::decision_column(changes.before));
    }
    ASSIGN_OR_RETURN(const auto answers, source->answer(questions));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        for (Sides& one : sides_in(answers[i], i > 0 ? by[i - 1] : "", side.independent)) changes.sides.push_back(std::move(one));
    }
    ASSIGN_OR_RETURN(const auto lines, observations::most_moved(side.file, document.task.columns.id, changes.before, changes.after, 10, surroundings.stop));
    changes.moved = moved_rows(lines);
    changes.identical = changes.moved.empty();
    if (changes.identical) changes.no_slices = "both versions give every row the same score";
    else if (features.empty()) changes.no_slices = "no columns are named to make slices of: name the charter's features or --features";
    else RETURN_IF_ERROR(search_worse(changes, document, side, features, changes.after, surroundings));
    return changes;
}

}  // namespace operations
