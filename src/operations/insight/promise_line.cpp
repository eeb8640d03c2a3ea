#include "operations/insight/promise_line.h"

#include <cmath>
#include <tuple>

#include <boost/json.hpp>

#include "report/escape.h"
#include "report/json.h"
#include "report/outline.h"
#include "report/sentences.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

value text_or_null(const std::string& text) { return text.empty() ? value(nullptr) : value(report::well_formed(text)); }

array texts(const std::vector<std::string>& all) {
    array list;
    for (const auto& text : all) list.emplace_back(report::well_formed(text));
    return list;
}

value period_json(const std::optional<report::Period>& period) {
    return period ? value(object{{"start", base::format(period->start)}, {"end", base::format(period->end)}}) : value(nullptr);
}

void add_number(object& into, const metrics::Estimate* estimate, const std::optional<metrics::Limits>& interval, double level) {
    const auto finite = [](double number) { return std::isfinite(number) ? value(number) : value(nullptr); };
    into["value"] = estimate != nullptr && estimate->value ? finite(*estimate->value) : value(nullptr);
    into["interval"] = interval ? value(object{{"low", finite(interval->low)}, {"high", finite(interval->high)}, {"level", level}}) : value(nullptr);
    into["n"] = estimate == nullptr ? 0 : estimate->rows;
    into["units"] = estimate == nullptr ? 0 : estimate->units;
    into["units_named"] = estimate != nullptr && estimate->units_named;
    into["method"] = estimate == nullptr ? value(nullptr) : text_or_null(std::string(estimate->method));
}

value reason_json(metrics::Reason reason) { return reason == metrics::Reason::none ? value(nullptr) : value(metrics::name(reason)); }
value why_json(metrics::Reason reason) { return reason == metrics::Reason::none ? value(nullptr) : value(metrics::sentence(reason)); }

}  // namespace

object promise_line(const report::PromiseResult& result, const report::Scorecard& card) {
    const auto& promise = result.promise;
    const auto* check = report::deciding_check(result);
    object line{{"id", report::well_formed(promise.id)}, {"section", promise.section}, {"statement", text_or_null(promise.statement)}, {"verdict", verdicts::name(result.verdict)}, {"reason", reason_json(result.reason)},
                {"why", why_json(result.reason)}, {"detail", text_or_null(result.detail)}, {"sentence", report::well_formed(report::sentence(result, card))}, {"metric", text_or_null(promise.metric)},
                {"compare", promise.compare == charter::Compare::none ? value(nullptr) : value(charter::name(promise.compare))}, {"scale", result.metric == nullptr ? value(nullptr) : value(report::name(result.metric->scale))},
                {"of", texts(promise.of)}, {"by", texts(promise.by)}, {"category", text_or_null(promise.category)}, {"owner", text_or_null(promise.owner)}, {"breach", charter::name(promise.breach)}};
    add_number(line, check == nullptr ? nullptr : &check->estimate, check == nullptr ? std::nullopt : report::interval_of(result, check->estimate), promise.level);
    line["bound"] = report::bound_json(check == nullptr ? promise.bound : check->bound);
    line["window"] = period_json(result.window);
    return line;
}

object check_line(const report::PromiseResult& result, const report::Check& check) {
    object line{{"promise", report::well_formed(result.promise.id)}, {"section", result.promise.section}, {"metric", text_or_null(result.promise.metric)}, {"scale", result.metric == nullptr ? value(nullptr) : value(report::name(result.metric->scale))},
                {"column", text_or_null(check.column)}, {"group", text_or_null(check.group)}, {"category", text_or_null(check.category)}, {"verdict", verdicts::name(check.judgement.verdict)}, {"reason", reason_json(check.judgement.reason)},
                {"why", why_json(check.judgement.reason)}};
    add_number(line, &check.estimate, report::interval_of(result, check.estimate), result.promise.level);
    line["bound"] = report::bound_json(check.bound);
    line["window"] = period_json(result.window);
    return line;
}

int rank_of(verdicts::Verdict verdict) { return verdict == verdicts::Verdict::broken ? 0 : verdict == verdicts::Verdict::unproven ? 1 : 2; }

bool worse(const report::PromiseResult* a, const report::PromiseResult* b) {
    const auto key = [](const report::PromiseResult* result) { return std::tuple(rank_of(result->verdict), -static_cast<int>(result->promise.breach)); };
    return key(a) < key(b);
}

}  // namespace operations
