#include "operations/shared/threshold_steps.h"

#include <algorithm>

#include <boost/json.hpp>

#include "metrics/metric.h"
#include "report/escape.h"
#include "report/json.h"
#include "value/frequencies.h"

namespace operations {

namespace {

namespace json = base::json;
using value::Outcomes;

/// People of whom a step tells: the same number at every threshold, so that they can be compared.
constexpr std::int64_t people = 1'000;

value::Cells cells_at(const Outcomes& outcomes, std::size_t candidate) {
    const auto& above = outcomes.above(candidate);
    const auto& all = outcomes.all();
    return {.true_positive = above[1].rows, .false_positive = above[0].rows, .false_negative = all[1].rows - above[1].rows, .true_negative = all[0].rows - above[0].rows};
}

json::object people_json(const value::Cells& cells) {
    const auto counts = value::frequencies(cells, people);
    return {{"of", counts.of}, {"true_positive", counts.true_positive}, {"false_positive", counts.false_positive}, {"false_negative", counts.false_negative}, {"true_negative", counts.true_negative}};
}

json::value money_json(const ThresholdSteps& of, std::size_t candidate) {
    if (of.appraisal == nullptr) return nullptr;
    const auto valued = value::value_at(*of.decided->outcomes, *of.decided->stakes, candidate);
    json::object money = interval_json(valued.value, valued.limits(*of.decided->stakes, of.decided->tail()));
    money["reason"] = valued.sampled.reason == metrics::Reason::none ? json::value(nullptr) : json::value(std::string(metrics::name(valued.sampled.reason)));
    return money;
}

/// By limit, whether it is met at the threshold; null, where it does not depend on it.
json::array limits_json(const ThresholdSteps& of, double threshold) {
    json::array all;
    if (of.requirement == nullptr) return all;
    const auto& demands = of.requirement->compiled.demands;
    const std::size_t place = of.requirement->decided->outcomes->index_of(threshold);
    for (std::size_t d = 0; d < demands.size(); ++d) all.emplace_back(of.requirement->finding.met[d][place]);
    return all;
}

json::array steps_json(const ThresholdSteps& of) {
    const Outcomes& outcomes = *of.decided->outcomes;
    std::vector<double> thresholds;
    for (const std::size_t candidate : of.candidates) thresholds.push_back(outcomes.threshold(candidate));
    std::vector<std::vector<ThresholdPromise::Stands>> stands;
    for (const auto& promise : of.decided->promises) stands.push_back(promise.at(thresholds));
    json::array steps;
    for (std::size_t s = 0; s < of.candidates.size(); ++s) {
        const auto cells = cells_at(outcomes, of.candidates[s]);
        json::array promises;
        for (const auto& one : stands) promises.push_back(json::object{{"verdict", std::string(verdicts::name(one[s].verdict))}, {"value", one[s].value ? number_json(*one[s].value) : json::value(nullptr)}});
        steps.push_back(json::object{
            {"threshold", number_json(thresholds[s])},
            {"flagged", cells.flagged() / cells.total()},
            {"recall", cells.events() > 0 ? json::value(cells.true_positive / cells.events()) : json::value(nullptr)},
            {"precision", cells.flagged() > 0 ? json::value(cells.true_positive / cells.flagged()) : json::value(nullptr)},
            {"money", money_json(of, of.candidates[s])},
            {"people", people_json(cells)},
            {"promises", std::move(promises)},
            {"limits", limits_json(of, thresholds[s])},
            {"within_capacity", of.appraisal == nullptr || of.appraisal->allowed[of.candidates[s]]},
        });
    }
    return steps;
}

json::object promise_json(const charter::Promise& promise) {
    const auto* metric = metrics::find(promise.metric);
    ASSERT(metric != nullptr);  // it was measured
    return {{"scale", std::string(report::name(metric->scale))}, {"difference", promise.compare == charter::Compare::difference}, {"id", report::well_formed(promise.id)}, {"statement", report::well_formed(promise.statement)}, {"metric", promise.metric}, {"bound", report::well_formed(promise.bound.text)}, {"breach", std::string(charter::name(promise.breach))}, {"owner", report::well_formed(promise.owner)}};
}

}  // namespace

ThresholdSteps steps_of(const charter::Charter& document, const Decided& decided, const Appraisal* appraisal, const Requirement* requirement) {
    ThresholdSteps steps{&document, &decided, appraisal, requirement, decided.outcomes->coarse()};
    steps.candidates.push_back(decided.present);
    steps.candidates.push_back(decided.outcomes->size() - 1);
    if (appraisal != nullptr) {
        steps.candidates.push_back(appraisal->best);
        steps.candidates.push_back(appraisal->chosen);
    }
    std::sort(steps.candidates.begin(), steps.candidates.end());
    steps.candidates.erase(std::unique(steps.candidates.begin(), steps.candidates.end()), steps.candidates.end());
    return steps;
}

json::object json_of(const ThresholdSteps& of) {
    const auto place = [&](std::size_t candidate) { return json::value(std::lower_bound(of.candidates.begin(), of.candidates.end(), candidate) - of.candidates.begin()); };
    json::array promises, limits;
    for (const auto& one : of.decided->promises) promises.push_back(promise_json(one.promise()));
    if (of.requirement != nullptr) {
        for (const auto& demand : of.requirement->compiled.demands) limits.push_back(json::object{{"says", report::well_formed(demand.limit->text)}, {"of_threshold", demand.of_threshold}});
    }
    return {
        {"steps", steps_json(of)},
        {"present", place(of.decided->present)},
        {"best", of.appraisal == nullptr ? json::value(nullptr) : place(of.appraisal->chosen)},
        {"best_whatever_is_promised", of.appraisal == nullptr ? json::value(nullptr) : place(of.appraisal->best)},
        {"promises", std::move(promises)},
        {"limits", std::move(limits)},
    };
}

}  // namespace operations
