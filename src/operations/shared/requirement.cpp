#include "operations/shared/requirement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "operations/shared/appraisal.h"
#include "report/numbers.h"
#include "report/page/regions.h"

namespace operations {

namespace {

using report::Measure;
using value::Ability;
using value::Demand;
using verdicts::Verdict;
using How = Beside::How;
namespace json = base::json;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string stretches_written(const value::Outcomes& outcomes, const std::vector<bool>& met) {
    std::vector<std::string> parts;
    for (const auto& [low, high] : value::stretches(outcomes, met)) {
        const auto from = written_threshold(outcomes, outcomes.index_of(low)), to = std::isfinite(high) ? written_threshold(outcomes, outcomes.index_of(high)) : std::string("above every score");
        parts.push_back(low == high ? from : from + " to " + to);
    }
    if (parts.empty()) return "none";
    if (parts.size() > 3) {
        const std::size_t rest = parts.size() - 2;
        parts.resize(2);
        parts.push_back(fmt::format("{} more", rest));
    }
    return fmt::format("{}", fmt::join(parts, "; "));
}

json::array stretches_json(const value::Outcomes& outcomes, const std::vector<bool>& met) {
    json::array all;
    for (const auto& [low, high] : value::stretches(outcomes, met)) all.push_back(json::array{std::isfinite(low) ? json::value(low) : json::value(nullptr), std::isfinite(high) ? json::value(high) : json::value(nullptr)});
    return all;
}

/// A metric may rest on some of the rows only, such as the cases: as many times more of all are needed.
double times_needed(const value::Held& held) { return static_cast<double>(held.judgement.more->units) / std::max(1.0, static_cast<double>(held.estimate.units)); }

json::object held_json(const value::Held& held, double level, double rows) {
    const auto interval = held.estimate.limits ? std::optional(held.estimate.limits((1 - level) / 2)) : std::nullopt;
    json::object all = interval_json(held.estimate.value.value_or(std::nan("")), interval);
    all["verdict"] = std::string(verdicts::name(held.judgement.verdict));
    all["reason"] = held.judgement.reason == metrics::Reason::none ? json::value(nullptr) : json::value(std::string(metrics::name(held.judgement.reason)));
    const bool known = held.judgement.more && !held.judgement.more->hopeless;
    all["units_needed"] = known ? json::value(held.judgement.more->units) : json::value(nullptr);
    all["rows_needed"] = known ? json::value(std::round(times_needed(held) * rows)) : json::value(nullptr);
    all["amounts_decide"] = held.amounts_decide;
    return all;
}

/// "about 2,400 days in all, 7 times as many as there are".
std::string needed(const Requirement& of, const value::Held& held) {
    if (held.amounts_decide) return "no number of rows: the amounts would have to be known better";
    if (!held.judgement.more) return "";
    if (held.judgement.more->hopeless) return "more than 50 times these data: the truth may lie at the bound";
    const auto& outcomes = *of.decided->outcomes;
    const double times = times_needed(held);
    const std::string units = outcomes.clustered() ? fmt::format("about {} units with labels in all, some ", report::grouped(held.judgement.more->units)) : "about ";
    return units + fmt::format("{} rows{}, {:.2g} times as many as there are", report::grouped(static_cast<std::int64_t>(std::llround(times * outcomes.rows()))), outcomes.clustered() ? "" : " with labels in all", times);
}

/// How far the metric is from its bound where all other limits are met.
std::string shortfall(const Requirement& of, std::size_t d) {
    const Demand& demand = of.compiled.demands[d];
    const auto& reachable = of.finding.reachable[d];
    const bool alone = of.compiled.demands.size() == 1;
    const std::string where = alone ? "at its best" : "with all other limits met";
    if (!reachable) return alone ? "" : "The other limits are met together at no threshold.";
    const auto measure = measure_for(*of.document, demand, {*reachable});
    const double gap = is_low(demand) ? bound_of(demand) - *reachable : *reachable - bound_of(demand);
    if (gap <= 0) return "";
    const std::string distance = demand.metric == "value_per_decision" || demand.metric == "latency" ? report::write(measure, gap) : report::write({.kind = Measure::Kind::points, .currency = {}, .precision = measure.precision}, gap);
    return fmt::format("{}: {} it reaches {}; it would have to {} by {}.", sentence_of(*of.document, demand), where, report::write(measure, *reachable), is_low(demand) ? "rise" : "fall", distance);
}

std::string month_cost(const Requirement& of, double per_decision) {
    return of.decided->per_month ? written_money(of.document->currency, per_decision * *of.decided->per_month, std::nullopt) + " a month" : written_money(of.document->currency, per_decision * 1'000, std::nullopt) + " per 1,000 decisions";
}

std::string headline_of(const Requirement& of) {
    const auto& demands = of.compiled.demands;
    const auto& outcomes = *of.decided->outcomes;
    for (const Demand& demand : demands) {
        if (!demand.no_model.empty()) return fmt::format("No model can keep \"{}\": {}.", demand.limit->text, demand.no_model);
    }
    if (demands.empty()) return "None of the limits can be turned into a demand yet.";
    const std::string at = of.finding.candidate ? written_threshold(outcomes, *of.finding.candidate) : "";
    const bool met = std::find(of.finding.all_met.begin(), of.finding.all_met.end(), true) != of.finding.all_met.end();
    if (of.finding.ability == Ability::can) return fmt::format("The model can: at the threshold {} every limit of the business is kept.", at);
    if (of.finding.ability == Ability::cannot) return "The model cannot: at every threshold at least one limit of the business is broken.";
    if (!met) return "At no threshold are all limits met on these data, though it is not shown that they never are.";
    std::string text = fmt::format("Not shown: at thresholds {} every limit is met on these data, but chance could have done it.", stretches_written(outcomes, of.finding.all_met));
    for (std::size_t d = 0; d < demands.size(); ++d) {
        if (of.finding.at_candidate[d].judgement.verdict == Verdict::kept) continue;
        if (of.finding.at_candidate[d].amounts_decide) return text + fmt::format(" Whether at {} {} is no question of more rows: the amounts would have to be known better.", at, sentence_of(*of.document, demands[d]));
        if (const auto more = needed(of, of.finding.at_candidate[d]); !more.empty()) return text + fmt::format(" To prove at {} that {} takes {}.", at, sentence_of(*of.document, demands[d]), more);
    }
    return text;
}

}  // namespace

Requirement require_of(const charter::Charter& document, const Decided& decided) {
    Requirement all;
    all.document = &document;
    all.decided = &decided;
    const value::Outcomes& outcomes = *decided.outcomes;
    all.compiled = value::compile(document, outcomes.all(), decided.stakes.get(), decided.month());
    auto& demands = all.compiled.demands;
    if (!decided.latency) {
        for (auto demand = demands.begin(); demand != demands.end();) {
            if (demand->metric != "latency") {
                ++demand;
                continue;
            }
            all.compiled.not_compiled.emplace_back(demand->limit, decided.latency_missing);
            demand = demands.erase(demand);
        }
    }
    all.finding = value::find(outcomes, decided.stakes.get(), demands, decided.latency, decided.level);
    for (const Demand& demand : demands) all.beside.push_back(beside_of(document, demand));
    std::vector<double> thresholds;
    for (const std::size_t candidate : outcomes.coarse()) thresholds.push_back(outcomes.threshold(candidate));
    for (const auto& promise : decided.promises) {
        const auto stands = promise.at(thresholds);
        const auto held = [&](std::size_t k) { return stands[k].verdict != Verdict::broken; };
        for (std::size_t d = 0; d < demands.size(); ++d) {
            bool alone = false, own = false, together = false;
            for (std::size_t k = 0; k < thresholds.size(); ++k) {
                const bool met = all.finding.met[d][outcomes.coarse()[k]];
                alone = alone || held(k);
                own = own || met;
                together = together || (held(k) && met);
            }
            if (alone && own && !together) all.apart.emplace_back(&promise.promise(), d);
        }
    }
    return all;
}

json::object json_of(const Requirement& of) {
    const auto& outcomes = *of.decided->outcomes;
    const auto& finding = of.finding;
    json::object all{{"level", of.decided->level}, {"ability", std::string(value::name(finding.ability))}};
    const double threshold = finding.candidate ? outcomes.threshold(*finding.candidate) : infinity;
    all["threshold"] = std::isfinite(threshold) ? json::value(threshold) : json::value(nullptr);
    all["decisions_per_month"] = of.decided->per_month ? json::value(*of.decided->per_month) : json::value(nullptr);
    all["thresholds"] = stretches_json(outcomes, finding.all_met);
    json::array demands;
    for (std::size_t d = 0; d < of.compiled.demands.size(); ++d) {
        const Demand& demand = of.compiled.demands[d];
        json::object own = demand_json(demand);
        own["thresholds"] = stretches_json(outcomes, finding.met[d]);
        const auto now = demand.metric == "latency" ? of.decided->latency->value : value::reached(outcomes, of.decided->stakes.get(), demand, of.decided->present);
        own["at_present"] = now ? json::value(*now) : json::value(nullptr);
        own["at_threshold"] = d < finding.at_candidate.size() ? json::value(held_json(finding.at_candidate[d], of.decided->level, outcomes.rows())) : json::value(nullptr);
        own["reachable_with_the_others"] = finding.reachable[d] ? json::value(*finding.reachable[d]) : json::value(nullptr);
        own["cost_per_decision"] = finding.cost[d] ? json::value(*finding.cost[d]) : json::value(nullptr);
        own["cost_per_month"] = finding.cost[d] && of.decided->per_month ? json::value(*finding.cost[d] * *of.decided->per_month) : json::value(nullptr);
        own["no_model"] = demand.no_model.empty() ? json::value(nullptr) : json::value(demand.no_model);
        own["promise"] = json_of(of.beside[d]);
        demands.push_back(std::move(own));
    }
    all["demands"] = std::move(demands);
    json::array conflicts, missing, apart;
    for (const auto& [a, b] : finding.conflicts) conflicts.push_back(json::array{of.compiled.demands[a].limit->text, of.compiled.demands[b].limit->text});
    for (const auto& [limit, why] : of.compiled.not_compiled) missing.push_back(json::object{{"limit", std::string(charter::name(limit->kind))}, {"why", why}});
    for (const auto& [promise, d] : of.apart) apart.push_back(json::object{{"promise", promise->id}, {"limit", of.compiled.demands[d].limit->text}});
    all["conflicts"] = std::move(conflicts);
    all["not_compiled"] = std::move(missing);
    all["apart"] = std::move(apart);
    all["proposals"] = proposals(*of.document, of.compiled.demands, of.beside);
    return all;
}

namespace {

report::Chapter demands_chapter(const Requirement& of) {
    const auto& outcomes = *of.decided->outcomes;
    report::Table table{"", {"the business says", "so the model must reach", "now", "met at thresholds", "keeping it costs"}, {}};
    std::vector<report::page::Region> bars;
    for (std::size_t d = 0; d < of.compiled.demands.size(); ++d) {
        const Demand& demand = of.compiled.demands[d];
        const auto now = demand.metric == "latency" ? of.decided->latency->value : value::reached(outcomes, of.decided->stakes.get(), demand, of.decided->present);
        const auto& cost = of.finding.cost[d];
        table.rows.push_back({demand.limit->text, sentence_of(*of.document, demand), now ? report::write(measure_for(*of.document, demand, {*now}), *now) : "no value", demand.of_threshold ? stretches_written(outcomes, of.finding.met[d]) : "whatever the threshold",
                              !cost ? of.decided->stakes ? "cannot be kept" : "amounts are not known" : *cost <= 0 ? "nothing" : month_cost(of, *cost)});
        if (demand.of_threshold) bars.push_back({demand.limit->text, value::stretches(outcomes, of.finding.met[d]), false});
    }
    report::Chapter chapter{"What the model must reach", {}};
    if (!table.rows.empty()) chapter.blocks.emplace_back(std::move(table));
    if (!bars.empty()) {
        bars.push_back({"all of them", value::stretches(outcomes, of.finding.all_met), true});
        chapter.blocks.emplace_back(report::Picture{"Thresholds at which each limit is met", "all of them: " + stretches_written(outcomes, of.finding.all_met) + ".", report::page::regions(bars, outcomes.threshold(0), outcomes.highest(), of.decided->threshold, "regions")});
    }
    report::Items missing;
    for (const auto& [limit, why] : of.compiled.not_compiled) missing.push_back(fmt::format("Not turned into a demand: {} (line {}); {}.", limit->text, limit->place.line, why));
    if (!missing.empty()) chapter.blocks.emplace_back(std::move(missing));
    return chapter;
}

report::Chapter ability_chapter(const Requirement& of) {
    const auto& outcomes = *of.decided->outcomes;
    const auto& finding = of.finding;
    report::Chapter chapter{"Whether the present model can", {}};
    if (finding.candidate) {
        report::Table table{fmt::format("At the threshold {}, where the limits are furthest from being missed.", written_threshold(outcomes, *finding.candidate)), {"demand", "value", "verdict", "to prove it"}, {}};
        for (std::size_t d = 0; d < finding.at_candidate.size(); ++d) {
            const auto& held = finding.at_candidate[d];
            const Demand& demand = of.compiled.demands[d];
            const auto limits = held.estimate.limits ? std::optional(held.estimate.limits(of.decided->tail())) : std::nullopt;
            const auto measure = measure_for(*of.document, demand, {held.estimate.value.value_or(0)});
            std::string written = held.estimate.value ? report::write(measure, *held.estimate.value) + (limits ? " (" + report::write(measure, *limits) + ")" : "") : "no value";
            if (held.estimate.value && demand.metric == "value_per_decision") written = written_money(of.document->currency, *held.estimate.value, limits);
            table.rows.push_back({sentence_of(*of.document, demand), written, std::string(verdicts::name(held.judgement.verdict)), held.judgement.verdict == Verdict::kept ? "nothing more" : needed(of, held)});
        }
        chapter.blocks.emplace_back(std::move(table));
    }
    report::Items items;
    for (const auto& demand : of.compiled.demands) {
        if (!demand.no_model.empty()) items.push_back(fmt::format("No model can keep \"{}\": {}. Change one of the limits.", demand.limit->text, demand.no_model));
    }
    for (const std::size_t d : finding.never_met) items.push_back(fmt::format("Met at no threshold by this model: {}.", of.compiled.demands[d].limit->text));
    for (const auto& [a, b] : finding.conflicts) items.push_back(fmt::format("In conflict: \"{}\" and \"{}\" are each met somewhere, and together nowhere.", of.compiled.demands[a].limit->text, of.compiled.demands[b].limit->text));
    const bool met = std::find(finding.all_met.begin(), finding.all_met.end(), true) != finding.all_met.end();
    for (std::size_t d = 0; !met && d < of.compiled.demands.size(); ++d) {
        if (const auto text = shortfall(of, d); !text.empty()) items.push_back(text);
        const Demand& demand = of.compiled.demands[d];
        if (demand.metric != "value_per_decision" || !of.decided->stakes || finding.met[d][of.decided->present]) continue;
        const double recall = value::recall_for_value(outcomes, *of.decided->stakes, of.decided->present, demand.bound.low);
        const double now = outcomes.above(of.decided->present)[1].rows / std::max(1.0, outcomes.positives());
        if (std::isfinite(recall) && recall > now) {
            items.push_back(recall <= 1 ? fmt::format("To earn enough while flagging as many as now, recall would have to rise from {:.1f} % to {:.1f} %.", 100 * now, 100 * recall)
                                        : std::string("While flagging as many as now not even finding every case would earn enough."));
        }
    }
    if (!items.empty()) chapter.blocks.emplace_back(std::move(items));
    chapter.blocks.emplace_back(fmt::format("It \"can\" where a threshold that was chosen on half of the {} keeps every limit on the other half, and \"cannot\" where at every threshold some limit is broken, allowing for how many there are; each of these words is wrong with at most {:.3g} %.",
                                            outcomes.clustered() ? "units" : "rows", 100 * of.decided->tail()));
    return chapter;
}

report::Chapter promises_chapter(const Requirement& of) {
    report::Chapter chapter{"Promises", {}};
    report::Items items = beside_items(of.compiled.demands, of.beside);
    for (const auto& [promise, d] : of.apart) items.push_back(fmt::format("With this model {} and \"{}\" hold together at no threshold.", promise->id, of.compiled.demands[d].limit->text));
    if (!items.empty()) chapter.blocks.emplace_back(std::move(items));
    if (const auto text = proposals(*of.document, of.compiled.demands, of.beside); !text.empty()) chapter.blocks.emplace_back(report::Verbatim{"What the limits imply and the charter lacks, ready to be put into it:", text});
    return chapter;
}

}  // namespace

report::Study study_of(const Requirement& of) {
    report::Study study;
    study.title = "Required";
    study.headline = headline_of(of);
    study.chapters = {demands_chapter(of), ability_chapter(of)};
    if (auto promises = promises_chapter(of); !promises.blocks.empty()) study.chapters.push_back(std::move(promises));
    const Decided& decided = *of.decided;
    if (decided.per_month) study.notes.push_back(fmt::format("A month has {} decisions: {}.", report::grouped(static_cast<std::int64_t>(std::llround(*decided.per_month))), decided.pace));
    if (!decided.outcomes->clustered()) study.notes.emplace_back("The charter names no unit, so rows are taken as independent: intervals are too narrow where the same person, day or query appears in many rows.");
    if (decided.unlabelled > 0) study.notes.push_back(fmt::format("{} of {} rows have no label or no score and are left out.", report::grouped(decided.unlabelled), report::grouped(decided.rows)));
    study.notes.push_back(fmt::format("Groups, and whether the model can, are looked at for {} thresholds that divide rows and cases evenly.", decided.outcomes->coarse().size()));
    for (const auto& id : decided.not_looked_at) study.notes.push_back("Not looked at for other thresholds: " + id + ".");
    return study;
}

}  // namespace operations
