#include "report/json.h"

#include <boost/json.hpp>

#include <cmath>

#include "base/json.h"
#include "report/escape.h"
#include "report/outline.h"
#include "report/sentences.h"

namespace report {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

/// An end that is not finite is not there; readers of JSON have no infinity.
value finite(double number) {
    return std::isfinite(number) ? value(number) : value(nullptr);
}

value finite(const std::optional<double>& number) {
    return number ? finite(*number) : value(nullptr);
}

value text_or_null(const std::string& text) {
    return text.empty() ? value(nullptr) : value(well_formed(text));
}

value reason_or_null(metrics::Reason reason) {
    return reason == metrics::Reason::none ? value(nullptr) : value(metrics::name(reason));
}

array texts(const std::vector<std::string>& all) {
    array list;
    for (const std::string& text : all) list.emplace_back(well_formed(text));
    return list;
}

std::string_view name(charter::Bound::Kind kind) {
    switch (kind) {
        case charter::Bound::Kind::at_least: return "at_least";
        case charter::Bound::Kind::at_most: return "at_most";
        case charter::Bound::Kind::between: return "between";
        case charter::Bound::Kind::equals: break;
    }
    return "equals";
}

object period_of(const Period& period) {
    return {{"start", base::format(period.start)}, {"end", base::format(period.end)}};
}

value interval_at(const std::optional<metrics::Limits>& limits, double level) {
    if (!limits) return nullptr;
    return object{{"low", finite(limits->low)}, {"high", finite(limits->high)}, {"level", level}};
}

/// A number that is not finite is no value.
value value_of(const metrics::Estimate& estimate) {
    return finite(estimate.value);
}

/// Why a promise is unproven, and always why a number is absent.
value reason_of(metrics::Reason reason, const metrics::Estimate* estimate) {
    const bool absent = estimate == nullptr || !estimate->value || !std::isfinite(*estimate->value);
    if (reason == metrics::Reason::none && absent && estimate != nullptr) reason = estimate->reason;
    if (reason == metrics::Reason::none && absent) reason = metrics::Reason::not_computed;
    return reason_or_null(reason);
}

/// What every number says of itself.
void add_estimate(object& into, const metrics::Estimate& estimate, const std::optional<metrics::Limits>& interval, double level) {
    into["value"] = value_of(estimate);
    into["interval"] = interval_at(interval, level);
    into["n"] = estimate.rows;
    into["units"] = estimate.units;
    into["units_named"] = estimate.units_named;
    into["units_exact"] = estimate.units_exact;
    into["left_out"] = estimate.left_out;
    into["method"] = text_or_null(std::string(estimate.method));
    into["unchanged"] = finite(estimate.unchanged);
    into["estimated"] = estimate.standing == metrics::Standing::estimated;
    if (estimate.enough > 0) into["enough"] = estimate.enough;
    if (estimate.weights.empty()) return;
    object weights;
    for (const auto& [category, weight] : estimate.weights) weights[well_formed(category)] = weight;
    into["weights"] = std::move(weights);
}

/// What a promise and each of its checks say of their number.
void add_estimate(object& into, const PromiseResult& result, const metrics::Estimate& estimate) { add_estimate(into, estimate, interval_of(result, estimate), result.promise.level); }

value more_of(const verdicts::Judgement& judgement) {
    if (!judgement.more) return nullptr;
    return object{{"units", judgement.more->units}, {"hopeless", judgement.more->hopeless}};
}

object check_of(const PromiseResult& result, const Check& check) {
    object found{{"column", text_or_null(check.column)}, {"group", text_or_null(check.group)}, {"category", text_or_null(check.category)}};
    add_estimate(found, result, check.estimate);
    found["bound"] = bound_json(check.bound);
    found["reference_value"] = finite(check.reference_value);
    found["verdict"] = verdicts::name(check.judgement.verdict);
    found["reason"] = reason_of(check.judgement.reason, &check.estimate);
    found["p"] = finite(check.judgement.p_broken);
    found["more"] = more_of(check.judgement);
    return found;
}

object group_of(const PromiseResult& result, const GroupValue& group) {
    object found{{"name", well_formed(group.name)}};
    add_estimate(found, result, group.estimate);
    found["reason"] = reason_of(group.estimate.reason, &group.estimate);
    return found;
}

object trend_of(const TrendPoint& point, double level) {
    return {{"window", period_of(point.window)},
            {"value", finite(point.value)},
            {"interval", interval_at(point.interval, level)},
            {"verdict", verdicts::name(point.verdict)},
            {"n", point.rows}};
}

/// Bins of the score with what happened in them, and their share of the rows.
object reliability_of(const Figure& figure) {
    array bins;
    for (std::size_t i = 0; i < figure.points.size(); ++i) {
        bins.emplace_back(object{{"score", finite(figure.points[i].first)}, {"rate", finite(figure.points[i].second)}, {"share", finite(figure.sizes[i])}});
    }
    return {{"title", text_or_null(figure.title)}, {"bins", std::move(bins)}};
}

object foreseen_of(const Foreseen& one, double level) {
    return {{"window", period_of(one.window)}, {"value", finite(one.value)}, {"interval", interval_at(one.interval, level)}, {"reason", reason_or_null(one.reason)},
            {"n", one.rows}, {"realised", finite(one.realised)}, {"held", one.realised && one.interval ? value(one.held()) : value(nullptr)}};
}

object band_of(const metrics::LabelledBand& band) {
    return {{"low", finite(band.low)}, {"high", finite(band.high)}, {"rows", finite(band.rows)}, {"labelled", finite(band.labelled)}};
}

object slice_object(const charter::Promise& promise) {
    return {{"where", promise.where ? value(well_formed(charter::format(*promise.where))) : value(nullptr)},
            {"by", texts(promise.by)},
            {"version", promise.version ? value(well_formed(*promise.version)) : value(nullptr)},
            {"against", promise.against ? value(well_formed(*promise.against)) : value(nullptr)},
            {"per", promise.per.empty() ? value(nullptr) : value(well_formed(promise.per))},
            {"adjusted_by", texts(promise.adjusted_by)}};
}

value evidence_of(const charter::Promise& promise) {
    if (promise.evidence.empty()) return nullptr;
    return object{{"kind", well_formed(promise.evidence)},
                  {"by", text_or_null(promise.evidence_by)},
                  {"every", promise.every ? value(base::format(*promise.every)) : value(nullptr)}};
}

void add_lists(object& into, const PromiseResult& result) {
    array checks, groups, trend, curves, foreseen, labelled;
    for (const Check& check : result.checks) checks.emplace_back(check_of(result, check));
    for (const GroupValue& group : result.groups) groups.emplace_back(group_of(result, group));
    for (const TrendPoint& point : result.trend) trend.emplace_back(trend_of(point, result.promise.level));
    into["checks"] = std::move(checks);
    into["groups"] = std::move(groups);
    for (const Figure& figure : result.figures) {
        if (figure.kind == Figure::Kind::reliability) curves.emplace_back(reliability_of(figure));
    }
    into["trend"] = std::move(trend);
    into["reliability"] = std::move(curves);
    for (const Foreseen& one : result.foreseen) foreseen.emplace_back(foreseen_of(one, result.promise.level));
    for (const metrics::LabelledBand& band : result.labelled) labelled.emplace_back(band_of(band));
    into["foreseen"] = std::move(foreseen);
    into["labelled"] = std::move(labelled);
}

value since_of(const std::optional<SinceRelease>& since, double level) {
    if (!since) return nullptr;
    return object{{"since", base::format(since->since)}, {"windows", since->windows}, {"n", since->rows}, {"value", finite(since->value)}, {"interval", interval_at(since->limits, level)},
                  {"verdict", verdicts::name(since->verdict)}, {"method", text_or_null(since->method)}, {"why", text_or_null(since->why)}};
}

value beginning_of(const std::optional<Beginning>& beginning) {
    if (!beginning) return nullptr;
    return object{{"evidence", finite(beginning->evidence)}, {"threshold", beginning->threshold > 0 ? finite(beginning->threshold) : value(nullptr)}, {"windows", beginning->windows}, {"waiting", beginning->waiting},
                  {"alarmed", beginning->alarmed ? value(base::format(*beginning->alarmed)) : value(nullptr)}};
}

value forecast_of(const std::optional<verdicts::Forecast>& forecast) {
    if (!forecast) return nullptr;
    return object{{"probability", finite(forecast->probability)}, {"windows_ahead", forecast->windows_ahead}, {"windows_used", forecast->windows_used}, {"slope", finite(forecast->slope)}};
}

value live_of(const PromiseResult& result) {
    if (!result.live) return nullptr;
    return object{{"check", text_or_null(result.live->check)}, {"since_release", since_of(result.live->since, result.promise.level)}, {"beginning", beginning_of(result.live->beginning)},
                  {"forecast", forecast_of(result.live->forecast)}};
}

}  // namespace

