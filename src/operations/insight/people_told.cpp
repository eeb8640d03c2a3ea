#include "operations/insight/people_told.h"

#include <algorithm>

#include <boost/json.hpp>

#include "metrics/evaluate.h"
#include "operations/shared/amounts.h"
#include "report/escape.h"
#include "value/audiences.h"
#include "value/outcomes.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;

/// "1" and the like say nothing of what happened; then the label's name does.
std::string event_of(const charter::Task& task) {
    const bool says_nothing = task.positive == "1" || task.positive == "true" || task.positive == "yes" || task.positive == "True";
    std::string event = says_nothing ? task.columns.label : task.positive;
    std::replace(event.begin(), event.end(), '_', ' ');
    return event;
}

std::optional<value::Range> range_of(const metrics::Estimate& estimate, double level) {
    if (!estimate.value) return std::nullopt;
    value::Range range{.value = *estimate.value, .low = {}, .high = {}};
    if (const auto interval = estimate.interval(level)) {
        range.low = interval->low;
        range.high = interval->high;
    }
    return range;
}

}  // namespace

base::json::value people_told(const charter::Charter& document, const metrics::Runs& runs, double threshold, double level) {
    const metrics::Statistic decisions = value::decisions_at(runs, {threshold}).front();
    const auto& whole = std::get<metrics::Split<metrics::Confusion>>(decisions).total;
    const value::Cells cells{whole.tp(), whole.fp(), whole.fn(), whole.tn()};
    if (cells.events() == 0 || cells.others() == 0) return nullptr;
    metrics::Setting setting;
    setting.amounts = amounts_of(document);
    const auto measured = [&](std::string_view id) {
        const auto& metric = *metrics::find(id);
        metrics::Setting own = setting;
        own.numbers = metrics::fallbacks_of(metric);
        return metrics::evaluate(metric, decisions, nullptr, own);
    };
    const metrics::Estimate recall = measured("recall"), specificity = measured("specificity");
    const auto sensitivity = range_of(recall, level), others = range_of(specificity, level);
    if (!sensitivity || !others) return nullptr;
    value::Facts facts;
    facts.words.event = event_of(document.task);
    facts.counts = value::frequencies(cells);
    facts.sensitivity = *sensitivity;
    facts.specificity = *others;
    facts.precision = range_of(measured("precision"), level);
    if (setting.amounts) {
        metrics::Estimate worth = measured("value_per_decision");
        widen(worth, whole, amount_variances(document));
        if (const auto range = range_of(worth, level)) facts.money = value::Money{*range, document.currency};
    }
    facts.threshold = threshold;
    facts.rows = whole.labelled.rows;
    facts.unlabelled = runs.left_out;
    facts.units = recall.units;
    facts.units_named = recall.units_named;
    facts.level = level;
    array told;
    for (const auto& one : value::told(facts)) told.emplace_back(report::well_formed(one));
    object sentences;
    for (const auto audience : value::audiences) sentences[value::name(audience)] = report::well_formed(value::sentence(audience, facts));
    return object{{"of", facts.counts.of}, {"true_positive", facts.counts.true_positive}, {"false_positive", facts.counts.false_positive}, {"false_negative", facts.counts.false_negative},
                  {"true_negative", facts.counts.true_negative}, {"event", report::well_formed(facts.words.event)}, {"threshold", threshold}, {"rows", facts.rows}, {"told", std::move(told)}, {"sentences", std::move(sentences)}};
}

}  // namespace operations
