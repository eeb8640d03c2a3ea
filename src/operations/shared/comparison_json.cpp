#include "operations/shared/comparison_words.h"

/// A comparison for machines. Numbers are in the metric's own unit; a difference is the contender less the product.
namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

value number(const std::optional<double>& one) { return one ? value(*one) : value(nullptr); }

object estimate_json(const metrics::Estimate& of, double level) {
    object out;
    out["value"] = number(of.value);
    const auto limits = of.is_fact() ? std::optional(metrics::Limits{*of.value, *of.value}) : of.interval(level);
    const bool finite = limits && std::isfinite(limits->low) && std::isfinite(limits->high);
    out["interval"] = finite ? value(array{limits->low, limits->high}) : value(nullptr);
    if (of.reason != metrics::Reason::none) out["reason"] = metrics::name(of.reason);
    if (!of.detail.empty()) out["detail"] = of.detail;
    if (!of.method.empty()) out["method"] = of.method;
    out["rows"] = of.rows;
    return out;
}

object difference_json(const Measure& measure, std::size_t i, double level) {
    object out = estimate_json(measure.differences[i], level);
    if (!measure.stakes || !measure.apart[i].sampled.limits) return out;
    const double tail = (1 - level) / 2;
    const metrics::Limits rows = measure.apart[i].sampled.limits(tail), amounts = measure.apart[i].amounts(*measure.stakes, tail);
    out["interval_for_rows"] = array{rows.low, rows.high};
    out["interval_for_amounts"] = array{amounts.low, amounts.high};
    return out;
}

object advantage_json(const Advantage& of) {
    object out;
    out["value"] = number(of.value);
    out["interval"] = of.limits ? value(array{of.limits->low, of.limits->high}) : value(nullptr);
    out["reliable"] = of.proper;
    return out;
}

object price_json(const Price& of) {
    object out = advantage_json(of.advantage);
    if (of.for_rows) out["interval_for_rows"] = array{of.for_rows->low, of.for_rows->high};
    if (of.for_amounts) out["interval_for_amounts"] = array{of.for_amounts->low, of.for_amounts->high};
    out["per"] = of.monthly ? "month" : "1000 decisions";
    out["costs_paid"] = of.costs_paid;
    return out;
}

object contender_json(const Comparison& of, std::size_t i, bool is_unbeaten) {
    const Contender& one = of.contest.contenders[i];
    object out;
    out["name"] = one.name;
    out["kind"] = one.kind ? std::string(models::name(*one.kind)) : "version";
    out["enough"] = name(enough(of, i));
    out["unbeaten"] = is_unbeaten;
    out["seconds_per_row"] = number(one.seconds);
    out["cost_per_prediction"] = number(one.cost);
    out["bytes"] = one.bytes ? value(*one.bytes) : value(nullptr);
    out["terms"] = one.terms ? value(*one.terms) : value(nullptr);
    if (one.model) out["digest"] = base::format(base::digest_of(one.model->save()));
    if (one.kind && of.contest.training) {
        const auto area = of.contest.training->areas.find(one.name);
        if (area != of.contest.training->areas.end()) out["training_area"] = area->second;
    }
    if (i == of.contest.product) return out;
    out["product_advantage"] = advantage_json(advantage(of, of.deciding, i));
    if (const auto price = price_of(of, i)) out["product_value"] = price_json(*price);
    out["sentence"] = sentence_of(of, i);
    return out;
}

object measure_json(const Comparison& of, const Measure& measure) {
    object out;
    out["metric"] = measure.metric->id;
    out["name"] = measure.name;
    array promises;
    for (const auto* promise : measure.promises) promises.emplace_back(promise->id);
    out["promises"] = std::move(promises);
    object models;
    for (std::size_t i = 0; i < of.size(); ++i) {
        object one;
        one["value"] = estimate_json(measure.values[i], of.level);
        if (i != of.contest.product) one["difference"] = difference_json(measure, i, of.level);
        if (measure.mcnemar[i]) one["mcnemar_p"] = *measure.mcnemar[i];
        array verdicts;
        for (const auto& row : measure.verdicts) verdicts.emplace_back(verdicts::name(row[i]));
        if (!verdicts.empty()) one["verdicts"] = std::move(verdicts);
        models[of.contest.contenders[i].name] = std::move(one);
    }
    out["models"] = std::move(models);
    return out;
}