object promise_json(const PromiseResult& result, const Scorecard& card) {
    const charter::Promise& promise = result.promise;
    const Check* check = deciding_check(result);
    static const metrics::Estimate nothing{};
    const metrics::Estimate& estimate = check == nullptr ? nothing : check->estimate;
    object found{{"id", well_formed(promise.id)},
                 {"section", well_formed(promise.section)},
                 {"statement", text_or_null(promise.statement)},
                 {"verdict", verdicts::name(result.verdict)},
                 {"reason", reason_of(result.reason, &estimate)},
                 {"detail", text_or_null(result.detail)},
                 {"sentence", well_formed(sentence(result, card))},
                 {"metric", text_or_null(promise.metric)},
                 {"compare", promise.compare == charter::Compare::none ? value(nullptr) : value(charter::name(promise.compare))},
                 {"scale", result.metric == nullptr ? value(nullptr) : value(name(result.metric->scale))},
                 {"evidence", evidence_of(promise)},
                 {"of", texts(promise.of)}};
    add_estimate(found, result, estimate);
    found["level"] = promise.level;
    found["about"] = charter::name(promise.about);
    found["bound"] = bound_json(promise.bound);
    found["window"] = result.window ? value(period_of(*result.window)) : value(nullptr);
    found["slice"] = slice_object(promise);
    found["owner"] = text_or_null(promise.owner);
    found["serves"] = text_or_null(promise.serves);
    found["breach"] = charter::name(promise.breach);
    found["more"] = check == nullptr ? value(nullptr) : more_of(check->judgement);
    found["deciding"] = check == nullptr ? value(nullptr) : value(static_cast<std::int64_t>(result.deciding));
    found["live"] = live_of(result);
    add_lists(found, result);
    return found;
}

