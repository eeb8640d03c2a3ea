#include "operations/shared/worth_elsewhere.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/digest.h"
#include "metrics/intervals/keys.h"
#include "operations/shared/appraisal.h"
#include "operations/shared/study.h"
#include "report/numbers.h"
#include "value/errors.h"
#include "value/positions.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using metrics::Kind;
using metrics::RowValue;
namespace json = base::json;

observations::Question question_of(const Deciding& how, metrics::Wish wish) {
    observations::Question question;
    question.wish = std::move(wish);
    question.slice.where = how.where;
    question.slice.version = how.version;
    return question;
}

/// The only cell of an answer, or null where there are no rows.
template <class S>
const S* only(const observations::Answer& answer) {
    return answer.empty() ? nullptr : std::get_if<S>(&answer.front().statistic);
}

Error nothing_to_see() { return {Fault::input, "no row has both a prediction and a known label", "check --where and --version, and give data whose outcomes are in"}; }

/// Decisions of a month: as the charter says.
std::optional<double> month_of(const charter::Charter& document) { return document.worth->volume ? std::optional(document.worth->volume->per_month()) : std::nullopt; }

/// One value with both its doubts, by decision and by month.
struct Found {
    value::Valued valued;
    std::shared_ptr<const value::Stakes> stakes;
};

json::object json_of(const Found& found, double tail, double factor) {
    json::object all = interval_json(found.valued.value * factor, times(found.valued.limits(*found.stakes, tail), factor));
    const auto part = [&](const std::optional<metrics::Limits>& limits) { return limits ? json::value(json::object{{"low", number_json(limits->low * factor)}, {"high", number_json(limits->high * factor)}}) : json::value(nullptr); };
    all["sampling"] = part(found.valued.sampled.limits ? std::optional(found.valued.sampled.limits(tail)) : std::nullopt);
    all["amounts"] = part(found.valued.amounts(*found.stakes, tail));
    all["reason"] = found.valued.sampled.reason == metrics::Reason::none ? json::value(nullptr) : json::value(std::string(metrics::name(found.valued.sampled.reason)));
    return all;
}