object sides_json(const Sides& of, double level) {
    object out;
    if (!of.by.empty()) {
        out["by"] = of.by;
        out["group"] = of.group;
    }
    out["rows"] = of.rows();
    out["too_few"] = of.few;
    const auto thousand = of.of_a_thousand();
    out["of_1000"] = object{{"both", thousand[0]}, {"newly_get", thousand[1]}, {"lose", thousand[2]}, {"neither", thousand[3]}};
    const auto gets = of.rightly_gets(), loses = of.rightly_loses();
    out["newly_get"] = estimate_json(of.gets, level);
    out["newly_get_rightly"] = object{{"rows", gets.first}, {"of", gets.second}};
    out["lose"] = estimate_json(of.loses, level);
    out["lose_rightly"] = object{{"rows", loses.first}, {"of", loses.second}};
    return out;
}

object training_json(const Training& of) {
    object out;
    out["rows"] = of.rows;
    out["rows_used"] = of.rows_used;
    out["features"] = array(of.features.begin(), of.features.end());
    array left_out, alone;
    for (const auto& [column, why] : of.left_out) left_out.push_back(object{{"column", column}, {"why", why}});
    for (const auto& [column, area] : of.alone) alone.push_back(object{{"column", column}, {"area", area}});
    out["left_out"] = std::move(left_out);
    out["features_alone"] = std::move(alone);
    out["overlap"] = of.overlap.empty() ? value(nullptr) : value(of.overlap);
    return out;
}

}  // namespace

object json_of(const SideChanges& of, double level) {
    object out;
    out["before"] = of.before;
    out["after"] = of.after;
    out["identical"] = of.identical;
    array sides, moved, worse;
    for (const Sides& one : of.sides) sides.push_back(sides_json(one, level));
    for (const Moved& one : of.moved) moved.push_back(object{{"id", one.id}, {"before", one.before}, {"after", one.after}, {"happened", one.happened.empty() ? value(nullptr) : value(one.happened == "1")}});
    for (const WorseSlice& one : of.worse) worse.push_back(object{{"where", charter::format(one.where)}, {"rows", one.rows}, {"change", estimate_json(one.change, level)}, {"confirmed", one.confirmed}});
    out["sides"] = std::move(sides);
    out["moved"] = std::move(moved);
    out["worse"] = std::move(worse);
    if (of.overall) out["change_overall"] = estimate_json(*of.overall, level);
    if (!of.no_slices.empty()) out["no_slices"] = of.no_slices;
    return out;
}

object json_of(const Comparison& of) {
    object out;
    out["product"] = of.document->product;
    out["charter_digest"] = base::format(of.document->digest);
    out["headline"] = headline_of(of);
    out["level"] = of.level;
    out["rows"] = of.side.rows.rows;
    out["unscored"] = of.side.rows.unscored;
    out["labels_differ"] = of.side.rows.labels_differ;
    out["joined_by"] = of.side.rows.by_position ? "position" : "id";
    out["unit"] = of.side.independent ? value(nullptr) : value(of.document->task.columns.unit);
    out["decisions_a_month"] = number(of.side.rows_a_month());
    out["compared_with"] = of.product().name;
    out["deciding"] = of.measures[of.deciding].metric->id;
    out["margin"] = number(of.margin);
    array models, measures;
    const auto best = unbeaten(of);
    for (std::size_t i = 0; i < of.size(); ++i) models.push_back(contender_json(of, i, best[i]));
    for (const Measure& measure : of.measures) measures.push_back(measure_json(of, measure));
    out["models"] = std::move(models);
    out["measures"] = std::move(measures);
    if (of.contest.training) out["training"] = training_json(*of.contest.training);
    if (of.fidelity) out["surrogate"] = object{{"r2", of.fidelity->explained}, {"agreement", of.fidelity->agreement}, {"leaves", of.fidelity->leaves}, {"rows", of.fidelity->rows}};
    out["leaks"] = array(of.leaks.begin(), of.leaks.end());
    if (of.changes) out["changes"] = json_of(*of.changes, of.level);
    if (of.chosen) {
        object chosen;
        chosen["name"] = of.contest.contenders[*of.chosen].name;
        if (const auto price = price_of(of, *of.chosen); price && *of.chosen != of.contest.product) chosen["price"] = price_json(*price);
        if (*of.chosen != of.contest.product) chosen["gives_up"] = advantage_json(advantage(of, of.deciding, *of.chosen));
        out["chosen"] = std::move(chosen);
    }
    out["notes"] = array(of.notes.begin(), of.notes.end());
    return out;
}

}  // namespace operations