object estimate_json(const metrics::Estimate& estimate, double level) {
    object found;
    add_estimate(found, estimate, estimate.interval(level), level);
    found["reason"] = reason_of(estimate.reason, &estimate);
    found["why"] = estimate.reason == metrics::Reason::none ? value(nullptr) : value(metrics::sentence(estimate.reason));
    found["detail"] = text_or_null(estimate.detail);
    return found;
}

object bound_json(const charter::Bound& bound) {
    return {{"kind", name(bound.kind)}, {"low", finite(bound.low)}, {"high", finite(bound.high)}, {"relative", bound.relative}, {"text", well_formed(bound.text)}};
}

std::string_view name(metrics::Scale scale) {
    switch (scale) {
        case metrics::Scale::share: return "share";
        case metrics::Scale::seconds: return "seconds";
        case metrics::Scale::count: return "count";
        case metrics::Scale::money: return "money";
        case metrics::Scale::number: break;
    }
    return "number";
}

std::string json(const Scorecard& card) {
    array data, promises;
    for (const DataFact& fact : card.data) {
        data.emplace_back(object{{"role", well_formed(fact.role)}, {"path", well_formed(fact.path)}, {"digest", base::format(fact.digest)}});
    }
    for (const PromiseResult& result : card.promises) promises.emplace_back(promise_json(result, card));
    const Counts counts = counts_of(card);
    const object found{{"product", well_formed(card.product)},
                       {"vision", text_or_null(card.vision)},
                       {"currency", text_or_null(card.currency)},
                       {"charter_file", text_or_null(card.charter_file)},
                       {"charter_digest", base::format(card.charter_digest)},
                       {"charter_version", text_or_null(card.charter_version)},
                       {"data", std::move(data)},
                       {"rows", card.rows},
                       {"reference_rows", card.reference_rows},
                       {"rejected", card.rejected},
                       {"as_of", card.as_of ? value(base::format(*card.as_of)) : value(nullptr)},
                       {"version", text_or_null(card.version)},
                       {"gate", verdicts::name(card.gate)},
                       {"only", texts(card.only)},
                       {"counts", object{{"kept", counts.kept}, {"broken", counts.broken}, {"unproven", counts.unproven}}},
                       {"promises", std::move(promises)},
                       {"notes", texts(card.notes)}};
    return base::pretty(found) + "\n";
}

}  // namespace report