void add_values(json::object& all, const Found& found, const charter::Charter& document, double tail) {
    all["value_per_decision"] = json_of(found, tail, 1);
    all["value_per_1000"] = json_of(found, tail, 1'000);
    const auto month = month_of(document);
    all["value_per_month"] = month ? json::value(json_of(found, tail, *month)) : json::value(json::object{{"value", nullptr}, {"low", nullptr}, {"high", nullptr}, {"reason", "add value: {volume: {per: month, decisions: ...}}"}});
}

report::Table values_table(const Found& found, const charter::Charter& document, double tail, const std::string& each) {
    report::Table table{"", {"", "value"}, {}};
    const auto row = [&](const std::string& name, double factor) { table.rows.push_back({name, written_money(document.currency, found.valued.value * factor, times(found.valued.limits(*found.stakes, tail), factor))}); };
    row("per " + each, 1);
    row("per 1,000", 1'000);
    if (const auto month = month_of(document)) row("per month", *month);
    return table;
}

std::vector<std::string> notes_of(const metrics::Estimate& estimate, double level, const std::string& each) {
    std::vector<std::string> notes{fmt::format("Intervals hold at {} %: each end is wrong with at most {:.3g} %.", 100 * level, 50 * (1 - level))};
    if (!estimate.units_named) notes.push_back(fmt::format("The charter names no unit, so every {} is taken as independent of the others.", each));
    if (estimate.left_out > 0) notes.push_back(fmt::format("{} rows have no prediction or no label and are left out.", report::grouped(estimate.left_out)));
    if (estimate.reason != metrics::Reason::none) notes.push_back("The interval must not decide anything: " + std::string(metrics::sentence(estimate.reason)));
    return notes;
}

base::Result<Output> of_errors(const charter::Charter& document, observations::Source& source, const Deciding& how, const Arguments& arguments, const Surroundings& surroundings) {
    const charter::Worth& worth = *document.worth;
    if (!worth.errors) return Error{Fault::input, "what an error is worth is not known", "add value: {overestimate: ..., underestimate: ...}, costs being negative"};
    const value::ErrorCosts costs{-worth.overestimate.mean, -worth.underestimate.mean};
    if (costs.over < 0 || costs.under < 0) return Error{Fault::input, "an error of one kind earns money, so the worst predictions would be the best", "write what an error costs as a negative amount"};
    if (costs.over + costs.under == 0) return Error{Fault::input, "errors cost nothing at these amounts", "give overestimate or underestimate an amount"};
    Plan plan;
    const auto loss = [&](double at) { return plan.ask(question_of(how, {.kind = Kind::row_powers, .x = RowValue::pinball, .at = at})); };
    const auto over = loss(0), under = loss(1), mixed = loss(costs.best_quantile());
    const auto runs = plan.ask(question_of(how, {.kind = Kind::row_runs, .x = RowValue::error}));
    ASSIGN_OR_RETURN(const Answers answers, source.answer(plan.questions()));
    using Powers = metrics::Split<metrics::Powers>;
    const auto* whole = only<Powers>(answers[mixed]);
    const auto* errors = only<std::shared_ptr<const metrics::Runs>>(answers[runs]);
    if (whole == nullptr || errors == nullptr || whole->total.tally.rows == 0) return nothing_to_see();
    if (whole->total.left_out.infinite > 0) return Error{Fault::input, "some predictions or labels are infinite, so the errors cost more than there is", "correct them, or leave such rows out with --where"};

    const double tail = (1 - how.level) / 2;
    Found found;
    found.stakes = std::make_shared<value::Stakes>(value::as_outcomes(worth), seed_for("amounts/" + base::format(document.digest)));
    found.valued = value::value_of_errors({*only<Powers>(answers[over]), *only<Powers>(answers[under]), *whole}, costs, *found.stakes);
    const value::Shift shift = value::best_shift(**errors, costs, seed_for("shift/" + base::format(document.digest)));
    const auto gain = shift.gain.limits ? std::optional(shift.gain.limits(tail)) : std::nullopt;
    const bool shown = shift.gain.reason == metrics::Reason::none && gain && gain->low > 0;

    json::object all{{"level", how.level}};
    add_values(all, found, document, tail);
    all["best_quantile"] = costs.best_quantile();
    all["break_even"] = interval_json(costs.best_quantile(), std::nullopt);
    all["best_shift"] = shift.best;
    all["gain"] = interval_json(*shift.gain.value, gain);

    report::Study study{.title = "Worth"};
    const double factor = month_of(document).value_or(1'000);
    const std::string unit = month_of(document) ? " a month" : " per 1,000 predictions";
    study.headline = fmt::format("The predictions are worth {}{}.", written_money(document.currency, found.valued.value * factor, times(found.valued.limits(*found.stakes, tail), factor)), unit);
    const std::string amount = report::write({.kind = report::Measure::Kind::number, .currency = {}, .precision = 2}, std::abs(shift.best));
    study.headline += fmt::format(" Making every one {} {} {} {}{}.", amount, shift.best < 0 ? "lower" : "higher", shown ? "is worth" : "is not shown to be worth anything:", written_money(document.currency, *shift.gain.value * factor, times(gain, factor)), unit);
    report::Chapter chapter{"What the predictions are worth", {values_table(found, document, tail, "prediction")}};
    chapter.blocks.emplace_back(fmt::format("Predictions are too high by {:.4g} on average and too low by {:.4g}; a unit too high is worth {}, a unit too low {}.", found.valued.quantities[value::true_positive], found.valued.quantities[value::false_positive], worth.overestimate.text, worth.underestimate.text));
    chapter.blocks.emplace_back(fmt::format("At these costs the number to predict is not the mean but what is not exceeded {:.3g} times out of 100. What a shift is worth is measured on rows that it was not chosen on.", 100 * costs.best_quantile()));
    study.chapters = {chapter};
    study.notes = notes_of(found.valued.sampled, how.level, "row");
    all["notes"] = json::array(study.notes.begin(), study.notes.end());
    return written(std::move(study), all, document, source, arguments, surroundings);
}

base::Result<Output> of_rankings(const charter::Charter& document, observations::Source& source, const Deciding& how, const Arguments& arguments, const Surroundings& surroundings) {
    const charter::Worth& worth = *document.worth;
    if (worth.by_position.empty()) return Error{Fault::input, "what a position is worth is not known", "add value: {by_position: [5, 2, 1]}: what a relevant item in first place is worth, in second place, and so on"};
    if (document.task.columns.query.empty()) return Error{Fault::input, "rankings answer queries, and the charter names no column for them", "name it: task: {columns: {query: ...}}"};
    Plan plan;
    metrics::Wish wish{.kind = Kind::key_sums, .reduction = &value::by_position};
    wish.parameters = value::position_parameters(worth.by_position);
    const auto sums = plan.ask(question_of(how, std::move(wish)));
    ASSIGN_OR_RETURN(const Answers answers, source.answer(plan.questions()));
    const auto* of = only<metrics::Split<metrics::KeySums>>(answers[sums]);
    if (of == nullptr || of->total.keys() == 0) return Error{Fault::input, "no query has a ranked and judged item", "check the columns query, score and label, and --where"};

    const double tail = (1 - how.level) / 2, cost = worth.per_prediction.mean;
    double low = 0, high = 0;
    for (const double amount : worth.by_position) (amount < 0 ? low : high) += amount;
    Found found;
    charter::Worth costs;
    costs.per_prediction = worth.per_prediction;
    found.stakes = std::make_shared<value::Stakes>(costs, seed_for("amounts/" + base::format(document.digest)));
    found.valued.quantities[value::prediction] = -1;
    found.valued.sampled = metrics::estimate_key_mean(*of, low, high, metrics::Rows::unbounded);
    found.valued.value = of->total.arms[0].mean(1) - cost;
    if (found.valued.sampled.limits) found.valued.sampled.limits = [own = found.valued.sampled.limits, cost](double at) { return metrics::Limits{own(at).low - cost, own(at).high - cost}; };
    const double best = of->total.arms[0].mean(2) - cost;

    json::object all{{"level", how.level}, {"queries", of->total.keys()}};
    add_values(all, found, document, tail);
    all["best_order_per_decision"] = best;
    report::Study study{.title = "Worth"};
    const double factor = month_of(document).value_or(1'000);
    const std::string unit = month_of(document) ? " a month" : " per 1,000 queries";
    study.headline = fmt::format("The rankings are worth {}{}; the same items in their best order would bring {}.", written_money(document.currency, found.valued.value * factor, times(found.valued.limits(*found.stakes, tail), factor)), unit, written_money(document.currency, best * factor, std::nullopt));
    study.chapters = {{"What the rankings are worth", {values_table(found, document, tail, "query")}}};
    study.notes = notes_of(found.valued.sampled, how.level, "query");
    all["notes"] = json::array(study.notes.begin(), study.notes.end());
    return written(std::move(study), all, document, source, arguments, surroundings);
}

}  // namespace

base::Result<Output> worth_elsewhere(const charter::Charter& document, observations::Source& source, const Deciding& how, const Arguments& arguments, const Surroundings& surroundings) {
    return document.task.kind == charter::TaskKind::ranking ? of_rankings(document, source, how, arguments, surroundings) : of_errors(document, source, how, arguments, surroundings);
}

}  // namespace operations
